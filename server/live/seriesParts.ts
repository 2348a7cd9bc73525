import { setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import type { SavedParts, SeriesSnapshot } from '#shared/core/batch.ts';
import type { Candle } from '#shared/market/candle.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import { usualCosts } from '#shared/risk/usualCosts.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { HigherFrames, higherStatesSchema } from '#shared/smc/higherFrames.ts';
import { smcStateVersion } from '#shared/smc/smcState.ts';
import type { BaseStrategy, MarketView, SetupFinder, SetupMarket } from '#shared/strategies/baseStrategy.ts';
import { longerFrames } from '#shared/strategies/longerFrames.ts';
import type { SetupView } from '#shared/trading/setup.ts';

interface PartsOptions {
  readonly spec: SymbolSpec;
  readonly timeframe: Timeframe;
  /** That run on the series. */
  readonly strategies: readonly BaseStrategy[];
}

/** Where the series of these parts stood. */
interface PartsStart {
  readonly snapshot: SeriesSnapshot;
  /** The newest up to there, oldest first. */
  readonly before: readonly Candle[];
  /** All up to there, for what the snapshot lacks; else none. */
  readonly whole: readonly Candle[];
}

/** The part that holds the longer timeframes; no strategy has such an id. */
const longerPart = '(longer)';

/** What strategies read of a series besides its engine: longer timeframes made of it, and finders of setups. */
export class SeriesParts {
  readonly #options: PartsOptions;
  readonly #higherKey: string | null;
  #higher: HigherFrames;
  readonly #finders = new Map<string, SetupFinder>();
  readonly #setups = new Map<string, SetupView>();

  constructor(options: PartsOptions) {
    this.#options = options;
    const { spec, timeframe, strategies } = options;
    const longer: Timeframe[] = [];
    for (const strategy of strategies) {
      const finder = strategy.setupFinder(marketOf(spec));
      if (finder === null) longer.push(...strategy.longerTimeframes);
      else this.#finders.set(strategy.id, finder);
    }
    const higher = longerFrames(longer, defaultSmcConfig);
    const { session } = spec;
    this.#higherKey = higher.length === 0 ? null : JSON.stringify([smcStateVersion, session, higher]);
    this.#higher = HigherFrames.open({ base: timeframe, higher, session });
  }

  /** By part: a state of another key is not continued. */
  get keys(): Readonly<Record<string, string>> {
    const finders = [...this.#finders].map(([id, { stateKey }]) => [id, stateKey]);
    return Object.fromEntries(
      this.#higherKey === null ? finders : [[longerPart, this.#higherKey], ...finders],
    );
  }

  /** The longer candles that end with this one count at its close. */
  fold(candle: Candle): void {
    this.#higher.step(candle);
    for (const [id, finder] of this.#finders) this.#setups.set(id, finder.fold(candle));
  }

  get longer(): MarketView['longer'] {
    return this.#higher.views;
  }

  /** By strategy; each tells of the last candle alone. */
  get setups(): ReadonlyMap<string, SetupView> {
    return this.#setups;
  }

  save(): SavedParts {
    const finders = [...this.#finders].map(([id, finder]) => [
      id,
      { key: finder.stateKey, state: finder.save() },
    ]);
    const longer = { key: this.#higherKey, state: this.#higher.save() };
    return Object.fromEntries(this.#higherKey === null ? finders : [[longerPart, longer], ...finders]);
  }

  /** Goes on from the snapshot; what it lacks, or has of another key, is folded from all candles. */
  restore(start: PartsStart): void {
    this.#restoreHigher(start);
    for (const strategy of this.#options.strategies) this.#restoreFinder(strategy, start);
  }

  #restoreHigher({ snapshot, whole }: PartsStart): void {
    const saved = snapshot.parts?.[longerPart];
    if (saved !== undefined && saved.key === this.#higherKey)
      this.#higher = HigherFrames.restore(this.#options.timeframe, higherStatesSchema.parse(saved.state));
    else for (const candle of whole) this.#higher.step(candle);
  }

  #restoreFinder(strategy: BaseStrategy, { snapshot, before, whole }: PartsStart): void {
    const fresh = this.#finders.get(strategy.id);
    if (fresh === undefined) return;
    const saved = snapshot.parts?.[strategy.id];
    if (saved === undefined || saved.key !== fresh.stateKey) {
      for (const candle of whole) fresh.fold(candle);
      return;
    }
    const from = { state: saved.state, base: snapshot.engine, candles: before };
    const resumed = strategy.setupFinder(marketOf(this.#options.spec), from);
    if (resumed !== null) this.#finders.set(strategy.id, resumed);
  }
}

/** The engine as `Series` has it, and the costs of a backtest that is told no others. */
const marketOf = (spec: SymbolSpec): SetupMarket =>
  setupMarketOf({ spec, costs: usualCosts(spec) }, defaultSmcConfig);
