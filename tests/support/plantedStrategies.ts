import type { Candle, UnixMs } from '#shared/market/candle.ts';
import { closeTime } from '#shared/market/candle.ts';
import { type CandleSeries, candleAt, openTimeAt, seriesLength } from '#shared/market/candleColumns.ts';
import type { MarketView, SetupFinder, SetupMarket, ZoneFinder } from '#shared/strategies/baseStrategy.ts';
import { BaseStrategy } from '#shared/strategies/baseStrategy.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import type { Signal } from '#shared/trading/signal.ts';

/** Progressive SMC that knows the candles it will be handed. */
abstract class WithSeries extends ProgressiveSmc {
  protected readonly series: CandleSeries;
  readonly #bars: ReadonlyMap<UnixMs, number>;

  constructor(_params: object, series: CandleSeries) {
    super();
    this.series = series;
    const bars = Array.from({ length: seriesLength(series) }, (_, bar) => [openTimeAt(series, bar), bar]);
    this.#bars = new Map(bars.map(([time = 0, bar = 0]) => [time, bar]));
  }

  protected barOf({ openTime }: Candle): number {
    return this.#bars.get(openTime) ?? -1;
  }
}

/** Trades no zone at a close before a candle that falls, and does so at one close in a thousand only. */
export class RarelyPeekingZones extends WithSeries {
  override zoneFinder(): ReturnType<ProgressiveSmc['zoneFinder']> {
    const finder = super.zoneFinder();
    const honest = finder.zones.bind(finder);
    let bar = -1;
    finder.zones = (view) => {
      bar += 1;
      const zones = honest(view);
      const [now, next] = [candleAt(this.series, bar).close, candleAt(this.series, bar + 1).close];
      return bar % 1_000 === 777 && next < now ? [] : zones;
    };
    return finder;
  }
}

/** Closes entries on zones before a candle that falls. */
export class PeekingFilter extends WithSeries {
  override zoneFinder(): ReturnType<ProgressiveSmc['zoneFinder']> {
    const finder = super.zoneFinder();
    finder.closedBy = (_, { candle, bar }) =>
      candleAt(this.series, bar + 1).close < candle.close ? 'bias' : null;
    return finder;
  }
}

/** Peeks at a single close of the whole series. */
export class PeekingOnce extends WithSeries {
  override onCandle(view: MarketView): Signal | null {
    const bar = this.barOf(view.candle);
    if (bar !== 1_234) return super.onCandle(view);
    const next = candleAt(this.series, bar + 1);
    const { candle } = view;
    const risk = candle.close / 100;
    const zone = { top: candle.high, bottom: candle.low, bias: 'bullish', state: 'fresh' } as const;
    const createdAt = closeTime(candle);
    return next.close <= candle.close
      ? null
      : {
          ...{ id: `peek.${createdAt}`, strategy: this.id, symbol: candle.symbol, direction: 'long' },
          ...{ timeframe: candle.timeframe, entry: candle.close, stop: candle.close - risk },
          ...{ targets: [candle.close + risk], rr: 1, atr: view.atr.value, reasons: ['it just knows'] },
          zone: { ...zone, blockId: `peek:${bar}`, formedAt: candle.openTime, penetration: 0 },
          ...{ createdAt, expiresAt: createdAt + 1 },
        };
  }
}

/** Compares with the average of all candles, those to come included. */
export class AveragingAll extends WithSeries {
  readonly #average: number;

  constructor(params: object, series: CandleSeries) {
    super(params, series);
    this.#average = series.columns.close.reduce((sum, close) => sum + close, 0) / seriesLength(series);
  }

  override onCandle(view: MarketView): Signal | null {
    return view.candle.close < this.#average ? super.onCandle(view) : null;
  }
}

/** Gives no signal shortly before the candles end. */
export class KnowingTheEnd extends WithSeries {
  override onCandle(view: MarketView): Signal | null {
    return this.barOf(view.candle) > seriesLength(this.series) - 300 ? null : super.onCandle(view);
  }
}

/** Reads past its last candle, and falls over where there is none. */
export class ReadingPastTheEnd extends WithSeries {
  override onCandle(view: MarketView): Signal | null {
    if (this.barOf(view.candle) + 1 >= seriesLength(this.series)) throw new RangeError('no next candle');
    return super.onCandle(view);
  }
}

/** Keeps the series, works an average out beforehand, and reads of it what was known at the time. */
export class HonestAverage extends WithSeries {
  readonly #averages: readonly number[];

  constructor(params: object, series: CandleSeries) {
    super(params, series);
    let average = candleAt(series, 0).close;
    this.#averages = Array.from(series.columns.close, (close) => {
      average += (close - average) / 50;
      return average;
    });
  }

  override onCandle(view: MarketView): Signal | null {
    const average = this.#averages[this.barOf(view.candle)] ?? 0;
    return view.candle.close > average ? super.onCandle(view) : null;
  }
}

const remembered = new Map<UnixMs, number>();

/** Takes no notice of the series, but of what came in earlier runs. */
export class RememberingSmc extends ProgressiveSmc {
  override onCandle(view: MarketView): Signal | null {
    const { candle } = view;
    const signal = super.onCandle(view);
    const later = remembered.get(closeTime(candle));
    remembered.set(candle.openTime, candle.close);
    if (signal === null || later === undefined) return signal;
    return later > candle.close === (signal.direction === 'long') ? signal : null;
  }
}

/** Gives one signal for each direction, ever, as long as the instance lives. */
export class KeepingState extends ProgressiveSmc {
  readonly #given = new Set<string>();

  override onCandle(view: MarketView): Signal | null {
    const signal = super.onCandle(view);
    if (signal === null || this.#given.has(signal.direction)) return null;
    this.#given.add(signal.direction);
    return signal;
  }
}

/** Human-trained that drops its setups before a candle that goes against them. */
export class PeekingSetups extends BaseStrategy {
  override readonly id = 'peeking-setups';
  override readonly warmupCandles = 0;
  override readonly timeframes = ['5m'] as const;
  readonly #series: CandleSeries;
  readonly #human = new HumanTrained();

  constructor(_params: object, series: CandleSeries) {
    super();
    this.#series = series;
  }

  onCandle(): null {
    return null;
  }

  override zoneFinder(): ZoneFinder | null {
    return null;
  }

  override setupFinder(market: SetupMarket): SetupFinder {
    const finder = this.#human.setupFinder(market);
    const series = this.#series;
    return {
      terms: finder.terms,
      get bar() {
        return finder.bar;
      },
      fold: (candle) => {
        const view = finder.fold(candle);
        const rises = candleAt(series, finder.bar + 1).close > candle.close;
        const setups = (except: UnixMs | null) =>
          view.setups(except).filter(({ zone }) => (zone.direction === 'long') === rises);
        return { setups, endOf: view.endOf, endOfSignal: view.endOfSignal };
      },
      stateKey: finder.stateKey,
      save: () => finder.save(),
      explain: () => finder.explain(),
    };
  }
}
