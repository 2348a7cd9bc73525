import type { Candle } from '#shared/market/candle.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import type { DealingRange } from '#shared/smc/dealingRange.ts';
import type {
  FairValueGap,
  LiquidityPool,
  OrderBlock,
  Side,
  SmcEvent,
  StructureBreak,
} from '#shared/smc/events.ts';
import { clockEvents } from './clockOracle.ts';
import { type Draft, GapOracle, gapAt, PoolOracle } from './zoneOracle.ts';

/** What is true after one bar. */
export interface OracleBar {
  readonly events: readonly SmcEvent[];
  /** Newest first. */
  readonly blocks: readonly OrderBlock[];
  readonly atr: number;
  readonly trend: -1 | 0 | 1;
  /** Oldest first. */
  readonly gaps: readonly FairValueGap[];
  readonly pools: readonly LiquidityPool[];
  readonly dealingRange: DealingRange | null;
  readonly lastBreak: StructureBreak | null;
}

interface Zone {
  readonly id: number;
  readonly side: Side;
  readonly top: number;
  readonly bottom: number;
  readonly source: number;
  readonly born: number;
  readonly why: OrderBlock['why'];
  readonly level: number;
}

interface Pivot {
  readonly kind: 'pivot';
  readonly side: Side;
  readonly at: number;
  readonly price: number;
}

interface Break {
  readonly draft: Draft;
  readonly side: Side;
  readonly source: number;
  readonly why: OrderBlock['why'];
  readonly level: number;
  readonly after: Draft[];
}

interface Findings {
  readonly levels: Draft[];
  readonly sweeps: Draft[];
  readonly breaks: Break[];
}

/**
 * The semantics written as plainly as possible: every search looks through all the candles again, every block is
 * lived through from its birth on each bar. Slow, and shares nothing with the engine.
 */
export function smcOracle(candles: readonly Candle[], config: SmcConfig): OracleBar[] {
  const market = new Market(candles, config);
  const structure = config.structure === 'range' ? new RangeOracle(market) : new SwingOracle(market);
  const looked = { candles, config, atr: (bar: number) => market.atr(bar) };
  const gaps = new GapOracle(looked);
  const pools = new PoolOracle(looked);
  const bars: OracleBar[] = [];
  const said: (readonly Draft[])[] = [];
  let lastBreak: StructureBreak | null = null;
  let living: Zone[] = [];
  let nextId = 1;
  for (let i = 0; i < candles.length; i++) {
    const drafts: Draft[] = [...market.gap(i), ...market.swings(i)];
    const found = structure.look(i);
    drafts.push(...highFirst(found.levels), ...highFirst(found.sweeps));
    for (const broken of found.breaks) {
      drafts.push(broken.draft);
      lastBreak = market.asBreak(broken, i);
      const zone = market.zone(broken, i, nextId);
      const isDouble = living.some((block) => block.side === zone.side && block.source === zone.source);
      if (zone.bottom < zone.top && !isDouble) {
        nextId++;
        const left = leaving(living, zone, market);
        drafts.push(born(zone), ...left.drafts);
        living = [...living, zone].filter((block) => !left.blocks.has(block));
      }
      drafts.push(...broken.after);
    }
    for (const block of [...living].reverse()) {
      const life = market.live(block, i);
      drafts.push(...life.news);
      if (life.state === 'ended') living = living.filter((b) => b !== block);
    }
    drafts.push(...gaps.age(i));
    const gap = gaps.create(i, nextId);
    nextId += gap.length;
    drafts.push(...gap, ...pools.age(i));
    for (const pivot of market.pivots(i)) {
      const taken = pools.take(i, pivot, nextId);
      if (taken[0]?.kind === 'liq_pool') nextId++;
      drafts.push(...taken);
    }
    drafts.push(...clockEvents(looked, i));
    const time = market.closeTime(i) / 1000;
    said.push(drafts);
    bars.push({
      events: drafts.map((draft) => ({ bar: i, time, ...draft })),
      blocks: living
        .map((block) => ({ ...market.asBlock(block, i), sweptAt: sweptBefore(block, said) }))
        .reverse(),
      atr: market.atr(i),
      trend: structure.trend,
      gaps: gaps.living(i),
      pools: pools.living(),
      dealingRange: structure.dealingRange(i),
      lastBreak,
    });
  }
  return bars;
}

