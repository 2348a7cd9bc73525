import { TradingError } from '../errors.ts';
import { closeTime, type UnixMs } from '../market/candle.ts';
import { type CandleSeries, candleAt, openTimeAt, seriesLength } from '../market/candleColumns.ts';
import type { BaseStrategy } from '../strategies/baseStrategy.ts';
import { cutSeries, splicedSeries } from './alteredSeries.ts';
import { type Difference, firstDifference } from './compareDecisions.ts';
import { type Decision, decisionsOf, waysOf } from './decisions.ts';
import { type LookaheadOptions, type Point, pointsOf, type Whole } from './lookaheadPoints.ts';

/** The first thing a strategy decided otherwise although nothing it could know was different. */
export interface LookaheadFinding {
  /** `cut`: no candles after `lastShared`; `altered`: others; `repeated`: the very same candles once more. */
  readonly change: 'cut' | 'altered' | 'repeated';
  /** 'signals' or the mode it traded in. */
  readonly way: string;
  readonly bar: number;
  readonly at: UnixMs;
  readonly what: Decision['what'];
  /** Index of the last candle that was the same in both runs. */
  readonly lastShared: number;
  /** JSON; null where one run decided nothing like it. */
  readonly first: string | null;
  readonly second: string | null;
}

export interface LookaheadResult {
  readonly strategy: string;
  readonly ways: readonly string[];
  readonly bars: number;
  /** What there was to compare in the whole series. */
  readonly decisions: number;
  readonly points: number;
  readonly finding: LookaheadFinding | null;
}

/**
 * Runs a strategy over a series, over the same candles again, and over series that are the same up to a close and cut
 * or altered after it. What it decided up to that close must not differ.
 */
export function checkLookahead(options: LookaheadOptions): LookaheadResult {
  const { series, open } = options;
  const strategy = open(series);
  refuseOther(strategy, series);
  const ways = waysOf(strategy, options);
  const length = seriesLength(series);
  const run = { ...options, strategy, length };
  const wholes = ways.map((way) => ({ way, whole: decisionsOf(way, run) }));
  const decisions = wholes.reduce((sum, { whole }) => sum + whole.length, 0);
  const result = { strategy: strategy.id, ways, bars: length, decisions };
  for (const { way, whole } of wholes) {
    // The same instance: the live host asks one for as long as it runs.
    const difference = firstDifference(whole, decisionsOf(way, run), length - 1);
    if (difference === null) continue;
    const where = { change: 'repeated', way, lastShared: length - 1 } as const;
    return { ...result, points: 0, finding: findingOf(difference, where, series) };
  }
  const points = pointsOf(wholes, options);
  for (const [index, point] of points.entries()) {
    const finding = findingAt(point, wholes, options);
    if (finding !== null) return { ...result, points: index + 1, finding };
  }
  refuseFaulty(wholes, series);
  return { ...result, points: points.length, finding: null };
}

/** Candles handed over after the last shared one: a strategy that rewrites what it said must have the time to. */
const aftermath = 32;

function findingAt(
  { last, other }: Point,
  wholes: readonly Whole[],
  { series, open, ...market }: LookaheadOptions,
): LookaheadFinding | null {
  for (const change of ['altered', 'cut'] as const) {
    const changed = change === 'cut' ? cutSeries(series, last) : splicedSeries(series, other, last);
    const length = Math.min(seriesLength(changed), last + 1 + aftermath);
    for (const { way, whole } of wholes) {
      const decided = decisionsOf(way, { ...market, strategy: open(changed), series: changed, length });
      const difference = firstDifference(whole, decided, last);
      if (difference !== null) return findingOf(difference, { change, way, lastShared: last }, series);
    }
  }
  return null;
}

function findingOf(
  { first, second }: Difference,
  where: Pick<LookaheadFinding, 'change' | 'way' | 'lastShared'>,
  series: CandleSeries,
): LookaheadFinding | null {
  const decision = first ?? second;
  if (decision === null) return null;
  const { bar, what } = decision;
  const at = closeTime(candleAt(series, bar));
  return { ...where, bar, at, what, first: first?.content ?? null, second: second?.content ?? null };
}

function refuseOther({ id, timeframes }: BaseStrategy, { symbol, timeframe }: CandleSeries): void {
  if (timeframes.includes(timeframe)) return;
  const text = `strategy "${id}" needs ${timeframes.join(' or ')} candles, those of ${symbol} are ${timeframe}`;
  throw new TradingError('config', 'lookahead.timeframe', text);
}

function refuseFaulty(wholes: readonly Whole[], series: CandleSeries): void {
  for (const { way, whole } of wholes) {
    const fault = whole.find(({ what }) => what === 'fault');
    if (fault === undefined) continue;
    const where = `bar ${fault.bar} of ${series.symbol}, opened ${openTimeAt(series, fault.bar)}`;
    throw new TradingError('rejected', 'lookahead.fault', `${way}: it fails at ${where}: ${fault.content}`);
  }
}
