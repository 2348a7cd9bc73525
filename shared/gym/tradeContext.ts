import { type Candle, closeTime } from '../market/candle.ts';
import { pipOf } from '../market/pip.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { defaultTradingWindows, WindowClock } from '../market/tradingWindow.ts';
import { defaultSmcConfig, type SmcConfig } from '../smc/config.ts';
import { type DealingRange, depthIn } from '../smc/dealingRange.ts';
import type { Side } from '../smc/events.ts';
import type { SmcEngine } from '../smc/smcEngine.ts';
import { HumanFrames } from '../strategies/humanFrames.ts';
import { type HumanTrainedParams, humanTrainedParams } from '../strategies/humanParams.ts';
import { type PracticeTrade, riskOf, signOf } from './practice.ts';
import { finish, type Steps } from './steps.ts';

export type ZoneKind = 'block' | 'gap';

/** What the market showed at the moment of a practice trade: nothing of any candle that closed later. */
export interface TradeContext {
  /** Of M5. */
  readonly atr: number;
  /** In ATR. */
  readonly pipAtr: number;
  /** First stop from the entry in ATR; null without a stop. */
  readonly stopDistanceAtr: number | null;
  /** The trade against the trend of H4; 'none': H4 has none. */
  readonly bias: 'with' | 'against' | 'none';
  /** The last M15 break went the way of the trade, and not long ago. */
  readonly hasShift: boolean;
  /** Living M5 zones of the trade's side that hold the entry; empty: none did. */
  readonly zones: readonly ZoneKind[];
  /** From the entry to the far edge of the zone, in ATR; of several the nearest one, blocks before gaps. */
  readonly farEdgeAtr: number | null;
  /** How cheap a long, how dear a short entered in the H4 dealing range: 0.5 the middle, 1 its far end. */
  readonly depth: number | null;
  /** Trading windows that held the entry; several, where they overlap. */
  readonly windows: readonly string[];
}

/** A trade with its context; null where the candles do not reach, or too few came before. */
export interface ContextTrade {
  readonly trade: PracticeTrade;
  readonly context: TradeContext | null;
}

interface ContextQuery {
  readonly spec: SymbolSpec;
  /** M5, oldest first. None that closes after the last trade is read. */
  readonly candles: Iterable<Candle>;
  /** All of this symbol. */
  readonly trades: readonly PracticeTrade[];
  /** Of the engines, as the strategy has them. */
  readonly config?: SmcConfig;
  readonly params?: HumanTrainedParams;
}

const hourMs = 3_600_000;
/** Without a candle for so long nobody knows how the market stood. */
const maxSilenceMs = hourMs;
/** An entry a little ahead of a zone was meant for it, in ATR. */
const zoneReachAtr = 0.1;

const windows = defaultTradingWindows.slice(0, 3).map((window) => ({
  name: window.name,
  clock: new WindowClock(window),
}));
/** The trading hours of the three centres; kill zones lie within them or between. */
export const windowNames: readonly string[] = windows.map(({ name }) => name);

/** Each trade with what the closed candles up to its entry showed; in order of the entries. */
export const contextsOf = (query: ContextQuery): readonly ContextTrade[] => finish(contextSteps(query));

/** Candles after which somebody else may have a turn. */
const candlesAtATime = 2_000;

/** The same in steps, each of which takes a few milliseconds: years of candles take a second. */
function* contextSteps({
  spec,
  candles,
  trades,
  config = defaultSmcConfig,
  params = humanTrainedParams.parse({}),
}: ContextQuery): Steps<readonly ContextTrade[]> {
  const frames = new HumanFrames({ spec, config, params });
  const series = candles[Symbol.iterator]();
  const found: ContextTrade[] = [];
  let next = series.next();
  let folded = 0;
  for (const trade of [...trades].sort((a, b) => a.openedAt - b.openedAt)) {
    while (!next.done && closeTime(next.value) <= trade.openedAt) {
      frames.fold(next.value);
      next = series.next();
      folded += 1;
      if (folded % candlesAtATime === 0) yield;
    }
    found.push({ trade, context: contextOf(trade, { frames, params }) });
  }
  return found;
}

/** Where the trades of one symbol took place. */
export interface PracticeMarket {
  readonly spec: SymbolSpec;
  /** M5, oldest first. */
  readonly candles: Iterable<Candle>;
}

/** Trades of any symbols; those of a symbol without candles have no context. By symbol, then by entry. */
export function* contextsIn(
  markets: ReadonlyMap<string, PracticeMarket>,
  trades: readonly PracticeTrade[],
): Steps<readonly ContextTrade[]> {
  const symbols = [...new Set(trades.map(({ symbol }) => symbol))].sort();
  const found: ContextTrade[] = [];
  for (const symbol of symbols) {
    const ofSymbol = trades.filter((trade) => trade.symbol === symbol);
    const market = markets.get(symbol);
    if (market === undefined) found.push(...ofSymbol.map((trade) => ({ trade, context: null })));
    else found.push(...(yield* contextSteps({ ...market, trades: ofSymbol })));
  }
  return found;
}

interface Known {
  readonly frames: HumanFrames;
  readonly params: HumanTrainedParams;
}

function contextOf(trade: PracticeTrade, { frames, params }: Known): TradeContext | null {
  const { m5, m15, h4, spec } = frames;
  const { value: atr, warm } = m5.atr;
  const at = trade.openedAt;
  if (m5.lastOpenTime === null || !warm || atr <= 0 || at - m5.lastOpenTime > maxSilenceMs) return null;
  const side = signOf(trade);
  const { zones, farEdge } = zonesOf(trade, m5);
  const risk = riskOf(trade);
  const shift = m15.lastBreak;
  return {
    atr,
    pipAtr: pipOf(spec) / atr,
    stopDistanceAtr: risk === null ? null : risk / atr,
    bias: h4.trend === 0 ? 'none' : h4.trend === side ? 'with' : 'against',
    hasShift: shift !== null && shift.side === side && at - shift.closeTime <= params.shiftAgeMs,
    zones,
    farEdgeAtr: farEdge === null ? null : (side * (Number(trade.entry) - farEdge)) / atr,
    depth: depthOf(trade, h4.dealingRange),
    windows: windows.filter(({ clock }) => clock.occurrence(at) !== null).map(({ name }) => name),
  };
}

function zonesOf(trade: PracticeTrade, m5: SmcEngine) {
  const side = signOf(trade);
  const entry = Number(trade.entry);
  const reach = zoneReachAtr * m5.atr.value;
  const holds = (zone: { readonly side: Side; readonly top: number; readonly bottom: number }) =>
    zone.side === side &&
    entry <= zone.top + (side > 0 ? reach : 0) &&
    entry >= zone.bottom - (side < 0 ? reach : 0);
  const blocks = m5.blocks.filter((block) => block.state === 'fresh' && holds(block));
  const gaps = m5.gaps.filter(holds);
  const zones: readonly ZoneKind[] = [
    ...(blocks.length > 0 ? (['block'] as const) : []),
    ...(gaps.length > 0 ? (['gap'] as const) : []),
  ];
  const edges = (blocks.length > 0 ? blocks : gaps).map(({ top, bottom }) => (side > 0 ? bottom : top));
  const farEdge = edges.length === 0 ? null : side > 0 ? Math.max(...edges) : Math.min(...edges);
  return { zones, farEdge };
}

function depthOf(trade: PracticeTrade, range: DealingRange | null): number | null {
  return range === null ? null : depthIn(range, Number(trade.entry), signOf(trade));
}
