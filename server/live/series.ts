import type { LastBreak, SeriesSnapshot } from '#shared/core/batch.ts';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { OrderBlock, SmcEvent } from '#shared/smc/events.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import type { MarketView } from '#shared/strategies/baseStrategy.ts';
import type { ChartBlock, ChartBreak, ChartUpdate } from '#shared/sync/chart.ts';

/** How far back a level's bar can be told its time; older levels are drawn from the oldest bar known. */
export const rememberedBars = 4_096;

/** No strategy that reads longer timeframes is run live. */
const noLonger: MarketView['longer'] = new Map();

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
  /** Blocks this candle made, changed or ended. */
  readonly changedBlocks: readonly ChartBlock[];
  readonly breaks: readonly ChartBreak[];
}

/** One symbol on one timeframe: its engine and what charts need beyond the engine's own state. */
export class Series {
  readonly spec: SymbolSpec;
  readonly timeframe: Timeframe;
  #engine: SmcEngine;
  #lastBreak: LastBreak = null;
  #lastCandle: Candle | null = null;
  #openTimes: number[] = [];
  readonly #living = new Map<number, ChartBlock>();

  constructor(spec: SymbolSpec, timeframe: Timeframe) {
    this.spec = spec;
    this.timeframe = timeframe;
    this.#engine = new SmcEngine({ timeframe, session: spec.session });
  }

  /** Continues from a stored state; `candles` are the newest ones up to the snapshot's last, oldest first. */
  restore(snapshot: SeriesSnapshot, candles: readonly Candle[]): void {
    this.#engine = SmcEngine.restore(snapshot.engine);
    this.#lastBreak = snapshot.lastBreak;
    this.#lastCandle = candles.at(-1) ?? null;
    this.#openTimes = candles.map((candle) => candle.openTime);
    for (const block of snapshot.living) this.#living.set(engineId(block.id), block);
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
    return { engine: this.#engine.save(), lastBreak: this.#lastBreak, living: this.living };
  }

  /** null for a candle that was folded already. Throws on one that does not fit (state unchanged). */
  fold(candle: Candle): FoldedCandle | null {
    const after = this.#engine.lastOpenTime;
    const barBefore = this.#engine.bar;
    const events = this.#engine.step(candle);
    if (this.#engine.bar === barBefore) return null;
    this.#lastCandle = candle;
    this.#remember(candle.openTime);
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
      longer: noLonger,
      changedBlocks: [...this.#endedBlocks(events, candle), ...this.#changedBlocks(candle)],
      breaks,
    };
  }

  #remember(openTime: number): void {
    this.#openTimes.push(openTime);
    if (this.#openTimes.length >= 2 * rememberedBars)
      this.#openTimes = this.#openTimes.slice(-rememberedBars);
  }

  #openTimeOf(bar: number): number | null {
    const index = this.#openTimes.length - 1 - (this.#engine.bar - bar);
    return this.#openTimes[Math.max(0, index)] ?? null;
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

/** What a phone that shows the series needs to go on. */
export function chartUpdate(folded: FoldedCandle): ChartUpdate {
  const { symbol, timeframe, openTime, open, high, low, close, volume } = folded.candle;
  return {
    symbol,
    timeframe,
    after: folded.after,
    candle: [openTime, open, high, low, close, volume],
    blocks: [...folded.changedBlocks],
    breaks: [...folded.breaks],
  };
}
