import type { IChartApi, ISeriesApi, Logical } from 'lightweight-charts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import type { CandleTuple, ChartBlock, ChartBreak } from '#shared/sync/chart.ts';
import type { ChartColours } from './chartTheme.ts';
import { indexOfTime } from './chartTime.ts';
import { type PlacedLabel, placeLabels } from './labelPlacement.ts';
import { type ChartPosition, layOutPosition, type PositionBox } from './positionGeometry.ts';
import { type BreakLine, breakLabel, layOutBreaks } from './structureGeometry.ts';
import type { PaneView } from './view.ts';
import { layOutZones, type ZoneBox, zoneLabel } from './zoneGeometry.ts';

export interface Layers {
  readonly blocks: boolean;
  readonly structure: boolean;
  readonly position: boolean;
}

/** Everything the chart shows besides what the library draws itself. */
export interface SceneContent {
  readonly candles: readonly CandleTuple[];
  readonly timeframe: Timeframe;
  readonly blocks: readonly ChartBlock[];
  readonly breaks: readonly ChartBreak[];
  readonly position: ChartPosition | null;
  readonly layers: Layers;
  readonly isStale: boolean;
  readonly colours: ChartColours;
  readonly formatPrice: (price: number) => string;
}

export interface SceneLayout {
  readonly zones: readonly ZoneBox[];
  readonly breaks: readonly BreakLine[];
  readonly labels: readonly PlacedLabel[];
  readonly position: PositionBox | null;
}

/**
 * One layout for all primitives, so that labels of different kinds know of each other. Computed when a frame asks and
 * kept until the content, the visible range or the price scale changes.
 */
export class Scene {
  content: SceneContent;
  readonly #chart: IChartApi;
  readonly #series: ISeriesApi<'Candlestick'>;
  readonly #measure: CanvasRenderingContext2D | null;
  #openTimes: readonly number[] = [];
  #kept: { readonly of: SceneContent; readonly key: string; readonly layout: SceneLayout } | null = null;

  constructor(chart: IChartApi, series: ISeriesApi<'Candlestick'>, content: SceneContent) {
    this.#chart = chart;
    this.#series = series;
    this.#measure = document.createElement('canvas').getContext('2d');
    this.content = content;
    this.show(content);
  }

  show(content: SceneContent): void {
    if (content.candles !== this.content.candles || this.#openTimes.length === 0) {
      this.#openTimes = content.candles.map((candle) => candle[0]);
    }
    this.content = content;
  }

  get lastPrice(): number | null {
    return this.content.candles.at(-1)?.[4] ?? null;
  }

  indexOf(time: number): number {
    return indexOfTime(this.#openTimes, time, timeframeMs(this.content.timeframe));
  }

  yOf(price: number): number | null {
    return this.#series.priceToCoordinate(price);
  }

  /** Null while there is nothing to draw on. */
  layout(): SceneLayout | null {
    const scale = this.#chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    const price = this.lastPrice;
    if (range === null || price === null || this.yOf(price) === null) return null;
    const pane = { width: scale.width(), height: this.#chart.paneSize().height };
    const key = [
      range.from,
      range.to,
      pane.width,
      pane.height,
      this.yOf(price),
      this.yOf(price * 1.01),
    ].join();
    if (this.#kept?.of === this.content && this.#kept.key === key) return this.#kept.layout;
    const layout = layOut(this.content, this.#view(pane), price);
    this.#kept = { of: this.content, key, layout };
    return layout;
  }

  #view(pane: { width: number; height: number }): PaneView {
    const scale = this.#chart.timeScale();
    const origin = scale.logicalToCoordinate(logical(0)) ?? 0;
    const barWidth = (scale.logicalToCoordinate(logical(1)) ?? 0) - origin;
    const measure = this.#measure;
    if (measure) measure.font = this.content.colours.labelFont;
    return {
      ...pane,
      barWidth,
      xOf: (time) => origin + this.indexOf(time) * barWidth,
      yOf: (price) => this.yOf(price) ?? 0,
      textWidth: (text) => measure?.measureText(text).width ?? text.length * 6,
    };
  }
}

/** The library brands bar numbers. */
const logical = (index: number): Logical => index as Logical;

function layOut(content: SceneContent, view: PaneView, price: number): SceneLayout {
  const { layers } = content;
  const zones = layers.blocks ? layOutZones(content.blocks, view, price) : [];
  const breaks = layers.structure ? layOutBreaks(content.breaks, view) : [];
  const position = layers.position && content.position ? layOutPosition(content.position, view) : null;
  const wishes = [
    ...zones.map((zone) => zoneLabel(zone, content.timeframe, view)).filter((wish) => wish !== null),
    ...breaks.map(breakLabel),
  ];
  return { zones, breaks, position, labels: placeLabels(wishes, position?.taken ?? [], view) };
}
