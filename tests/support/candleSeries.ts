import type { Candle } from '#shared/market/candle.ts';
import { type Random, seededRandom } from '#shared/market/seededRandom.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';

interface SeriesOptions {
  readonly seed: number;
  readonly length: number;
  /** Share of steps without a candle. */
  readonly holes?: number;
  /** Bars outside the reference bar for pullbacks, whose rule has no mirror image. */
  readonly outsideBars?: boolean;
}

/** Multiples of an eighth are exact in doubles, and so are their sums, halves and mirror images. */
const step = 1 / 8;
const onStep = (price: number) => Math.round(price / step) * step;
const lowest = 20;
const highest = 480;

/** A made-up market: drifts that turn, jumps between candles, wicks that sweep old extremes, plateaus and ties. */
export function candleSeries({ seed, length, holes = 0.02, outsideBars = true }: SeriesOptions): Candle[] {
  const random = seededRandom(seed);
  const made: Candle[] = [];
  let close = 200 + Math.round(random.between(0, 40));
  let drift = 0;
  let openTime = Date.UTC(2025, 0, 1);
  let reference = { up: Number.POSITIVE_INFINITY, down: 0 };
  for (let index = 0; index < length; index++) {
    if (random.chance(0.04)) drift = random.between(-0.5, 0.5);
    if (close < lowest + 60) drift = 0.4;
    if (close > highest - 60) drift = -0.4;
    const whole = nextCandle(random, { close, drift, made });
    const candle = outsideBars ? whole : keptInside(whole, reference);
    if (candle.high > reference.up || candle.low < reference.down || index === 0)
      reference = { up: candle.high, down: candle.low };
    made.push({ symbol: 'TESTUSD', timeframe: '15m', openTime, ...candle, volume: 1 + (index % 7) });
    close = candle.close;
    openTime += timeframeMs('15m') * (random.chance(holes) ? 2 + Math.floor(random.between(0, 5)) : 1);
  }
  return made;
}

interface Body {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

interface Past {
  readonly close: number;
  readonly drift: number;
  readonly made: readonly Candle[];
}

function nextCandle(random: Random, { close: before, drift, made }: Past): Body {
  const jump = random.chance(0.06) ? random.bell() * 3 : 0;
  const open = inBounds(before + jump);
  const close = inBounds(open + drift + random.bell() * 1.2);
  const wick = () => (random.chance(0.3) ? 0 : Math.abs(random.bell()) * 0.8);
  let high = Math.max(open, close) + wick();
  let low = Math.min(open, close) - wick();
  const old = made[made.length - 1 - Math.floor(random.between(1, 25))];
  if (old && random.chance(0.12)) {
    // Now and then a wick reaches for an old extreme: through it by a step, or to a tie with it.
    const beyond = random.chance(0.5) ? step : 0;
    if (old.high > high && old.high - high < 5) high = old.high + beyond;
    else if (old.low < low && low - old.low < 5) low = old.low - beyond;
  }
  return { open, close, high: Math.max(onStep(high), open, close), low: Math.min(onStep(low), open, close) };
}

const inBounds = (price: number) => onStep(Math.min(highest, Math.max(lowest, price)));

function keptInside(candle: Body, { up, down }: { up: number; down: number }): Body {
  if (candle.high <= up || candle.low >= down) return candle;
  const raised = (price: number) => Math.max(price, down);
  return { open: raised(candle.open), high: candle.high, low: down, close: raised(candle.close) };
}
