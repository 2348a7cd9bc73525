import type { Decimal } from 'decimal.js';
import type { Plan } from '../executors/baseExecutor.ts';
import { type Candle, closeTime } from '../market/candle.ts';
import { Exact } from '../market/exact.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { Timeframe } from '../market/timeframe.ts';
import type { TradingCosts } from '../risk/costs.ts';
import { zoneName } from '../trading/entryZone.ts';
import type { EntryOrder, OrderCommand, OrderUpdate } from '../trading/order.ts';
import { targetPrice } from '../trading/plannedEntry.ts';
import type {
  BacktestResult,
  BacktestSignal,
  OrderChange,
  RefusedEntry,
  StopMove,
} from './backtestResult.ts';
import { EquityMeter } from './equityMeter.ts';
import type { FinerBars } from './finerBars.ts';
import type { FundingPayment } from './funding.ts';
import { isAmbiguous, type MatchedBar, matchInside } from './matchInside.ts';
import { type LimitFills, SimMatching } from './simMatching.ts';
import { summarizeBacktest } from './summarizeBacktest.ts';
import { TradeBook } from './tradeBook.ts';

export interface DeskOptions {
  readonly timeframe: Timeframe;
  readonly spec: SymbolSpec;
  /** Realised capital at the start, decimal text. */
  readonly capital: string;
  readonly costs: TradingCosts;
  readonly limitFills: LimitFills;
  /** In the order of time. */
  readonly funding?: readonly FundingPayment[];
  /** Shorter candles of the same symbol, for bars that do not tell what came first. */
  readonly finer?: FinerBars;
}

type Listener = (update: OrderUpdate, bar: number) => void;

/** Where the plans of one series are carried out: orders are matched, money is booked, everything is written down. */
export class SimDesk {
  readonly #options: DeskOptions;
  readonly #matching: SimMatching;
  readonly #book: TradeBook;
  readonly #equity: EquityMeter;
  readonly #listen: Listener;
  readonly #signals: BacktestSignal[] = [];
  readonly #refused: RefusedEntry[] = [];
  readonly #orders: OrderChange[] = [];
  readonly #stopMoves: StopMove[] = [];
  /** The entry that works, or that the open position came from. */
  #order: EntryOrder | null = null;
  #first: Candle | null = null;
  #last: Candle | null = null;
  #nextFunding = 0;
  /** Bars that did not tell what came first, and those of them that shorter candles told. */
  #ambiguousBars = 0;
  #resolvedBars = 0;

  /** `listen` hears of every order before anything else happens. */
  constructor(options: DeskOptions, listen: Listener) {
    const { spec, costs, limitFills, capital, timeframe } = options;
    this.#options = options;
    this.#listen = listen;
    this.#matching = new SimMatching({ spec, costs, limitFills });
    this.#book = new TradeBook(spec, new Exact(capital));
    this.#equity = new EquityMeter(this.#book, timeframe);
  }

  get capital(): Decimal {
    return this.#book.capital;
  }

  /** The candle through the orders that existed before it. */
  match(candle: Candle, bar: number): void {
    this.#payFunding(candle);
    if (this.#matching.isIdle) return;
    const matched = matchInside(this.#matching, candle, this.#options.finer ?? null);
    this.#countAmbiguous(matched);
    for (const { candle: part, updates } of matched) {
      for (const update of updates) this.#take(update, part, bar);
      this.#book.watch(part);
    }
  }

  /** What was planned at the close of the candle. */
  carryOut({ commands, refusals }: Omit<Plan, 'state'>, candle: Candle, bar: number): void {
    this.#first ??= candle;
    this.#last = candle;
    for (const { zone, by } of refusals) {
      this.#refused.push({ bar, zone: zoneName(zone), direction: zone.direction, why: by });
    }
    for (const command of commands) this.#perform(command, candle, bar);
    this.#equity.mark(candle);
  }

  result({ strategy, mode }: Pick<BacktestResult, 'strategy' | 'mode'>): BacktestResult {
    const { spec, timeframe, capital } = this.#options;
    const { trades, fills, capital: final } = this.#book;
    const close = this.#last?.close ?? 0;
    const { maxDrawdown, maxDrawdownPct, exposure, bars } = this.#equity;
    const summary = summarizeBacktest({
      trades,
      orders: this.#orders,
      refused: this.#refused.length,
      ambiguousBars: this.#ambiguousBars,
      resolvedBars: this.#resolvedBars,
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
      mode,
      symbol: spec.symbol,
      session: spec.session,
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

  #countAmbiguous(matched: readonly MatchedBar[]): void {
    const isLeft = matched.some(({ updates }) => updates.some(isAmbiguous));
    const isLookedInto = matched.length > 1;
    if (isLeft || isLookedInto) this.#ambiguousBars += 1;
    if (isLookedInto && !isLeft) this.#resolvedBars += 1;
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
    this.#listen(update, bar);
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
    const { tick } = this.#options.spec;
    const target = order.target ?? targetPrice({ direction, price, distance, tick });
    this.#signals.push({ bar, order, target });
    this.#orders.push({ bar, action: 'placed', order });
  }
}
