import type { Random } from './seededRandom.ts';

/** What the made-up market is like; typical moves are fractions of the price per candle. */
export interface MarketCharacter {
  readonly startPrice: number;
  readonly typicalRange: number;
  /** How far from its start the price may wander before trends turn home, as a fraction. */
  readonly leash: number;
}

export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** 1 on an ordinary candle, more where much happens. */
  readonly activity: number;
}

export interface SampleMarket {
  /** The next candle; `pace` is how busy this hour of the day is, 1 on average. */
  readonly next: (pace: number) => Bar;
  /** The price after hours in which nobody could trade. */
  readonly jump: (sizeInRanges: number) => void;
}

/** A mood of the market: it lasts for a while and consists of legs. */
interface Regime {
  readonly kind: 'trend' | 'range' | 'volatile';
  readonly direction: 1 | -1;
  readonly heat: number;
  candlesLeft: number;
  /** Middle of a range. */
  readonly centre: number;
}

/** A stretch in one direction: an impulse or the pullback after it. */
interface Leg {
  readonly drift: number;
  candlesLeft: number;
}

const stepsPerCandle = 20;
/** Candles whose highs and lows are where stops are known to lie. */
const stopsOf = 40;

export function sampleMarket(character: MarketCharacter, random: Random): SampleMarket {
  let price = character.startPrice;
  let heat = 1;
  let regime = nextRegime(null, price, character, random);
  let leg: Leg = { drift: 0, candlesLeft: 0 };
  let isImpulse = false;
  let quietUntilSweep = 60;
  const recent: Bar[] = [];

  const turn = () => {
    if (regime.candlesLeft <= 0) regime = nextRegime(regime, price, character, random);
    if (leg.candlesLeft <= 0) {
      isImpulse = !isImpulse;
      leg = nextLeg(regime, isImpulse, (price / regime.centre - 1) / character.typicalRange, random);
    }
    regime.candlesLeft -= 1;
    leg.candlesLeft -= 1;
    quietUntilSweep -= 1;
  };

  const next = (pace: number): Bar => {
    turn();
    // Busy follows busy: the heat drifts to that of the regime and is stirred a little by every candle.
    heat = Math.max(0.35, heat * 0.9 + regime.heat * 0.1 + 0.12 * random.bell());
    const range = price * character.typicalRange * heat * pace;
    const hunt = quietUntilSweep <= 0 && random.chance(0.3) ? stopsInReach(recent, price, range) : null;
    const bar = hunt === null ? walk(price, range, leg.drift, random) : sweep(price, range, hunt, random);
    if (hunt !== null) {
      quietUntilSweep = 30 + Math.floor(random.between(0, 90));
      leg = {
        drift: hunt.side * -random.between(0.25, 0.5),
        candlesLeft: 3 + Math.floor(random.between(0, 6)),
      };
    }
    price = bar.close;
    recent.push(bar);
    if (recent.length > stopsOf) recent.shift();
    return { ...bar, activity: bar.activity * heat * pace };
  };

  const jump = (sizeInRanges: number) => {
    price *= 1 + sizeInRanges * character.typicalRange;
  };
  return { next, jump };
}

function nextRegime(last: Regime | null, price: number, character: MarketCharacter, random: Random): Regime {
  const strayed = (price / character.startPrice - 1) / character.leash;
  const direction = random.chance(0.5 - 0.5 * Math.max(-1, Math.min(1, strayed))) ? 1 : -1;
  const roll = random.even();
  const candlesLeft = Math.floor(random.between(80, 260));
  if (roll < 0.5)
    return { kind: 'trend', direction, heat: random.between(0.9, 1.25), candlesLeft, centre: price };
  if (roll < 0.83 && last?.kind !== 'range') {
    return { kind: 'range', direction, heat: random.between(0.6, 0.9), candlesLeft, centre: price };
  }
  const heat = random.between(1.5, 2.1);
  return { kind: 'volatile', direction, heat, candlesLeft: Math.floor(candlesLeft / 3), centre: price };
}

/** Drift is in ranges per candle. Trends go three steps forward and one back; ranges turn at their edges. */
function nextLeg(regime: Regime, isImpulse: boolean, fromCentre: number, random: Random): Leg {
  const candlesLeft = 3 + Math.floor(random.between(0, isImpulse ? 14 : 11));
  switch (regime.kind) {
    case 'trend': {
      const size = isImpulse ? random.between(0.2, 0.5) : -random.between(0.12, 0.36);
      return { drift: regime.direction * size, candlesLeft };
    }
    case 'range': {
      const home = fromCentre > 2.5 ? -1 : fromCentre < -2.5 ? 1 : random.chance(0.5) ? 1 : -1;
      return { drift: home * random.between(0.08, 0.28), candlesLeft };
    }
    case 'volatile':
      return {
        drift: (random.chance(0.5) ? 1 : -1) * random.between(0.1, 0.5),
        candlesLeft: candlesLeft >> 1,
      };
  }
}

/** A candle as trades make it: many small steps, whose extremes are the wicks. */
function walk(open: number, range: number, drift: number, random: Random): Bar {
  const step = range * 0.17;
  // Now and then one candle carries the move of several: displacement.
  const force = random.chance(0.05) ? random.between(2, 4.5) : 1;
  const push = (drift * force + 0.15 * random.bell()) * range;
  // Most of what one trader does to the price another undoes: prices inside a candle come back to its path.
  let away = 0;
  let price = open;
  let high = open;
  let low = open;
  for (let count = 1; count <= stepsPerCandle; count += 1) {
    away = away * 0.9 + step * Math.sqrt(force) * random.bell();
    price = open + (push * count) / stepsPerCandle + away;
    if (price > high) high = price;
    if (price < low) low = price;
  }
  return { open, high, low, close: price, activity: (high - low) / range };
}

interface Stops {
  readonly side: 1 | -1;
  readonly level: number;
}

/** The high or low of the last candles when one candle can reach it; the nearer of the two. */
function stopsInReach(recent: readonly Bar[], price: number, range: number): Stops | null {
  if (recent.length < stopsOf) return null;
  const top = Math.max(...recent.map((bar) => bar.high));
  const bottom = Math.min(...recent.map((bar) => bar.low));
  const up = top - price;
  const down = price - bottom;
  if (Math.min(up, down) > 1.2 * range) return null;
  return up < down ? { side: 1, level: top } : { side: -1, level: bottom };
}

/** A stop hunt: through the level with a wick, back inside by the close. */
function sweep(open: number, range: number, { side, level }: Stops, random: Random): Bar {
  const extreme = level + side * range * random.between(0.15, 0.6);
  const close = level - side * range * random.between(0.15, 0.7);
  const behind = Math.min(open * side, close * side) * side - side * range * random.between(0.05, 0.25);
  const activity = (Math.abs(extreme - behind) / range) * random.between(1.2, 1.8);
  return {
    open,
    high: side === 1 ? extreme : behind,
    low: side === 1 ? behind : extreme,
    close,
    activity,
  };
}
