import {
  type HeldBack,
  idleSetups,
  type SetupExecutionView,
  SetupLimit,
  type SetupState,
} from '../executors/setupLimit.ts';
import type { Candle, UnixMs } from '../market/candle.ts';
import { feeRateOf, type TradingCosts } from '../risk/costs.ts';
import type { SmcConfig } from '../smc/config.ts';
import type { GateStep, SetupFinder, SetupMarket } from '../strategies/baseStrategy.ts';
import type { TradeSetup } from '../trading/setup.ts';
import type { BacktestResult } from './backtestResult.ts';
import { type DeskOptions, SimDesk } from './simDesk.ts';

export interface SetupBacktestOptions extends DeskOptions {
  readonly strategy: string;
  readonly finder: SetupFinder;
  /** Candles that open earlier only warm the engines up. */
  readonly from?: UnixMs;
}

export interface SetupBacktestResult extends BacktestResult {
  /** Of the signals, in their order. */
  readonly setups: readonly TradeSetup[];
}

/** What a finder has to know of the run. */
export function setupMarketOf(run: Pick<DeskOptions, 'spec' | 'costs'>, config: SmcConfig): SetupMarket {
  const { spec, costs } = run;
  return { spec, config, costs: pricesOf(costs) };
}

const pricesOf = (costs: TradingCosts): SetupMarket['costs'] => ({
  spread: Number(costs.spread),
  makerRate: feeRateOf(costs, 'maker').toNumber(),
  takerRate: feeRateOf(costs, 'taker').toNumber(),
});

/** Trades the setups of one series, candle by candle; the longer candles are made of it. */
export class SetupBacktest {
  readonly #options: SetupBacktestOptions;
  readonly #desk: SimDesk;
  readonly #executor: SetupLimit;
  readonly #setups: TradeSetup[] = [];
  #state: SetupState = idleSetups;
  #view: SetupExecutionView | null = null;

  constructor(options: SetupBacktestOptions) {
    this.#options = options;
    const executor = new SetupLimit(options.finder.terms);
    this.#executor = executor;
    this.#desk = new SimDesk(options, (update, bar) => {
      this.#state = executor.onOrderUpdate(this.#state, update, bar);
    });
  }

  onCandle(candle: Candle): void {
    const { finder, spec, costs, from } = this.#options;
    const desk = this.#desk;
    const bar = finder.bar + 1;
    const isTraded = from === undefined || candle.openTime >= from;
    if (isTraded) desk.match(candle, bar);
    const market = finder.fold(candle);
    if (!isTraded) return;
    const { capital } = desk;
    const view = { candle, bar, spec, capital, costs, market };
    const plan = this.#executor.onCandle(this.#state, view);
    this.#state = plan.state;
    this.#view = view;
    if (plan.setup !== null) this.#setups.push(plan.setup);
    desk.carryOut({ commands: plan.commands, refusals: [] }, candle, bar);
  }

  /** Gate by gate, why an order was placed at the last close or why none was. */
  explain(): readonly GateStep[] {
    const view = this.#view;
    if (view === null) return [];
    const by = this.#executor.heldBackBy(this.#state, view);
    if (by === 'position' || by === 'order') return [{ gate: by, isOpen: false, text: heldBackTexts[by] }];
    const steps = this.#options.finder.explain();
    return by === null ? steps : [...steps, { gate: by, isOpen: false, text: heldBackTexts[by] }];
  }

  result(): SetupBacktestResult {
    const result = this.#desk.result({ strategy: this.#options.strategy, mode: this.#executor.mode });
    return { ...result, setups: [...this.#setups] };
  }
}

const heldBackTexts: Readonly<Record<HeldBack, string>> = {
  position: 'A position is open: nothing is entered until it has left.',
  order: 'An earlier order still works: there is one at a time.',
  'shift used': 'This shift has given its one order already.',
  'zone used': 'Every zone that could be traded has given its entries already.',
  size: 'Not even the smallest size stays within the risk.',
};
