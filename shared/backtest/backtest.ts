import type { BaseExecutor } from '../executors/baseExecutor.ts';
import { type ExecutorState, idleExecutor } from '../executors/executorState.ts';
import type { ExecutionView } from '../executors/planEntry.ts';
import type { Candle, UnixMs } from '../market/candle.ts';
import type { Timeframe } from '../market/timeframe.ts';
import type { SmcConfig } from '../smc/config.ts';
import type { ZoneFinder } from '../strategies/baseStrategy.ts';
import type { BacktestResult } from './backtestResult.ts';
import { SeriesView } from './seriesView.ts';
import { type DeskOptions, SimDesk } from './simDesk.ts';

export interface BacktestOptions extends DeskOptions {
  readonly strategy: string;
  readonly zoneFinder: ZoneFinder;
  /** That the strategy of the finder reads. */
  readonly longerTimeframes: readonly Timeframe[];
  readonly executor: BaseExecutor;
  readonly config: SmcConfig;
  /** Candles that open earlier only warm the engine up. */
  readonly from?: UnixMs;
}

/** Trades one series, candle by candle. Whatever it knows at a close, it knew then: nothing is looked up ahead. */
export class Backtest {
  readonly #options: BacktestOptions;
  readonly #market: SeriesView;
  readonly #desk: SimDesk;
  readonly #closedBy: ExecutionView['closedBy'];
  #state: ExecutorState = idleExecutor;

  constructor(options: BacktestOptions) {
    const { timeframe, spec, config, executor, zoneFinder, longerTimeframes } = options;
    const market = new SeriesView({ timeframe, spec, config, longerTimeframes });
    this.#options = options;
    this.#market = market;
    this.#closedBy = (entry) => zoneFinder.closedBy(entry, market);
    this.#desk = new SimDesk(options, (update, bar) => {
      this.#state = executor.onOrderUpdate(this.#state, update, bar);
    });
  }

  onCandle(candle: Candle): void {
    const { zoneFinder, executor, spec, costs, from } = this.#options;
    const market = this.#market;
    const desk = this.#desk;
    const bar = market.bar + 1;
    const isTraded = from === undefined || candle.openTime >= from;
    // Orders that worked before the candle come first; structure, exits and entries follow at its close.
    if (isTraded) desk.match(candle, bar);
    market.fold(candle);
    const zones = zoneFinder.zones(market);
    if (!isTraded) return;
    const { atr } = market;
    const { capital } = desk;
    const plan = executor.onCandle(this.#state, {
      candle,
      bar,
      spec,
      zones,
      atr,
      capital,
      costs,
      terms: zoneFinder.terms,
      closedBy: this.#closedBy,
    });
    this.#state = plan.state;
    desk.carryOut(plan, candle, bar);
  }

  result(): BacktestResult {
    const { strategy, executor } = this.#options;
    return this.#desk.result({ strategy, mode: executor.mode });
  }
}