function born({ id, side, top, bottom, source, why }: Zone): Draft {
  return { kind: 'ob', id, side, top, bottom, source, why };
}

/** The blocks that a new one drops or evicts. */
function leaving(living: readonly Zone[], zone: Zone, market: Market) {
  const drafts: Draft[] = [];
  const blocks = new Set<Zone>();
  for (const old of [...living].reverse()) {
    const isFresh = market.live(old, zone.born - 1).state === 'fresh';
    const overlaps = old.bottom < zone.top && old.top > zone.bottom;
    if (market.config.overlap === 'drop-older' && old.side === zone.side && isFresh && overlaps) {
      drafts.push({ kind: 'ob_dropped', id: old.id, by: zone.id });
      blocks.add(old);
    }
  }
  const ofSide = [...living, zone].filter((block) => block.side === zone.side && !blocks.has(block));
  const oldest = ofSide[0];
  if (oldest !== undefined && ofSide.length > market.config.maxBlocks) {
    drafts.push({ kind: 'ob_evicted', id: oldest.id });
    blocks.add(oldest);
  }
  return { drafts, blocks };
}

/** Newest bar up to the birth that said of a sweep on the other side. */
function sweptBefore({ side, born }: Zone, said: readonly (readonly Draft[])[]): number | null {
  const isSweep = (draft: Draft) =>
    (draft.kind === 'sweep' || draft.kind === 'liq_sweep') && draft.side === -side;
  const found = said.slice(0, born + 1).findLastIndex((drafts) => drafts.some(isSweep));
  return found < 0 ? null : found;
}

const sideOf = (draft: Draft): number => ('side' in draft ? draft.side : 0);
const highFirst = (drafts: readonly Draft[]) => [...drafts].sort((a, b) => sideOf(b) - sideOf(a));

interface Life {
  readonly state: 'fresh' | 'breaker' | 'ended';
  readonly touched: boolean;
  readonly retested: boolean;
  readonly flipped: number | null;
  /** What happened on the last bar looked at. */
  readonly news: Draft[];
}

/** The candles, seen through the parameters. Side -1 is the market upside down: highs are negated lows. */
class Market {
  readonly config: SmcConfig;
  readonly #candles: readonly Candle[];
  readonly #atr: number[] = [];

  constructor(candles: readonly Candle[], config: SmcConfig) {
    this.#candles = candles;
    this.config = config;
  }

  at(i: number): Candle {
    const candle = this.#candles[i];
    if (candle === undefined) throw new RangeError(`no candle ${i}`);
    return candle;
  }

  high = (i: number, s: number): number => (s > 0 ? this.at(i).high : -this.at(i).low);
  low = (i: number, s: number): number => (s > 0 ? this.at(i).low : -this.at(i).high);
  close = (i: number, s: number): number => s * this.at(i).close;
  body = (i: number, s: number): number => s * (this.at(i).close - this.at(i).open);
  closeTime = (i: number): number => this.at(i).openTime + timeframeMs(this.at(i).timeframe);

  /** First bar with the lowest low of side s in [from, to]; null when there is no bar. */
  lowestLow(from: number, to: number, s: number): number | null {
    let found: number | null = null;
    for (let j = from; j <= to; j++) if (found === null || this.low(j, s) < this.low(found, s)) found = j;
    return found;
  }

  trueRange(i: number): number {
    const { high, low } = this.at(i);
    if (i === 0) return high - low;
    const before = this.at(i - 1).close;
    return Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
  }

  atr(i: number): number {
    const known = this.#atr[i];
    if (known !== undefined) return known;
    const n = this.config.atrLength;
    let sum = 0;
    for (let j = 0; j <= i && i < n; j++) sum += this.trueRange(j);
    const value = i < n ? sum / (i + 1) : (this.atr(i - 1) * (n - 1) + this.trueRange(i)) / n;
    this.#atr[i] = value;
    return value;
  }

  gap(i: number): Draft[] {
    if (i === 0) return [];
    const steps = (this.at(i).openTime - this.at(i - 1).openTime) / timeframeMs(this.at(i).timeframe);
    return steps > 1 ? [{ kind: 'gap', missing: steps - 1 }] : [];
  }

  /** Whether bar p is a pivot high of side s, with every bar of its window known. */
  isPivot(p: number, s: number): boolean {
    const { pivotLeft, pivotRight } = this.config;
    if (p < pivotLeft) return false;
    for (let j = p - pivotLeft; j < p; j++) if (this.high(j, s) >= this.high(p, s)) return false;
    for (let j = p + 1; j <= p + pivotRight; j++) if (this.high(j, s) > this.high(p, s)) return false;
    return true;
  }

