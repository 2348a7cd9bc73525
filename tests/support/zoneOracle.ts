import type { Candle } from '#shared/market/candle.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import type { FairValueGap, LiquidityPool, Side, SmcEvent } from '#shared/smc/events.ts';

/** An event before it has its bar and time, in the order of the written keys. */
export type Draft = SmcEvent extends infer E ? (E extends SmcEvent ? Omit<E, 'bar' | 'time'> : never) : never;

export interface Looked {
  readonly candles: readonly Candle[];
  readonly config: SmcConfig;
  readonly atr: (bar: number) => number;
}

export function candleOf({ candles }: Looked, i: number): Candle {
  const candle = candles[i];
  if (candle === undefined) throw new RangeError(`no candle ${i}`);
  return candle;
}

const closeOf = (market: Looked, i: number): number =>
  candleOf(market, i).openTime + timeframeMs(candleOf(market, i).timeframe);

/** Side of the gap that the bars i-2, i-1 and i leave; null when they leave none that counts. */
export function gapAt(market: Looked, i: number): Side | null {
  if (i < 2) return null;
  const [first, middle, last] = [candleOf(market, i - 2), candleOf(market, i - 1), candleOf(market, i)];
  const { fvgFilter, fvgMinHeight } = market.config;
  const least = fvgMinHeight * market.atr(i);
  const passes: Record<SmcConfig['fvgFilter'], { up: boolean; down: boolean }> = {
    direction: { up: middle.close > middle.open, down: middle.close < middle.open },
    close: { up: middle.close > first.high, down: middle.close < first.low },
    none: { up: true, down: true },
  };
  if (last.low > first.high && last.low - first.high >= least && passes[fvgFilter].up) return 1;
  if (last.high < first.low && first.low - last.high >= least && passes[fvgFilter].down) return -1;
  return null;
}

interface Gap {
  readonly id: number;
  readonly side: Side;
  readonly top: number;
  readonly bottom: number;
  readonly born: number;
}

/** Gaps, each lived through again from its birth on every bar. */
export class GapOracle {
  readonly #market: Looked;
  #gaps: Gap[] = [];

  constructor(market: Looked) {
    this.#market = market;
  }

  age(i: number): Draft[] {
    const news: Draft[] = [];
    for (const gap of this.#gaps) {
      const { id, top, bottom, side } = gap;
      const { low, high, close } = candleOf(this.#market, i);
      const isReached = side > 0 ? low <= top : high >= bottom;
      if (isReached && !this.#wasTouched(gap, i - 1)) news.push({ kind: 'fvg_touch', id });
      if (side > 0 ? low > bottom : high < top) continue;
      news.push({ kind: 'fvg_filled', id });
      const isBeyond = side > 0 ? close < bottom : close > top;
      if (this.#market.config.fvgInversion && isBeyond) news.push({ kind: 'fvg_inverted', id });
    }
    const filled = new Set(news.flatMap((event) => (event.kind === 'fvg_filled' ? event.id : [])));
    this.#gaps = this.#gaps.filter(({ id }) => !filled.has(id));
    return news;
  }

  create(i: number, id: number): Draft[] {
    const side = gapAt(this.#market, i);
    if (side === null) return [];
    const [first, last] = [candleOf(this.#market, i - 2), candleOf(this.#market, i)];
    const [bottom, top] = side > 0 ? [first.high, last.low] : [last.high, first.low];
    this.#gaps.push({ id, side, top, bottom, born: i });
    return [{ kind: 'fvg', id, side, top, bottom, mid: i - 1 }];
  }

  #wasTouched({ side, top, bottom, born }: Gap, until: number): boolean {
    for (let j = born + 1; j <= until; j++) {
      const { low, high } = candleOf(this.#market, j);
      if (side > 0 ? low <= top : high >= bottom) return true;
    }
    return false;
  }

  living(i: number): FairValueGap[] {
    return this.#gaps.map((gap) => {
      const { side, top, bottom, born } = gap;
      let deepest = side > 0 ? top : bottom;
      for (let j = born + 1; j <= i; j++) {
        const { low, high } = candleOf(this.#market, j);
        deepest = side > 0 ? Math.min(deepest, low) : Math.max(deepest, high);
      }
      const depth = side > 0 ? top - deepest : deepest - bottom;
      return {
        ...gap,
        mid: born - 1,
        midTime: candleOf(this.#market, born - 1).openTime,
        bornTime: closeOf(this.#market, born),
        touched: this.#wasTouched(gap, i),
        deepest,
        fillRatio: Math.min(1, Math.max(0, depth / (top - bottom))),
      };
    });
  }
}

interface Pool {
  readonly id: number;
  readonly side: Side;
  readonly born: number;
  /** Bars of the pivots it holds. */
  readonly pivots: readonly number[];
}

/** Pools as lists of the pivots they hold. */
export class PoolOracle {
  readonly #market: Looked;
  #pools: Pool[] = [];

  constructor(market: Looked) {
    this.#market = market;
  }

  #price = (at: number, side: Side): number =>
    side > 0 ? candleOf(this.#market, at).high : candleOf(this.#market, at).low;

  #level({ side, pivots }: Pool): number {
    const prices = pivots.map((at) => this.#price(at, side));
    return side > 0 ? Math.max(...prices) : Math.min(...prices);
  }

  age(i: number): Draft[] {
    const { high, low, close } = candleOf(this.#market, i);
    const news: Draft[] = [];
    for (const pool of this.#pools) {
      const { id, side } = pool;
      const level = this.#level(pool);
      const [isBeyond, isTaken] = side > 0 ? [high > level, close > level] : [low < level, close < level];
      const count = pool.pivots.length;
      if (isBeyond) news.push({ kind: isTaken ? 'liq_taken' : 'liq_sweep', id, side, level, count });
    }
    const ended = new Set(news.map((event) => ('id' in event ? event.id : 0)));
    this.#pools = this.#pools.filter(({ id }) => !ended.has(id));
    return news;
  }

  take(i: number, { side, at }: { side: Side; at: number }, id: number): Draft[] {
    const { config, atr } = this.#market;
    const far = (pool: Pool) => Math.abs(this.#level(pool) - this.#price(at, side));
    const near = this.#pools
      .filter((pool) => pool.side === side && far(pool) <= config.equalTolerance * atr(i))
      .sort((a, b) => far(a) - far(b) || b.id - a.id)[0];
    if (near) {
      const fuller = { ...near, pivots: [...near.pivots, at] };
      this.#pools = this.#pools.map((pool) => (pool === near ? fuller : pool));
      const [level, count] = [this.#level(fuller), fuller.pivots.length];
      return [{ kind: 'liq_equal', id: near.id, side, level, count, at }];
    }
    const pool = { id, side, born: i, pivots: [at] };
    this.#pools.push(pool);
    const news: Draft[] = [{ kind: 'liq_pool', id, side, level: this.#level(pool), at }];
    const ofSide = this.#pools.filter((other) => other.side === side);
    const [oldest] = ofSide;
    if (oldest && ofSide.length > config.maxPools) {
      news.push({ kind: 'liq_evicted', id: oldest.id });
      this.#pools = this.#pools.filter((other) => other !== oldest);
    }
    return news;
  }

  living(): LiquidityPool[] {
    return this.#pools.map((pool) => ({
      id: pool.id,
      side: pool.side,
      level: this.#level(pool),
      count: pool.pivots.length,
      at: pool.pivots[0] ?? -1,
      lastAt: pool.pivots.at(-1) ?? -1,
      born: pool.born,
      bornTime: closeOf(this.#market, pool.born),
    }));
  }
}
