import type { Candle } from '../market/candle.ts';
import type { Timeframe } from '../market/timeframe.ts';
import {
  BaseStrategy,
  type MarketView,
  type SetupFinder,
  type SetupMarket,
  type ZoneFinder,
} from '../strategies/baseStrategy.ts';
import type { BlockZone } from '../trading/entryZone.ts';
import type { SetupView, TradeSetup } from '../trading/setup.ts';
import type { Signal } from '../trading/signal.ts';

export interface Watch {
  /** Before the strategy sees the candle of an index. */
  readonly before: (bar: number) => void;
  /** What it answered, to be written down at once: it might change it later. */
  readonly note: (bar: number, what: 'zones' | 'setups' | 'end' | 'fault', content: unknown) => void;
}

const noSetups: readonly TradeSetup[] = Object.freeze([]);
const noZones: readonly BlockZone[] = Object.freeze([]);
const emptyView: SetupView = { setups: () => noSetups, endOf: () => null, endOfSignal: () => null };

/** Another strategy, with every answer written down. A fault is an answer, too, and the run goes on. */
export class WatchedStrategy extends BaseStrategy {
  override readonly id: string;
  override readonly warmupCandles: number;
  override readonly timeframes: readonly Timeframe[];
  override readonly longerTimeframes: readonly Timeframe[];
  readonly #inner: BaseStrategy;
  readonly #watch: Watch;

  constructor(inner: BaseStrategy, watch: Watch) {
    super();
    this.id = inner.id;
    this.warmupCandles = inner.warmupCandles;
    this.timeframes = inner.timeframes;
    this.longerTimeframes = inner.longerTimeframes;
    this.#inner = inner;
    this.#watch = watch;
  }

  onCandle(view: MarketView): Signal | null {
    return this.#inner.onCandle(view);
  }

  override zoneFinder(): ZoneFinder | null {
    const finder = this.#inner.zoneFinder();
    const watch = this.#watch;
    if (finder === null) return null;
    let bar = -1;
    let last = noZones;
    return {
      terms: finder.terms,
      closedBy: (entry, view) => answerOr(null, watch, bar, () => finder.closedBy(entry, view)),
      zones: (view) => {
        bar += 1;
        watch.before(bar);
        const zones = answerOr(noZones, watch, bar, () => finder.zones(view));
        if (zones !== last && zones.length + last.length > 0) watch.note(bar, 'zones', zones);
        last = zones;
        return zones;
      },
    };
  }

  override setupFinder(market: SetupMarket): SetupFinder | null {
    const finder = this.#inner.setupFinder(market);
    return finder === null ? null : watchedFinder(finder, this.#watch);
  }
}

function watchedFinder(finder: SetupFinder, watch: Watch): SetupFinder {
  let bar = -1;
  return {
    terms: finder.terms,
    get bar() {
      return bar;
    },
    fold(candle: Candle) {
      bar += 1;
      watch.before(bar);
      const view = answerOr(emptyView, watch, bar, () => finder.fold(candle));
      return {
        setups: (except) => {
          const setups = answerOr(noSetups, watch, bar, () => view.setups(except));
          if (setups.length > 0) watch.note(bar, 'setups', setups);
          return setups;
        },
        endOf: (order) => {
          const end = answerOr(null, watch, bar, () => view.endOf(order));
          if (end !== null) watch.note(bar, 'end', { order: order.id, why: end });
          return end;
        },
        endOfSignal: (signal) => answerOr(null, watch, bar, () => view.endOfSignal(signal)),
      };
    },
    stateKey: finder.stateKey,
    save: () => finder.save(),
    explain: () => finder.explain(),
  };
}

/** What `ask` answers; where it fails, the fault is noted and `otherwise` stands in. */
export function answerOr<Answer>(otherwise: Answer, watch: Watch, bar: number, ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    watch.note(bar, 'fault', { message: error instanceof Error ? error.message : String(error) });
    return otherwise;
  }
}