  pivots(i: number): Pivot[] {
    const p = i - this.config.pivotRight;
    const found: Pivot[] = [];
    if (this.isPivot(p, 1)) found.push({ kind: 'pivot', side: 1, at: p, price: this.at(p).high });
    if (this.isPivot(p, -1)) found.push({ kind: 'pivot', side: -1, at: p, price: this.at(p).low });
    return found;
  }

  /** The pivots of bar i, each followed by the replacing it does among all swings up to it. */
  swings(i: number): Draft[] {
    return this.pivots(i).flatMap((pivot): Draft[] => {
      const replaces = this.config.swingLabels && this.#replaces(i, pivot);
      return replaces ? [pivot, { ...pivot, kind: 'swing_replaced' }] : [pivot];
    });
  }

  #replaces(i: number, pivot: Pivot): boolean {
    let last: Pivot | null = null;
    for (let j = 0; j <= i; j++) {
      for (const next of this.pivots(j)) {
        const isSame = last?.side === next.side;
        const isBeyond = last === null || next.side * next.price > next.side * last.price;
        if (j === i && next.side === pivot.side) return isSame && isBeyond;
        if (!isSame || isBeyond) last = next;
      }
    }
    return false;
  }

  asBreak({ why, side, level, source }: Break, i: number): StructureBreak {
    return {
      kind: why === 'bos' ? 'bos' : 'choch',
      side,
      level,
      bar: i,
      closeTime: this.closeTime(i),
      source,
      sourceTime: this.at(source).openTime,
    };
  }

  /** Whether a gap of the side has its middle bar after the source and is known at the birth of the block. */
  #hasGap({ side, source, born }: Zone): boolean {
    const looked = { candles: this.#candles, config: this.config, atr: (bar: number) => this.atr(bar) };
    for (let mid = source + 1; mid < born; mid++) if (gapAt(looked, mid + 1) === side) return true;
    return false;
  }

  zone({ side, source, why, level }: Break, born: number, id: number): Zone {
    const { high, low } = this.at(source);
    const height = this.config.obMode === 'full' ? high - low : (this.config.obLength / 5) * this.atr(source);
    const top = side > 0 && this.config.obMode === 'length' ? Math.min(high, low + height) : high;
    const bottom = side < 0 && this.config.obMode === 'length' ? Math.max(low, high - height) : low;
    return { id, side, top, bottom, source, born, why, level };
  }

  /** Whether bar j is below the zone (s = +1) or above it (s = -1). */
  isBeyond({ top, bottom }: Zone, j: number, s: number): boolean {
    const { open, close, high, low } = this.at(j);
    const mid = (top + bottom) / 2;
    switch (this.config.mitigation) {
      case 'close':
        return s > 0 ? Math.min(open, close) < bottom : Math.max(open, close) > top;
      case 'wick':
        return s > 0 ? low < bottom : high > top;
      case 'avg':
        return s > 0 ? low < mid : high > mid;
    }
  }

  reaches({ top, bottom }: Zone, j: number, s: number): boolean {
    return s > 0 ? this.at(j).low <= top : this.at(j).high >= bottom;
  }

  live(zone: Zone, until: number): Life {
    let life: Life = { state: 'fresh', touched: false, retested: false, flipped: null, news: [] };
    for (let j = zone.born + 1; j <= until; j++) life = this.#liveOn(life, zone, j);
    return until <= zone.born ? { ...life, news: [] } : life;
  }

  #liveOn(life: Life, zone: Zone, j: number): Life {
    const { id, side } = zone;
    const news: Draft[] = [];
    if (life.state === 'fresh') {
      const touches = !life.touched && this.reaches(zone, j, side);
      if (touches) news.push({ kind: 'ob_touch', id });
      const touched = life.touched || touches;
      if (!this.isBeyond(zone, j, side)) return { ...life, touched, news };
      news.push({ kind: 'ob_breaker', id });
      return { ...life, touched, flipped: j, state: this.config.keepBreakers ? 'breaker' : 'ended', news };
    }
    const retests = !life.retested && this.reaches(zone, j, -side);
    if (retests) news.push({ kind: 'ob_retest', id });
    const retested = life.retested || retests;
    if (!this.isBeyond(zone, j, -side)) return { ...life, retested, news };
    news.push({ kind: 'ob_invalid', id });
    return { ...life, retested, state: 'ended', news };
  }

  asBlock(zone: Zone, i: number): Omit<OrderBlock, 'sweptAt'> {
    const { id, side, top, bottom, source, born, why, level } = zone;
    const { state, touched, retested, flipped } = this.live(zone, i);
    if (state === 'ended') throw new RangeError(`block ${id} has ended`);
    const since = flipped ?? born;
    const from = flipped === null ? side : -side;
    let deepest = 0;
    for (let j = since + 1; j <= i; j++) {
      const depth = from > 0 ? top - this.at(j).low : this.at(j).high - bottom;
      deepest = Math.max(deepest, depth / (top - bottom));
    }
    return {
      id,
      side,
      top,
      bottom,
      source,
      sourceTime: this.at(source).openTime,
      born,
      bornTime: this.closeTime(born),
      why,
      breakLevel: level,
      state,
      touched,
      retested,
      flipped,
      flippedTime: flipped === null ? null : this.closeTime(flipped),
      penetration: Math.min(1, deepest),
      displacement: (this.at(born).high - this.at(born).low) / this.atr(born),
      volume: this.at(source).volume,
      hasGap: this.#hasGap(zone),
    };
  }
}

