import { TradingError } from '../errors.ts';
import type { Candle } from '../market/candle.ts';
import { candleFault, timeText } from '../market/candleChecks.ts';
import { isOnGrid, type Session } from '../market/session.ts';
import { type Timeframe, timeframeMs } from '../market/timeframe.ts';
import type { WindowClock } from '../market/tradingWindow.ts';
import { type AtrState, foldAtr, newAtr } from './atr.ts';
import { type BlockBook, newestFirst, restoreBlocks, saveBlocks } from './blockBook.ts';
import { defaultSmcConfig, type SmcConfig } from './config.ts';
import type { DealingRange } from './dealingRange.ts';
import type { FairValueGap, LiquidityPool, OrderBlock, SmcEvent, StructureBreak } from './events.ts';
import {
  findGap,
  foldGaps,
  type GapBook,
  newGaps,
  oldestFirst,
  restoreGaps,
  saveGaps,
} from './fairValueGaps.ts';
import { type FoldBar, newBar } from './foldBar.ts';
import { foldLiquidity, livingPools, type PoolBook, restorePools } from './liquidity.ts';
import { ageBlocks, noteSweptBefore } from './orderBlocks.ts';
import { copyPeriod, foldPeriod, newPeriods, type PeriodState } from './periodLevels.ts';
import { copyRange, foldRange, newRange, type RangeState, rangeDealing } from './rangeStructure.ts';
import { parseSmcState, type SmcState, smcStateVersion } from './smcState.ts';
import { copySwing, foldSwing, newSwing, type SwingState, swingDealing } from './swingStructure.ts';
import { copySwings, foldSwings, newSwings, type SwingsState } from './swings.ts';
import { copyWindow, foldWindow, newWindows, type WindowState, windowClocks } from './tradingWindows.ts';

export interface SmcEngineOptions {
  readonly timeframe: Timeframe;
  /** Grid of candles longer than an hour; '24x7' unless told. */
  readonly session?: Session;
  readonly config?: SmcConfig;
}

const nothing: readonly SmcEvent[] = Object.freeze([]);
const hourMs = 3_600_000;

/** Folds the closed candles of one symbol and timeframe into structure and order blocks, one candle at a time. */
export class SmcEngine {
  readonly #timeframe: Timeframe;
  readonly #session: Session;
  readonly #stepMs: number;
  /** Forex candles longer than an hour follow the New York clock; all others a grid from 0:00 UTC. */
  readonly #hasFixedGrid: boolean;
  readonly #bar: FoldBar;
  readonly #clocks: readonly WindowClock[];
  #atr: AtrState;
  #swings: SwingsState;
  #range: RangeState | null;
  #swing: SwingState | null;
  #blocks: BlockBook;
  #gaps: GapBook;
  #pools: PoolBook;
  #windows: WindowState[];
  #periods: PeriodState[];

  constructor({ timeframe, session = '24x7', config = defaultSmcConfig }: SmcEngineOptions) {
    this.#timeframe = timeframe;
    this.#session = session;
    this.#stepMs = timeframeMs(timeframe);
    this.#hasFixedGrid = session === '24x7' || this.#stepMs <= hourMs;
    this.#bar = newBar(config);
    this.#atr = newAtr();
    this.#swings = newSwings(config);
    this.#range = config.structure === 'range' ? newRange() : null;
    this.#swing = config.structure === 'swing' ? newSwing(config) : null;
    this.#blocks = restoreBlocks([]);
    this.#gaps = newGaps();
    this.#pools = restorePools([]);
    this.#clocks = windowClocks(config);
    this.#windows = newWindows(config);
    this.#periods = newPeriods(config);
  }

