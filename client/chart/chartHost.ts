import {
  type CandlestickData,
  CandlestickSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  type MouseEventParams,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { UnixMs } from '#shared/market/candle.ts';
import type { CandleTuple } from '#shared/sync/chart.ts';
import { axisTagsPrimitive } from './axisTagsPrimitive.ts';
import { candleChange } from './candleSync.ts';
import { chartOptions } from './chartOptions.ts';
import { type ChartColours, chartColourOptions, seriesColourOptions } from './chartTheme.ts';
import { chartTimes, zoneOffset } from './chartTime.ts';
import { positionPrimitive } from './positionPrimitive.ts';
import { Scene, type SceneContent } from './scene.ts';
import { structurePrimitive } from './structurePrimitive.ts';
import { zonesPrimitive } from './zonesPrimitive.ts';

/** What the chart is told: everything but what it keeps by itself (its candles, scroll and zoom). */
export interface ChartContent extends Omit<SceneContent, 'colours'> {
  /** Another key (symbol and timeframe) starts over: new candles, first view. */
  readonly seriesKey: string;
  readonly tick: number;
  /** Shown first when it lies well back, once its candles are there; null is the newest. */
  readonly focus: UnixMs | null;
}

export interface ChartHostOptions {
  readonly timeZone: string;
  readonly colours: ChartColours;
  /** Full-screen charts take vertical drags; a chart in a scrolling page leaves them to the page. */
  readonly takesVerticalDrag: boolean;
  /** Bars to show at first, as far as the width allows. */
  readonly firstBars: number;
  readonly onCrosshair: (candle: CandleTuple | null) => void;
  /** The reader scrolled near the oldest candle. */
  readonly onOldest: () => void;
}

const nearOldestBars = 20;
/** How much of what came after a focus is seen beside it. */
const barsAfterFocus = 24;
const narrowestBar = 4.2;
const tallPane = 450;
const widestBar = 9;

/** A chart with a lifetime: created on an element, told what to show, destroyed. Drawing follows at the next frame. */
export class ChartHost {
  readonly #chart: IChartApi;
  readonly #series: ISeriesApi<'Candlestick'>;
  readonly #scene: Scene;
  readonly #offset: (at: number) => number;
  readonly #options: ChartHostOptions;
  #times: number[] = [];
  #candles: readonly CandleTuple[] = [];
  #seriesKey = '';
  #isFocused = false;
  #frame: number | null = null;
  #content: ChartContent;
  #colours: ChartColours;

  constructor(element: HTMLElement, content: ChartContent, options: ChartHostOptions) {
    this.#options = options;
    this.#content = content;
    this.#colours = options.colours;
    this.#offset = zoneOffset(options.timeZone);
    this.#chart = createChart(element, chartOptions({ ...options, wallTime: (time) => this.#wall(time) }));
    this.#series = this.#chart.addSeries(CandlestickSeries, {
      ...seriesColourOptions(options.colours),
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#scene = new Scene(this.#chart, this.#series, { ...content, candles: [], colours: this.#colours });
    for (const primitive of [zonesPrimitive, structurePrimitive, positionPrimitive, axisTagsPrimitive]) {
      this.#series.attachPrimitive(primitive(this.#scene));
    }
    this.#chart.subscribeCrosshairMove((event) => this.#onCrosshair(event));
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && range.from < nearOldestBars && this.#candles.length > 0) options.onOldest();
    });
    this.#draw();
  }

  /** Several calls before the next frame draw once, with the last content. */
  show(content: ChartContent): void {
    this.#content = content;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#draw();
    });
  }

  recolour(colours: ChartColours): void {
    this.#colours = colours;
    this.#chart.applyOptions(chartColourOptions(colours));
    this.#series.applyOptions(seriesColourOptions(colours));
    this.show(this.#content);
  }

  destroy(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#chart.remove();
  }

  #draw(): void {
    const { seriesKey, tick, candles, formatPrice } = this.#content;
    const isOther = seriesKey !== this.#seriesKey;
    this.#seriesKey = seriesKey;
    if (isOther) {
      this.#candles = [];
      this.#isFocused = false;
      this.#series.applyOptions({ priceFormat: { type: 'custom', minMove: tick, formatter: formatPrice } });
    }
    this.#fitAxis();
    const change = candleChange(this.#candles, candles);
    this.#candles = change.candles;
    const { seriesKey: _key, tick: _tick, focus: _focus, ...content } = this.#content;
    this.#scene.show({ ...content, candles: this.#candles, colours: this.#colours });
    if (change.kind === 'replaced') this.#replace(change.prepended, isOther);
    if (change.kind === 'appended') this.#append(change.from);
    // Applying no options is how the library is told to paint again without new data.
    this.#series.applyOptions({});
  }

  /** A high chart needs no more words on its price axis than a low one, so they stand wider apart. */
  #fitAxis(): void {
    const tickMarkDensity = this.#chart.paneSize().height >= tallPane ? 4.5 : 3;
    const scale = this.#chart.priceScale('right');
    if (scale.options().tickMarkDensity !== tickMarkDensity) scale.applyOptions({ tickMarkDensity });
  }

  #append(from: number): void {
    const added = this.#candles.slice(from);
    const lastShown = this.#times.length - 1;
    this.#times.length = from;
    const times = chartTimes(
      added.map((candle) => candle[0]),
      this.#offset,
      this.#times.at(-1),
    );
    this.#times.push(...times);
    for (const [i, candle] of added.entries())
      this.#series.update(bar(times[i] ?? 0, candle), from + i < lastShown);
  }

  #replace(prepended: number, isOther: boolean): void {
    const scale = this.#chart.timeScale();
    const before = scale.getVisibleLogicalRange();
    this.#times = chartTimes(
      this.#candles.map((candle) => candle[0]),
      this.#offset,
    );
    this.#series.setData(this.#candles.map((candle, i) => bar(this.#times[i] ?? 0, candle)));
    if (isOther || before === null || this.#mayFocusNow()) this.#firstView();
    else if (prepended > 0) {
      scale.setVisibleLogicalRange({ from: before.from + prepended, to: before.to + prepended });
    }
  }

  /** The candles asked for came after the first view: look there now, unless that was done already. */
  #mayFocusNow(): boolean {
    const { focus } = this.#content;
    return !this.#isFocused && focus !== null && focus >= (this.#candles[0]?.[0] ?? Number.POSITIVE_INFINITY);
  }

  /** The newest candles, or those around the focus, with room at the right where a position box stands clear. */
  #firstView(): void {
    const width = this.#chart.timeScale().width();
    if (width === 0) return;
    const room = this.#content.position === null ? Math.min(48, width * 0.08) : Math.max(72, width * 0.2);
    const bars = Math.max(20, this.#options.firstBars);
    const barSpacing = Math.min(widestBar, Math.max(narrowestBar, (width - room) / bars));
    this.#chart.timeScale().applyOptions({ barSpacing, rightOffset: room / barSpacing });
    this.#chart.timeScale().scrollToPosition(this.#barsAhead(room / barSpacing), false);
    this.#chart.priceScale('right').setAutoScale(true);
  }

  /** Bars between the newest candle and the right edge; negative when the focus lies behind. */
  #barsAhead(room: number): number {
    const { focus } = this.#content;
    if (focus === null || !this.#mayFocusNow()) return room;
    this.#isFocused = true;
    const back = this.#candles.length - 1 - this.#scene.indexOf(focus);
    return Math.min(room, barsAfterFocus - back);
  }

  #onCrosshair(event: MouseEventParams<Time>): void {
    const index = event.logical === undefined || event.point === undefined ? null : Number(event.logical);
    this.#options.onCrosshair(index === null ? null : (this.#candles[index] ?? null));
  }

  /** Wall time of a chart time in ms; a candle squeezed in when the clocks went back tells its own. */
  #wall(time: Time): number {
    const seconds = Number(time);
    const index = this.#times.indexOf(seconds);
    const at = this.#candles[index]?.[0];
    return at === undefined ? seconds * 1000 : at + this.#offset(at);
  }
}

/** The library brands its timestamps. */
const timestamp = (seconds: number): UTCTimestamp => seconds as UTCTimestamp;

const bar = (seconds: number, [, open, high, low, close]: CandleTuple): CandlestickData<Time> => ({
  time: timestamp(seconds),
  open,
  high,
  low,
  close,
});
