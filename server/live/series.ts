import type { LastBreak, SeriesSnapshot } from '#shared/core/batch.ts';
import { comesTo } from '#shared/core/restingEntries.ts';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { OrderBlock, SmcEvent } from '#shared/smc/events.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { type BaseStrategy, type MarketView, rememberedCandles } from '#shared/strategies/baseStrategy.ts';
import type { CandleTuple, ChartBlock, ChartBreak, ChartUpdate } from '#shared/sync/chart.ts';
import { gapName } from '#shared/trading/gapName.ts';
import type { SetupView } from '#shared/trading/setup.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { SeriesParts } from './seriesParts.ts';

/**
 * How far back a level's bar can be told its time; older levels are drawn from the oldest bar known. What finders look
 * back on is as long.
 */
export const rememberedBars = rememberedCandles;

/** What one folded candle gave: for the strategies, for the chart and for the store. */
export interface FoldedCandle {
  readonly candle: Candle;
  readonly spec: SymbolSpec;
  /** Open time of the candle before. */
  readonly after: number | null;
  readonly bar: number;
  readonly events: readonly SmcEvent[];
  readonly blocks: readonly OrderBlock[];
  readonly gaps: MarketView['gaps'];
  readonly dealingRange: MarketView['dealingRange'];
  readonly atr: MarketView['atr'];
  readonly lastBreak: LastBreak;
  readonly longer: MarketView['longer'];
  /** Of the strategies that have a finder, by id; until the next candle. */
  readonly setups: ReadonlyMap<string, SetupView>;
  /** Blocks this candle made, changed or ended. */
  readonly changedBlocks: readonly ChartBlock[];
  readonly breaks: readonly ChartBreak[];
}

type Bar = Pick<Candle, 'openTime' | 'low' | 'high'>;

/** One symbol on one timeframe: its engine, what strategies read besides, and what charts need beyond the engine's state. */
export class Series {
  readonly timeframe: Timeframe;
  #spec: SymbolSpec;
  #engine: SmcEngine;
  #lastBreak: LastBreak = null;
  #lastCandle: Candle | null = null;
  /** The newest; at most twice `rememberedBars`. */
  #bars: Bar[] = [];
  readonly #parts: SeriesParts;
  readonly #living = new Map<number, ChartBlock>();

  constructor(spec: SymbolSpec, timeframe: Timeframe, strategies: readonly BaseStrategy[] = []) {
    this.#spec = spec;
    this.timeframe = timeframe;
    this.#parts = new SeriesParts({ spec, timeframe, strategies });
    this.#engine = new SmcEngine({ timeframe, session: spec.session });
  }

  /**
   * Continues from a stored state; `candles` are the newest ones up to the snapshot's last, oldest first, and `whole` all
   * of them, where the snapshot lacks a part.
   */
  restore(snapshot: SeriesSnapshot, candles: readonly Candle[], whole: readonly Candle[] = []): void {
    this.#engine = SmcEngine.restore(snapshot.engine);
    this.#lastBreak = snapshot.lastBreak;
    this.#lastCandle = candles.at(-1) ?? null;
    this.#bars = candles.map(({ openTime, low, high }) => ({ openTime, low, high }));
    this.#parts.restore({ snapshot, before: candles, whole });
    for (const block of snapshot.living) this.#living.set(engineId(block.id), block);
  }

  get spec(): SymbolSpec {
    return this.#spec;
  }

  /** Tick, contract and fees as the venue has them now; what was folded stays. */
  respec(spec: SymbolSpec): void {
    this.#spec = spec;
  }

  get lastCandle(): Candle | null {
    return this.#lastCandle;
  }

  get candles(): number {
    return this.#engine.bar + 1;
  }

