import type { Session } from '../market/session.ts';
import type { EquityCurve } from './backtestResult.ts';
import { dayMs } from './drawdown.ts';
import { deviation, mean, sharpeOf, sortinoOf } from './rMetrics.ts';

/**
 * Ratios of daily returns: change of the equity over a day, in percent of the equity at its start. Days without a trade
 * count, too. Everything is null of fewer than `fewestDays`.
 */
export interface DailyRatios {
  readonly days: number;
  /** Of a year: 365 where the market never closes, else 252. */
  readonly daysPerYear: 252 | 365;
  readonly meanPct: number | null;
  readonly deviationPct: number | null;
  /** Of a day: mean over standard deviation, and over the deviation of the losing days. Nothing is taken off for interest. */
  readonly sharpe: number | null;
  readonly sortino: number | null;
  /** The same times the root of the days of a year: as if every year went on like these days. */
  readonly sharpePerYear: number | null;
  readonly sortinoPerYear: number | null;
}

/** Of fewer a daily ratio says nothing. */
export const fewestDays = 30;

export interface DayAccount {
  readonly start: number;
  readonly curve: EquityCurve;
  /** With `forex` the weekend belongs to Monday. */
  readonly session: Session;
}

export function dailyRatios(account: DayAccount): DailyRatios {
  const returns = dailyReturns(account);
  const daysPerYear = account.session === 'forex' ? 252 : 365;
  const days = returns?.length ?? 0;
  if (returns === null || days < fewestDays) return { days, daysPerYear, ...unknownRatios };
  const [sharpe, sortino] = [sharpeOf(returns), sortinoOf(returns)];
  const perYear = (ratio: number | null) => (ratio === null ? null : ratio * Math.sqrt(daysPerYear));
  return {
    days,
    daysPerYear,
    meanPct: mean(returns),
    deviationPct: deviation(returns),
    sharpe,
    sortino,
    sharpePerYear: perYear(sharpe),
    sortinoPerYear: perYear(sortino),
  };
}

const unknownRatios = {
  ...{ meanPct: null, deviationPct: null, sharpe: null, sortino: null },
  ...{ sharpePerYear: null, sortinoPerYear: null },
};

/** In percent, of every day from the first to the last close; null once the account was empty: nothing is left to earn on. */
export function dailyReturns({ start, curve, session }: DayAccount): readonly number[] | null {
  const { closeTime, equity } = curve;
  const ends = new Map<number, number>();
  for (let index = 0; index < closeTime.length; index += 1) {
    ends.set(tradingDay(closeTime[index] ?? 0, session), equity[index] ?? start);
  }
  const [first, last] = [[...ends.keys()].at(0), [...ends.keys()].at(-1)];
  if (first === undefined || last === undefined) return [];
  const returns: number[] = [];
  let before = start;
  for (let day = first; day <= last; day = nextDay(day, session)) {
    if (before <= 0) return null;
    const end = ends.get(day) ?? before;
    returns.push((100 * (end - before)) / before);
    before = end;
  }
  return returns;
}

/** Days since 1970; what closes at midnight belongs to the day that ends. 1970-01-01 was a Thursday. */
function tradingDay(closeTime: number, session: Session): number {
  const day = Math.ceil(closeTime / dayMs) - 1;
  return session === 'forex' ? day + daysToMonday(day) : day;
}

function nextDay(day: number, session: Session): number {
  return session === 'forex' ? day + 1 + daysToMonday(day + 1) : day + 1;
}

/** From a Saturday 2, from a Sunday 1. */
function daysToMonday(day: number): number {
  const weekday = (day + 4) % 7;
  if (weekday === 6) return 2;
  return weekday === 0 ? 1 : 0;
}
