import { TradingError } from '../errors.ts';
import type { UnixMs } from '../market/candle.ts';
import { closeTime } from '../market/candle.ts';
import { type CandleSeries, candleAt, openTimeAt, seriesLength } from '../market/candleColumns.ts';
import { type Random, seededRandom } from '../market/seededRandom.ts';
import type { BaseStrategy } from '../strategies/baseStrategy.ts';
import { alteredSeries, cutSeries, splicedSeries, veiledSeries } from './alteredSeries.ts';
import { type Decision, type DecisionMarket, decisionKinds, decisionsOf, waysOf } from './decisions.ts';

export interface LookaheadOptions extends DecisionMarket {
  readonly series: CandleSeries;
  /** A new strategy for a run, which may keep the series: one that only reads what it is handed has no use for it. */
  readonly open: (series: CandleSeries) => BaseStrategy;
  /** Closes after which the future is changed, besides those that look suspicious. */
  readonly points: number;
  readonly seed: number;
}

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

interface Whole {
  readonly way: string;
  readonly whole: readonly Decision[];
}

interface Point {
  readonly last: number;
  /** What comes after it instead. */
  readonly other: CandleSeries;
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

/** Other futures: the more there are, the less likely one that tells a peeking strategy the same as the real one. */
const futures = 3;

/** Ascending, so that what one run could have left behind is not yet the past of the next. */
function pointsOf(wholes: readonly Whole[], options: LookaheadOptions): readonly Point[] {
  const { series, points, seed, spec } = options;
  const random = seededRandom(seed);
  const others = Array.from({ length: futures }, (_, index) =>
    alteredSeries(series, spec.tick, seed + index + 1),
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

const nameOf = ({ bar, what, content }: Decision): string => `${bar} ${what} ${content}`;
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

interface Difference {
  readonly first: Decision | null;
  readonly second: Decision | null;
}

/** The first decision up to a bar that the two runs do not share. */
function firstDifference(
  first: readonly Decision[],
  second: readonly Decision[],
  lastBar: number,
): Difference | null {
  for (let index = 0; ; index += 1) {
    const a = known(first[index], lastBar);
    const b = known(second[index], lastBar);
    if (a === null && b === null) return null;
    if (a !== null && b !== null && nameOf(a) === nameOf(b)) continue;
    if (a === null || b === null) return { first: a, second: b };
    const order = a.bar - b.bar || decisionKinds.indexOf(a.what) - decisionKinds.indexOf(b.what);
    return { first: order <= 0 ? a : null, second: order >= 0 ? b : null };
  }
}

const known = (decision: Decision | undefined, lastBar: number): Decision | null =>
  decision === undefined || decision.bar > lastBar ? null : decision;

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