  get living(): readonly ChartBlock[] {
    return [...this.#living.values()];
  }

  save(): SeriesSnapshot {
    const { living } = this;
    return { engine: this.#engine.save(), lastBreak: this.#lastBreak, living, parts: this.#parts.save() };
  }

  /** Keys of what a snapshot has to hold besides, by name. */
  get partKeys(): Readonly<Record<string, string>> {
    return this.#parts.keys;
  }

  /** Whether a candle that opened since the signal was raised came to its entry. */
  hasReached(signal: Signal): boolean {
    return this.#bars.some((bar) => bar.openTime >= signal.createdAt && comesTo(signal, bar));
  }

  /** Whether an open gap has this name. */
  hasGap(name: string): boolean {
    return this.#engine.gaps.some(
      ({ midTime }) => gapName(this.spec.symbol, this.timeframe, midTime) === name,
    );
  }

  /** null for a candle that was folded already. Throws on one that does not fit (state unchanged). */
  fold(candle: Candle): FoldedCandle | null {
    const after = this.#engine.lastOpenTime;
    const barBefore = this.#engine.bar;
    const events = this.#engine.step(candle);
    if (this.#engine.bar === barBefore) return null;
    this.#lastCandle = candle;
    this.#remember(candle);
    this.#parts.fold(candle);
    const breaks = this.#breaks(events, candle);
    return {
      candle,
      spec: this.spec,
      after,
      bar: this.#engine.bar,
      events,
      blocks: this.#engine.blocks,
      gaps: this.#engine.gaps,
      dealingRange: this.#engine.dealingRange,
      atr: this.#engine.atr,
      lastBreak: this.#lastBreak,
      longer: this.#parts.longer,
      setups: this.#parts.setups,
      changedBlocks: [...this.#endedBlocks(events, candle), ...this.#changedBlocks(candle)],
      breaks,
    };
  }

  #remember({ openTime, low, high }: Candle): void {
    this.#bars.push({ openTime, low, high });
    if (this.#bars.length >= 2 * rememberedBars) this.#bars = this.#bars.slice(-rememberedBars);
  }

  #openTimeOf(bar: number): number | null {
    const index = this.#bars.length - 1 - (this.#engine.bar - bar);
    return this.#bars[Math.max(0, index)]?.openTime ?? null;
  }

  #breaks(events: readonly SmcEvent[], candle: Candle): readonly ChartBreak[] {
    const breaks: ChartBreak[] = [];
    for (const event of events) {
      if (event.kind !== 'bos' && event.kind !== 'choch') continue;
      const { kind, side, level } = event;
      const from = event.at === undefined ? null : this.#openTimeOf(event.at);
      breaks.push({ kind, bias: biasOf(side), level, from: from ?? candle.openTime, at: candle.openTime });
      this.#lastBreak = { kind, side, level, closeTime: event.time * 1_000 };
    }
    return breaks;
  }

  #endedBlocks(events: readonly SmcEvent[], candle: Candle): readonly ChartBlock[] {
    const stillLiving = new Set(this.#engine.blocks.map((block) => block.id));
    const endedAt = closeTime(candle);
    const ended: ChartBlock[] = [];
    for (const event of events) {
      if (!('id' in event) || stillLiving.has(event.id)) continue;
      const block = this.#living.get(event.id);
      if (!block) continue;
      this.#living.delete(event.id);
      ended.push({ ...block, state: 'ended', endedAt });
    }
    return ended;
  }

  #changedBlocks(candle: Candle): readonly ChartBlock[] {
    const changed: ChartBlock[] = [];
    for (const block of this.#engine.blocks) {
      const known = this.#living.get(block.id);
      if (known && known.penetration === block.penetration && known.state === block.state) continue;
      const next = chartBlock(candle, block);
      this.#living.set(block.id, next);
      changed.push(next);
    }
    return changed;
  }
}

const biasOf = (side: 1 | -1) => (side === 1 ? 'bullish' : 'bearish');
const engineId = (blockId: string) => Number(blockId.slice(blockId.lastIndexOf(':') + 1));

function chartBlock(candle: Candle, block: OrderBlock): ChartBlock {
  return {
    id: `${candle.symbol}:${candle.timeframe}:${block.id}`,
    bias: biasOf(block.side),
    top: block.top,
    bottom: block.bottom,
    formedAt: block.sourceTime,
    confirmedAt: block.bornTime,
    state: block.state,
    touched: block.touched,
    penetration: block.penetration,
    flippedAt: block.flippedTime,
    endedAt: null,
  };
}

export const candleTuple = (candle: Candle): CandleTuple => [
  candle.openTime,
  candle.open,
  candle.high,
  candle.low,
  candle.close,
  candle.volume,
];

/** What a phone that shows the series needs to go on. */
export function chartUpdate(folded: FoldedCandle): ChartUpdate {
  const { symbol, timeframe } = folded.candle;
  return {
    symbol,
    timeframe,
    after: folded.after,
    candle: candleTuple(folded.candle),
    blocks: [...folded.changedBlocks],
    breaks: [...folded.breaks],
  };
}
