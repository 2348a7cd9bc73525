import type { BaseExecutor } from '../executors/baseExecutor.ts';
import { type ExecutorState, idleExecutor } from '../executors/executorState.ts';
import { type Candle, closeTime, type UnixMs } from '../market/candle.ts';
import { Exact } from '../market/exact.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { Timeframe } from '../market/timeframe.ts';
import type { TradingCosts } from '../risk/costs.ts';
import { targetPrice } from '../risk/takeProfit.ts';
import type { SmcConfig } from '../smc/config.ts';
import type { OrderBlock, SmcEvent } from '../smc/events.ts';
import { SmcEngine } from '../smc/smcEngine.ts';
import type { ZoneFinder } from '../strategies/baseStrategy.ts';
import { zoneName } from '../trading/entryZone.ts';
import type { EntryOrder, OrderCommand, OrderUpdate } from '../trading/order.ts';
import type {
  BacktestResult,
  BacktestSignal,
  OrderChange,
  RefusedEntry,
  StopMove,
} from './backtestResult.ts';
import { EquityMeter } from './equityMeter.ts';
import { type LimitFills, SimMatching } from './simMatching.ts';
import { summarizeBacktest } from './summarizeBacktest.ts';
import { TradeBook } from './tradeBook.ts';

/** A payment between longs and shorts; `rate` is a fraction of the value held, positive: longs pay. */
export interface FundingPayment {
  readonly at: UnixMs;
  readonly rate: string;
}

export interface BacktestOptions {
  readonly strategy: string;
  readonly zoneFinder: ZoneFinder;
  readonly executor: BaseExecutor;
  readonly timeframe: Timeframe;
  readonly spec: SymbolSpec;
  readonly config: SmcConfig;
  /** Realised capital at the start, decimal text. */
  readonly capital: string;
  readonly costs: TradingCosts;
  readonly limitFills: LimitFills;
  /** In the order of time. */
  readonly funding?: readonly FundingPayment[];
  /** Candles that open earlier only warm the engine up. */
  readonly from?: UnixMs;
}

/** Trades one series, candle by candle. Whatever it knows at a close, it knew then: nothing is looked up ahead. */
export class Backtest {
  readonly #options: BacktestOptions;
  readonly #engine: SmcEngine;
  readonly #matching: SimMatching;
  readonly #book: TradeBook;
  readonly #equity: EquityMeter;
  /** For the zone finder; the list of blocks is made when it asks for it, which is seldom. */
  readonly #seen: {
    events: readonly SmcEvent[];
    readonly blocks: readonly OrderBlock[];
    readonly spec: SymbolSpec;
  };
  readonly #signals: BacktestSignal[] = [];
  readonly #refused: RefusedEntry[] = [];
  readonly #orders: OrderChange[] = [];
  readonly #stopMoves: StopMove[] = [];
  #state: ExecutorState = idleExecutor;
  /** The entry that works, or that the open position came from. */
  #order: EntryOrder | null = null;
  #first: Candle | null = null;
  #last: Candle | null = null;
  #nextFunding = 0;

  constructor(options: BacktestOptions) {
    const { timeframe, spec, config, costs, limitFills, capital } = options;
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
    this.#matching = new SimMatching({ spec, costs, limitFills });
    this.#book = new TradeBook(spec, new Exact(capital));
    this.#equity = new EquityMeter(this.#book, timeframe);
  }

  onCandle(candle: Candle): void {
    const { zoneFinder, executor, spec, costs, from } = this.#options;
    const engine = this.#engine;
    const bar = engine.bar + 1;
    const isTraded = from === undefined || candle.openTime >= from;
    // Orders that worked before the candle come first; structure, exits and entries follow at its close.
    if (isTraded) this.#match(candle, bar);
    this.#seen.events = engine.step(candle);
    const zones = zoneFinder.zones(this.#seen);
    if (!isTraded) return;
    this.#first ??= candle;
    this.#last = candle;
    const { capital } = this.#book;
    const plan = executor.onCandle(this.#state, {
      candle,
      bar,
      spec,
      zones,
      atr: engine.atr,
      capital,
      costs,
    });
    this.#state = plan.state;
    for (const { zone, by } of plan.refusals) {
      this.#refused.push({ bar, zone: zoneName(zone), direction: zone.direction, why: by });
    }
    for (const command of plan.commands) this.#perform(command, candle, bar);
    this.#equity.mark(candle);
  }

  result(): BacktestResult {
    const { strategy, executor, spec, timeframe, capital } = this.#options;
    const { trades, fills, capital: final } = this.#book;
    const close = this.#last?.close ?? 0;
    const { maxDrawdown, maxDrawdownPct, exposure, bars } = this.#equity;
    const summary = summarizeBacktest({
      trades,
      orders: this.#orders,
      refused: this.#refused.length,
      entries: fills.filter((fill) => fill.leg === 'entry').length,
      account: {
        start: new Exact(capital),
        final,
        openResult: this.#book.openResult(close),
        maxDrawdown,
        maxDrawdownPct,
        exposure,
      },
    });
    return {
      strategy,
      mode: executor.mode,
      symbol: spec.symbol,
      timeframe,
      from: this.#first?.openTime ?? null,
      to: this.#last?.openTime ?? null,
      bars,
      signals: [...this.#signals],
      refused: [...this.#refused],
      orders: [...this.#orders],
      fills: [...fills],
      stopMoves: [...this.#stopMoves],
      trades: [...trades],
      open: this.#book.openTrade(close),
      equity: this.#equity.curve(),
      summary,
    };
  }

  #match(candle: Candle, bar: number): void {
    this.#payFunding(candle);
    if (this.#matching.isIdle) return;
    for (const update of this.#matching.onCandle(candle)) this.#take(update, candle, bar);
    this.#book.watch(candle);
  }

  /** A position that was open before the candle pays for the times up to its close, at the price of its open. */
  #payFunding(candle: Candle): void {
    const { funding } = this.#options;
    if (funding === undefined) return;
    for (; this.#nextFunding < funding.length; this.#nextFunding += 1) {
      const payment = funding[this.#nextFunding];
      if (payment === undefined || payment.at >= closeTime(candle)) return;
      this.#book.payFunding(payment.rate, candle.open);
    }
  }

  #take(update: OrderUpdate, candle: Candle, bar: number): void {
    const order = this.#order;
    if (order !== null) {
      if (update.type === 'filled') this.#book.book(update, order, { index: bar, candle });
      else this.#orders.push({ bar, action: 'cancelled', order, why: update.why });
    }
    this.#state = this.#options.executor.onOrderUpdate(this.#state, update, bar);
  }

  #perform(command: OrderCommand, candle: Candle, bar: number): void {
    const updates = this.#matching.perform(command, closeTime(candle));
    for (const update of updates) this.#take(update, candle, bar);
    if (command.type === 'enter') this.#placed(command.order, bar);
    if (command.type === 'moveStop') {
      this.#book.moveStop(command.stop);
      this.#stopMoves.push({ bar, orderId: command.orderId, stop: command.stop });
    }
  }

  #placed(order: EntryOrder, bar: number): void {
    this.#order = order;
    const { direction, price, targetDistance: distance } = order;
    const target = targetPrice({ direction, price, distance, tick: this.#options.spec.tick });
    this.#signals.push({ bar, order, target });
    this.#orders.push({ bar, action: 'placed', order });
  }
}
