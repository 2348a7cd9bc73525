import { type CandleSeries, candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import type { MarketView } from '#shared/strategies/baseStrategy.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import type { Signal } from '#shared/trading/signal.ts';

/** Progressive SMC that keeps quiet when the next candle goes against it: a strategy file that cheats. */
export class PeekingStrategy extends ProgressiveSmc {
  readonly #series: CandleSeries;

  constructor(_params: object, series: CandleSeries) {
    super();
    this.#series = series;
  }

  override onCandle(view: MarketView): Signal | null {
    const signal = super.onCandle(view);
    if (signal === null) return null;
    const bar = this.#series.columns.openTime.indexOf(view.candle.openTime);
    if (bar + 1 >= seriesLength(this.#series)) return signal;
    const rises = candleAt(this.#series, bar + 1).close > view.candle.close;
    return rises === (signal.direction === 'long') ? signal : null;
  }
}
