import type { BaseExecutor } from '../executors/baseExecutor.ts';
import { type ExecutorState, idleExecutor } from '../executors/executorState.ts';
import type { Candle, UnixMs } from '../market/candle.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { SmcConfig } from '../smc/config.ts';
import type { OrderBlock, SmcEvent } from '../smc/events.ts';
import { SmcEngine } from '../smc/smcEngine.ts';
import type { ZoneFinder } from '../strategies/baseStrategy.ts';
import type { BacktestResult } from './backtestResult.ts';
import { type DeskOptions, SimDesk } from './simDesk.ts';

export interface BacktestOptions extends DeskOptions {
  readonly strategy: string;
  readonly zoneFinder: ZoneFinder;
  readonly executor: BaseExecutor;
  readonly config: SmcConfig;
  /** Candles that open earlier only warm the engine up. */
  readonly from?: UnixMs;
}

/** Trades one series, candle by candle. Whatever it knows at a close, it knew then: nothing is looked up ahead. */
export class Backtest {
  readonly #options: BacktestOptions;
  readonly #engine: SmcEngine;
  readonly #desk: SimDesk;
  /** For the zone finder; the list of blocks is made when it asks for it, which is seldom. */
  readonly #seen: {
    events: readonly SmcEvent[];
    readonly blocks: readonly OrderBlock[];
    readonly spec: SymbolSpec;
  };
  #state: ExecutorState = idleExecutor;

  constructor(options: BacktestOptions) {
    const { timeframe, spec, config, executor } = options;
    this.#options = options;
    const engine = new SmcEngine({ timeframe, session: spec.session, config });
    this.#engine = engine;
    this.#seen = {
      events: [],
      get blocks() {
        return engine.blocks;
      },
      spec,
    };
    this.#desk = new SimDesk(options, (update, bar) => {
      this.#state = executor.onOrderUpdate(this.#state, update, bar);
    });
  }

  onCandle(candle: Candle): void {
    const { zoneFinder, executor, spec, costs, from } = this.#options;
    const engine = this.#engine;
    const desk = this.#desk;
    const bar = engine.bar + 1;
    const isTraded = from === undefined || candle.openTime >= from;
    // Orders that worked before the candle come first; structure, exits and entries follow at its close.
    if (isTraded) desk.match(candle, bar);
    this.#seen.events = engine.step(candle);
    const zones = zoneFinder.zones(this.#seen);
    if (!isTraded) return;
    const { atr } = engine;
    const { capital } = desk;
    const plan = executor.onCandle(this.#state, { candle, bar, spec, zones, atr, capital, costs });
    this.#state = plan.state;
    desk.carryOut(plan, candle, bar);
  }

  result(): BacktestResult {
    const { strategy, executor } = this.#options;
    return this.#desk.result({ strategy, mode: executor.mode });
  }
}
