import type { BlockRow, RefoldedSeries, SeriesKey, StoredSeries, StructureRow } from '#shared/core/batch.ts';
import { isRunOn, type StrategyRun } from '#shared/core/strategyRun.ts';
import { TradingError } from '#shared/errors.ts';
import { type Candle, closeTime, seriesKey } from '#shared/market/candle.ts';
import { priceDigits, type SymbolSpec } from '#shared/market/symbol.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { BaseStrategy } from '#shared/strategies/baseStrategy.ts';
import type { Status } from '#shared/sync/status.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { blockRows, structureRows } from './batchDraft.ts';
import { type FoldedCandle, Series } from './series.ts';

/** Folds every candle into the structure of its series, once, whoever looks at it. */
export class MarketRunner {
  readonly #specs: Map<string, SymbolSpec>;
  readonly #strategies: readonly StrategyRun[];
  readonly #series = new Map<string, Series>();
  /** By symbol, the newest candle that is still open. */
  readonly #forming = new Map<string, Candle>();

  constructor(options: {
    readonly specs: ReadonlyMap<string, SymbolSpec>;
    readonly strategies: readonly StrategyRun[];
  }) {
    this.#specs = new Map(options.specs);
    this.#strategies = options.strategies;
  }

  /** Keys of what a stored state of the series has to hold, for `readStoredSeries`. */
  partsOf({ symbol, timeframe }: SeriesKey): Readonly<Record<string, string>> {
    return this.#seriesOf(symbol, timeframe).partKeys;
  }

  /** Answers those it had to fold from their first candle: what the store has of them an older engine made. */
  restore(stored: readonly StoredSeries[]): readonly RefoldedSeries[] {
    return stored.flatMap(({ symbol, timeframe, isOutdated, snapshot, before, whole, since }) => {
      const series = this.#seriesOf(symbol, timeframe);
      if (isOutdated && since.length > 0) return [refold(series, since)];
      if (snapshot !== null) series.restore(snapshot, before, whole);
      for (const candle of since) series.fold(candle);
      return [];
    });
  }

  /** null for a candle that was folded already. Throws on one that does not fit. */
  fold(candle: Candle): FoldedCandle | null {
    return this.#seriesOf(candle.symbol, candle.timeframe).fold(candle);
  }

  specOf(symbol: string): SymbolSpec {
    const spec = this.#specs.get(symbol);
    if (spec) return spec;
    const known = [...this.#specs.keys()].join(', ') || 'none';
    throw new TradingError(
      'rejected',
      'symbol.unknown',
      `Symbol "${symbol}" is not followed; followed: ${known}.`,
    );
  }

  /** The venue's own figures of an instrument that is followed. */
  respec(spec: SymbolSpec): void {
    this.specOf(spec.symbol);
    this.#specs.set(spec.symbol, spec);
    for (const series of this.all) if (series.spec.symbol === spec.symbol) series.respec(spec);
  }

  find(key: SeriesKey): Series | null {
    return this.#series.get(seriesKey(key)) ?? null;
  }

  get all(): readonly Series[] {
    return [...this.#series.values()];
  }

  /** Only its price counts, as the last one there is. */
  form(candle: Candle): void {
    // A longer one, which began before the newest closed one ended, would hide the price of a shorter.
    const known = this.#forming.get(candle.symbol);
    if (!known || candle.openTime >= known.openTime) this.#forming.set(candle.symbol, candle);
  }

  lastPrice(symbol: string): number | null {
    const newest = this.all
      .filter((series) => series.spec.symbol === symbol)
      .flatMap(({ lastCandle }) => lastCandle ?? [])
      .sort((a, b) => closeTime(a) - closeTime(b))
      .at(-1);
    const forming = this.#forming.get(symbol);
    const isNewer = forming && (newest === undefined || forming.openTime >= closeTime(newest));
    return (isNewer ? forming : newest)?.close ?? null;
  }

  hasReached(signal: Signal): boolean {
    return this.find(signal)?.hasReached(signal) ?? false;
  }

  isOpenGap(name: string): boolean {
    return this.all.some((series) => series.hasGap(name));
  }

  status(): readonly Omit<Status['series'][number], 'doubt'>[] {
    return this.all.map((series) => ({
      symbol: series.spec.symbol,
      timeframe: series.timeframe,
      digits: priceDigits(series.spec.tick),
      quote: series.spec.quote,
      candles: series.candles,
      warmupCandles: Math.max(0, ...this.#on(series).map(({ warmupCandles }) => warmupCandles)),
      lastPrice: this.lastPrice(series.spec.symbol),
      lastCandleAt: series.lastCandle === null ? null : closeTime(series.lastCandle),
    }));
  }

  #seriesOf(symbol: string, timeframe: Timeframe): Series {
    const key = seriesKey({ symbol, timeframe });
    const known = this.#series.get(key);
    if (known) return known;
    const spec = this.specOf(symbol);
    const series = new Series(spec, timeframe, this.#on({ spec, timeframe }));
    this.#series.set(key, series);
    return series;
  }

  #on({ spec, timeframe }: Pick<Series, 'spec' | 'timeframe'>): readonly BaseStrategy[] {
    const { symbol } = spec;
    return this.#strategies.flatMap((run) => (isRunOn(run, { symbol, timeframe }) ? [run.strategy] : []));
  }
}

function refold(series: Series, candles: readonly Candle[]): RefoldedSeries {
  const structure: StructureRow[] = [];
  const blocks: BlockRow[] = [];
  for (const candle of candles) {
    const folded = series.fold(candle);
    if (folded === null) continue;
    structure.push(...structureRows(folded));
    blocks.push(...blockRows(folded));
  }
  const key = { symbol: series.spec.symbol, timeframe: series.timeframe };
  const openTime = candles.at(-1)?.openTime ?? 0;
  return { ...key, structure, blocks, snapshot: { ...key, openTime, state: series.save() } };
}
