import type { Random } from '../market/seededRandom.ts';
import { type TradingWindow, WindowClock } from '../market/tradingWindow.ts';
import { bootstrapMean } from './bootstrap.ts';
import { multiplesByDay } from './reportResults.ts';
import type { ReportTrade } from './reportTrade.ts';
import { type Range, rMetrics } from './rMetrics.ts';

/** The trades that have something in common. */
export interface GroupResults {
  readonly name: string;
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly winRate: number | null;
  readonly winRateRange: Range | null;
  readonly meanR: number | null;
  readonly meanRange: Range | null;
  readonly medianR: number | null;
  readonly totalR: number;
}

export interface Groups {
  /** By the trading windows that the entry fell into; windows overlap, so a trade may stand in several. */
  readonly session: readonly GroupResults[];
  /** Of the entry, UTC. */
  readonly weekday: readonly GroupResults[];
  readonly hour: readonly GroupResults[];
  readonly symbol: readonly GroupResults[];
  /** What was entered on: fresh blocks, breakers, gaps. */
  readonly zone: readonly GroupResults[];
  readonly direction: readonly GroupResults[];
}

interface Grouping {
  readonly windows: readonly TradingWindow[];
  readonly draws: number;
  readonly random: Random;
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
export const outsideWindows = 'outside of these';

export function groupTrades(trades: readonly ReportTrade[], { windows, ...chance }: Grouping): Groups {
  const clocks = windows.map((window) => ({ name: window.name, clock: new WindowClock(window) }));
  const sessionsOf = ({ at }: ReportTrade) => {
    const inside = clocks.filter(({ clock }) => clock.occurrence(at) !== null).map(({ name }) => name);
    return inside.length === 0 ? [outsideWindows] : inside;
  };
  const by = (namesOf: (trade: ReportTrade) => readonly string[], order: readonly string[]) =>
    groupBy(trades, { namesOf, order, ...chance });
  const symbols = [...new Set(trades.map((trade) => trade.symbol))].sort();
  return {
    session: by(sessionsOf, [...windows.map((window) => window.name), outsideWindows]),
    weekday: by(({ at }) => [weekdays[(new Date(at).getUTCDay() + 6) % 7] ?? ''], weekdays),
    hour: by(({ at }) => [hours[new Date(at).getUTCHours()] ?? ''], hours),
    symbol: by(({ symbol }) => [symbol], symbols),
    zone: by(({ zone }) => [zone], ['fresh', 'breaker', 'block', 'gap']),
    direction: by(({ direction }) => [direction], ['long', 'short']),
  };
}

interface By {
  readonly namesOf: (trade: ReportTrade) => readonly string[];
  readonly order: readonly string[];
  readonly draws: number;
  readonly random: Random;
}

/** Groups without a trade are left out. */
function groupBy(trades: readonly ReportTrade[], { namesOf, order, ...chance }: By): readonly GroupResults[] {
  const groups = new Map<string, ReportTrade[]>(order.map((name) => [name, []]));
  for (const trade of trades) for (const name of namesOf(trade)) groups.get(name)?.push(trade);
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([name, members]) => {
      const metrics = rMetrics(members.map((trade) => trade.r));
      const { wins, losses, winRate, winRateRange, meanR, medianR, totalR } = metrics;
      const meanRange = bootstrapMean(multiplesByDay(members), chance);
      const rates = { winRate, winRateRange, meanR, meanRange, medianR, totalR };
      return { name, trades: members.length, wins, losses, ...rates };
    });
}