  static restore(saved: SmcState): SmcEngine {
    const state = parseSmcState(saved);
    const { timeframe, session, config, last } = state;
    const engine = new SmcEngine({ timeframe, session, config });
    const bar = engine.#bar;
    bar.index = state.bar;
    bar.openTime = last.openTime;
    bar.closeTime = last.openTime + engine.#stepMs;
    bar.open = last.open;
    bar.high = last.high;
    bar.low = last.low;
    bar.close = last.close;
    bar.nextId = state.nextId;
    bar.volume = last.volume;
    bar.sweptHighAt = state.sweptHighAt;
    bar.sweptLowAt = state.sweptLowAt;
    bar.lastBreak = state.lastBreak;
    engine.#atr = state.atr;
    engine.#swings = state.swings;
    engine.#range = state.range;
    engine.#swing = state.swing;
    engine.#blocks = restoreBlocks(state.blocks);
    engine.#gaps = restoreGaps(state.gaps);
    engine.#pools = restorePools(state.pools);
    engine.#windows = state.windows;
    engine.#periods = state.periods;
    return engine;
  }

  save(): SmcState {
    const { index, openTime, open, high, low, close, volume, nextId, config } = this.#bar;
    const { sweptHighAt, sweptLowAt, lastBreak } = this.#bar;
    return {
      version: smcStateVersion,
      timeframe: this.#timeframe,
      session: this.#session,
      config: { ...config },
      bar: index,
      last: { openTime, open, high, low, close, volume },
      nextId,
      sweptHighAt,
      sweptLowAt,
      lastBreak: lastBreak && { ...lastBreak },
      atr: { ...this.#atr },
      swings: copySwings(this.#swings),
      range: this.#range && copyRange(this.#range),
      swing: this.#swing && copySwing(this.#swing),
      blocks: saveBlocks(this.#blocks),
      gaps: saveGaps(this.#gaps),
      pools: livingPools(this.#pools).map((pool) => ({ ...pool })),
      windows: this.#windows.map(copyWindow),
      periods: this.#periods.map(copyPeriod),
    };
  }

  /** This candle's events in their fixed order; none for a repeated last bar. A bad candle changes nothing. */
  step(candle: Candle): readonly SmcEvent[] {
    if (!this.isNext(candle)) return nothing;
    const bar = this.#bar;
    this.#open(candle);
    foldAtr(this.#atr, bar);
    foldSwings(this.#swings, bar);
    findGap(this.#gaps, bar);
    if (this.#range !== null) foldRange(this.#range, bar, this.#blocks);
    else if (this.#swing !== null) foldSwing(this.#swing, bar, this.#blocks);
    ageBlocks(this.#blocks, bar);
    foldGaps(this.#gaps, bar);
    foldLiquidity(this.#pools, bar);
    noteSweptBefore(this.#blocks, bar);
    this.#foldClocks(bar);
    if (bar.events.length === 0) return nothing;
    const { events } = bar;
    bar.events = [];
    return events;
  }

  /** Whether `step` would fold this candle: false for the last one repeated, an error for one that cannot be. */
  isNext(candle: Candle): boolean {
    if (!this.#isSound(candle)) throw this.#refusal(candle);
    if (this.#bar.index < 0 || candle.openTime > this.#bar.openTime) return true;
    this.#checkRepeated(candle);
    return false;
  }

  get timeframe(): Timeframe {
    return this.#timeframe;
  }

  /** Index of the last folded bar, -1 before the first. */
  get bar(): number {
    return this.#bar.index;
  }

  get lastOpenTime(): number | null {
    return this.#bar.index < 0 ? null : this.#bar.openTime;
  }

  /** `warm` once a full length of true ranges is known. */
  get atr(): { readonly value: number; readonly warm: boolean } {
    return { value: this.#atr.value, warm: this.#atr.count >= this.#bar.config.atrLength };
  }

  get trend(): -1 | 0 | 1 {
    return this.#range?.trend ?? this.#swing?.trend ?? 0;
  }

  /** Living blocks, newest first. The list and its blocks never change; a later bar has another list. */
  get blocks(): readonly OrderBlock[] {
    return newestFirst(this.#blocks);
  }

  /** Living gaps, oldest first. As with all lists of this engine, neither it nor what is in it ever changes. */
  get gaps(): readonly FairValueGap[] {
    return oldestFirst(this.#gaps);
  }

  /** Living pools of liquidity, oldest first. */
  get pools(): readonly LiquidityPool[] {
    return livingPools(this.#pools);
  }

  /** The range of the trend after the last bar; null without a trend, or while its high is not above its low. */
  get dealingRange(): DealingRange | null {
    if (this.#range !== null) return rangeDealing(this.#range);
    return this.#swing === null ? null : swingDealing(this.#swing);
  }

  /** The newest BOS or CHoCH and the bar that its leg begins with. */
  get lastBreak(): StructureBreak | null {
    return this.#bar.lastBreak;
  }

  /** The configured trading windows, in their order. */
  get windows(): readonly WindowState[] {
    return this.#windows.map(copyWindow);
  }

  /** The configured periods with their previous highs and lows, in their order. */
  get periods(): readonly PeriodState[] {
    return this.#periods.map(copyPeriod);
  }

  #foldClocks(bar: FoldBar): void {
    for (let place = 0; place < this.#clocks.length; place++) {
      const window = this.#windows[place];
      const clock = this.#clocks[place];
      if (window !== undefined && clock !== undefined) foldWindow(window, clock, bar);
    }
    for (const period of this.#periods) foldPeriod(period, this.#session, bar);
  }

  /** Moves the shared bar on to this candle, and tells of missing ones. */
  #open(candle: Candle): void {
    const bar = this.#bar;
    const apart = bar.index < 0 ? 1 : Math.round((candle.openTime - bar.openTime) / this.#stepMs);
    bar.index += 1;
    bar.openTime = candle.openTime;
    bar.closeTime = candle.openTime + this.#stepMs;
    bar.time = bar.closeTime / 1000;
    bar.open = candle.open;
    bar.high = candle.high;
    bar.low = candle.low;
    bar.close = candle.close;
    bar.volume = candle.volume;
    if (apart > 1) bar.events.push({ bar: bar.index, time: bar.time, kind: 'gap', missing: apart - 1 });
  }

  /** The rules of `candleFault` written for speed: not-a-number fails every comparison. */
  #isSound(candle: Candle): boolean {
    const { open, high, low, close, volume, openTime } = candle;
    return (
      low > 0 &&
      low <= open &&
      low <= close &&
      high >= open &&
      high >= close &&
      high < Number.POSITIVE_INFINITY &&
      volume >= 0 &&
      volume < Number.POSITIVE_INFINITY &&
      candle.timeframe === this.#timeframe &&
      this.#isOnGrid(openTime)
    );
  }

  #isOnGrid(openTime: number): boolean {
    if (!this.#hasFixedGrid) return isOnGrid(openTime, this.#timeframe, this.#session);
    // The next step of a grid is on it; only a first candle or one after a hole needs the division.
    if (this.#bar.index >= 0 && openTime - this.#bar.openTime === this.#stepMs) return true;
    return openTime >= 0 && openTime % this.#stepMs === 0;
  }

  #refusal(candle: Candle): TradingError {
    const name = `candle ${candle.symbol} ${candle.timeframe} ${timeText(candle.openTime)}`;
    if (candle.timeframe !== this.#timeframe) {
      const message = `${name}: this engine folds ${this.#timeframe} candles`;
      return new TradingError('rejected', 'candle.timeframe', message);
    }
    const fault = candleFault(candle, this.#session) ?? 'not a candle';
    return new TradingError('rejected', 'candle.invalid', `${name}: ${fault}`);
  }

  #checkRepeated(candle: Candle): void {
    const bar = this.#bar;
    const name = `candle ${candle.symbol} ${candle.timeframe} ${timeText(candle.openTime)}`;
    if (candle.openTime < bar.openTime) {
      const message = `${name}: expected one that opens after ${timeText(bar.openTime)}`;
      throw new TradingError('rejected', 'candle.outOfOrder', message);
    }
    const isSame =
      candle.open === bar.open &&
      candle.high === bar.high &&
      candle.low === bar.low &&
      candle.close === bar.close &&
      candle.volume === bar.volume;
    if (isSame) return;
    throw new TradingError('rejected', 'candle.conflict', `${name}: differs from the candle already folded`);
  }
}
