import { type CandleSeries, seriesLength } from '../market/candleColumns.ts';
import { type Random, seededRandom } from '../market/seededRandom.ts';
import type { BaseStrategy } from '../strategies/baseStrategy.ts';
import { alteredSeries, veiledSeries } from './alteredSeries.ts';
import { nameOf } from './compareDecisions.ts';
import { type Decision, type DecisionMarket, decisionsOf } from './decisions.ts';

export interface LookaheadOptions extends DecisionMarket {
  readonly series: CandleSeries;
  /** A new strategy for a run, which may keep the series: one that only reads what it is handed has no use for it. */
  readonly open: (series: CandleSeries) => BaseStrategy;
  /** Closes after which the future is changed, besides those that look suspicious. */
  readonly points: number;
  readonly seed: number;
}

/** All that was decided on the whole series in one way. */
export interface Whole {
  readonly way: string;
  readonly whole: readonly Decision[];
}

/** A close after which the future is changed. */
export interface Point {
  readonly last: number;
  /** What comes after it instead. */
  readonly other: CandleSeries;
}

/**
 * Of other futures. The more there are, the less likely that all tell a peeking strategy the same as the real one; those
 * at another level move averages and extremes of all candles.
 */
const levels = [1, 1, 1.6, 0.6] as const;

/** Ascending, so that what one run could have left behind is not yet the past of the next. */
export function pointsOf(wholes: readonly Whole[], options: LookaheadOptions): readonly Point[] {
  const { series, points, seed, spec } = options;
  const random = seededRandom(seed);
  const others = levels.map((level, index) =>
    alteredSeries(series, { tick: spec.tick, seed: seed + index + 1, level }),
  );
  const suspects = others.flatMap((other) => suspectsOf(other, wholes, options, random));
  const latest = seriesLength(series) - 2;
  const half = Math.ceil(points / 2);
  // One in each stretch of the series.
  const spread = Array.from({ length: half }, (_, index) =>
    Math.floor(((index + random.even()) / half) * latest),
  );
  const decided = some(points - half, [...new Set(wholes.flatMap(({ whole }) => barsOf(whole)))], random);
  const plain = [...spread, ...decided].flatMap((last, index) => {
    const other = others[index % others.length];
    return other === undefined ? [] : { last, other };
  });
  return [...suspects, ...plain]
    .filter(({ last }) => last >= 0 && last <= latest)
    .sort((a, b) => a.last - b.last);
}

const suspectsOfRun = 3;

/**
 * Closes at which it decides otherwise while all of the future is hidden from it, in one run. That alone is no proof:
 * one that works out on its opening what it will need has been shown a false past, too.
 */
function suspectsOf(
  hidden: CandleSeries,
  wholes: readonly Whole[],
  { series, open, ...market }: LookaheadOptions,
  random: Random,
): readonly Point[] {
  const length = seriesLength(series);
  return wholes.flatMap(({ way, whole }) => {
    const { veiled, reveal } = veiledSeries(series, hidden);
    const run = { ...market, series, length, before: reveal, strategy: open(veiled) };
    const known = new Set(whole.map(nameOf));
    const decided = decisionsOf(way, run);
    const found = new Set(decided.map(nameOf));
    const odd = [
      ...decided.filter((one) => !known.has(nameOf(one))),
      ...whole.filter((one) => !found.has(nameOf(one))),
    ];
    const bars = [...new Set(barsOf(odd))].sort((a, b) => a - b);
    const [first, ...later] = bars;
    if (first === undefined) return [];
    return [first, ...some(suspectsOfRun - 1, later, random)].map((last) => ({ last, other: hidden }));
  });
}

const barsOf = (decisions: readonly Decision[]): readonly number[] => decisions.map(({ bar }) => bar);

/** At most so many of them, drawn without putting back. */
function some(count: number, from: readonly number[], random: Random): readonly number[] {
  const left = [...from];
  const drawn: number[] = [];
  while (drawn.length < count && left.length > 0) {
    drawn.push(...left.splice(Math.floor(random.between(0, left.length)), 1));
  }
  return drawn;
}