interface Level {
  price: number;
  at: number;
}

class RangeOracle {
  trend: -1 | 0 | 1 = 0;
  readonly #market: Market;
  #bos: Level | null = null;
  #choch: Level = { price: 0, at: 0 };
  #ext: Level = { price: 0, at: 0 };

  constructor(market: Market) {
    this.#market = market;
  }

  look(i: number): Findings {
    const found: Findings = { levels: [], sweeps: [], breaks: [] };
    if (i === 0) {
      this.#bos = { price: this.#market.at(0).high, at: 0 };
      this.#choch = { price: this.#market.at(0).low, at: 0 };
    } else if (this.trend === 0) this.#lookInRange(i, found);
    else this.#lookInTrend(i, this.trend, found);
    return found;
  }

  dealingRange(): DealingRange | null {
    if (this.trend === 0) return null;
    const low = this.trend > 0 ? this.#choch.price : this.#ext.price;
    const high = this.trend > 0 ? this.#ext.price : this.#choch.price;
    return high > low ? { side: this.trend, low, high } : null;
  }

  /** Which way bar i leaves the reference bar, found by walking all bars again. */
  #crossed(i: number): Side | 0 {
    let reference = 0;
    let crossed: Side | 0 = 0;
    for (let j = 1; j <= i; j++) {
      const { high, low } = this.#market.at(reference);
      crossed = this.#market.at(j).high > high ? 1 : this.#market.at(j).low < low ? -1 : 0;
      if (crossed !== 0) reference = j;
    }
    return crossed;
  }

  #lookInRange(i: number, found: Findings): void {
    const m = this.#market;
    const { close, high, low } = m.at(i);
    const upper = this.#bos?.price ?? Number.NaN;
    const lower = this.#choch.price;
    if (close > upper || close < lower) {
      const side = close > upper ? 1 : -1;
      const level = close > upper ? upper : lower;
      const source = m.lowestLow(0, i, side) ?? i;
      const draft: Draft = { kind: 'choch', side, level, first: true };
      found.breaks.push({ draft, side, source, why: 'first', level, after: this.#turn(i, side, source) });
      return;
    }
    if (!m.config.sweeps) return;
    if (high > upper) {
      found.sweeps.push({ kind: 'sweep', side: 1, level: upper, of: 'range' });
      this.#bos = { price: high, at: i };
    }
    if (low < lower) {
      found.sweeps.push({ kind: 'sweep', side: -1, level: lower, of: 'range' });
      this.#choch = { price: low, at: i };
    }
  }

  #turn(i: number, side: Side, source: number): Draft[] {
    this.trend = side;
    this.#bos = null;
    this.#ext = { price: side * this.#market.high(i, side), at: i };
    return this.#protect(side, source);
  }

  #protect(side: Side, source: number): Draft[] {
    this.#choch = { price: side * this.#market.low(source, side), at: source };
    return [this.#chochLevel(side)];
  }

  #chochLevel(trend: Side): Draft {
    return { kind: 'choch_level', side: trend > 0 ? -1 : 1, level: this.#choch.price, at: this.#choch.at };
  }

  #lookInTrend(i: number, s: Side, found: Findings): void {
    const m = this.#market;
    const against: Side = s > 0 ? -1 : 1;
    const pullback = m.lowestLow((this.#bos ?? this.#ext).at + 1, i, s);
    if (m.high(i, s) > s * this.#ext.price) this.#ext = { price: s * m.high(i, s), at: i };

    if (this.#bos === null && this.#crossed(i) === against && m.body(i, s) < 0 && m.body(i - 1, s) < 0) {
      this.#bos = { ...this.#ext };
      found.levels.push({ kind: 'bos_level', side: s, level: this.#bos.price, at: this.#bos.at });
    }
    const p = i - m.config.pivotRight;
    if (m.config.choch === 'adjusted' && this.#bos !== null && p > this.#choch.at && m.isPivot(p, against)) {
      if (m.low(p, s) > s * this.#choch.price) {
        this.#choch = { price: s * m.low(p, s), at: p };
        found.levels.push(this.#chochLevel(s));
      }
    }

    if (this.#bos !== null && m.close(i, s) > s * this.#bos.price) {
      const { price: level, at } = this.#bos;
      const source = pullback ?? i;
      this.#bos = null;
      const after = this.#protect(s, source);
      found.breaks.push({
        draft: { kind: 'bos', side: s, level, at },
        side: s,
        source,
        why: 'bos',
        level,
        after,
      });
      return;
    }
    if (this.#bos !== null && m.config.sweeps && m.high(i, s) > s * this.#bos.price) {
      found.sweeps.push({ kind: 'sweep', side: s, level: this.#bos.price, of: 'bos' });
      this.#bos = { price: s * m.high(i, s), at: this.#bos.at };
    }
    const { price: level, at } = this.#choch;
    if (m.close(i, s) < s * level) {
      const source = m.lowestLow(this.#ext.at, i, against) ?? i;
      const draft: Draft = { kind: 'choch', side: against, level, at, first: false };
      const after = this.#turn(i, against, source);
      found.breaks.push({ draft, side: against, source, why: 'choch', level, after });
    } else if (m.config.sweeps && m.low(i, s) < s * level) {
      found.sweeps.push({ kind: 'sweep', side: against, level, of: 'choch' });
      this.#choch = { price: s * m.low(i, s), at: i };
    }
  }
}

class SwingOracle {
  trend: -1 | 0 | 1 = 0;
  readonly #market: Market;
  /** Pivots whose break was reported, as "side:bar". */
  readonly #broken = new Set<string>();

  constructor(market: Market) {
    this.#market = market;
  }

  look(i: number): Findings {
    const found: Findings = { levels: [], sweeps: [], breaks: [] };
    for (const side of [1, -1] as const) {
      const at = this.#lastPivot(i, side);
      if (at === null || this.#broken.has(`${side}:${at}`)) continue;
      if (this.#market.close(i, side) <= this.#market.high(at, side)) continue;
      this.#broken.add(`${side}:${at}`);
      const level = side * this.#market.high(at, side);
      const why = this.trend === 0 ? 'first' : this.trend === side ? 'bos' : 'choch';
      const draft: Draft =
        why === 'first'
          ? { kind: 'choch', side, level, first: true }
          : why === 'choch'
            ? { kind: 'choch', side, level, at, first: false }
            : { kind: 'bos', side, level, at, first: false };
      const source = this.#market.lowestLow(at, i, side) ?? i;
      this.trend = side;
      found.breaks.push({ draft, side, source, why, level, after: [] });
    }
    return found;
  }

  dealingRange(i: number): DealingRange | null {
    const highAt = this.#lastPivot(i, 1);
    const lowAt = this.#lastPivot(i, -1);
    if (this.trend === 0 || highAt === null || lowAt === null) return null;
    const bars = (from: number) => Array.from({ length: i - from + 1 }, (_, j) => this.#market.at(from + j));
    const high = Math.max(...bars(highAt).map((bar) => bar.high));
    const low = Math.min(...bars(lowAt).map((bar) => bar.low));
    return high > low ? { side: this.trend, low, high } : null;
  }

  #lastPivot(i: number, side: Side): number | null {
    for (let p = i - this.#market.config.pivotRight; p >= 0; p--) if (this.#market.isPivot(p, side)) return p;
    return null;
  }
}
