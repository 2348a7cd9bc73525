import type { Decimal } from 'decimal.js';
import { type Candle, closeTime } from '../market/candle.ts';
import { Exact } from '../market/exact.ts';
import { decimalText } from '../market/money.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { feeRateOf, type Role, slipped, type TradingCosts } from '../risk/costs.ts';
import { halfOf } from '../risk/takeProfit.ts';
import type { CancelReason, EntryOrder, ExitLeg, Leg, OrderCommand, OrderUpdate } from '../trading/order.ts';
import { targetPrice } from '../trading/plannedEntry.ts';

/** Whether a limit or a target fills when price touches it, or only when price trades through it. */
export type LimitFills = 'touch' | 'through';

export interface MatchingOptions {
  readonly spec: Pick<SymbolSpec, 'tick' | 'contractValue' | 'sizeStep' | 'minSize'>;
  readonly costs: TradingCosts;
  readonly limitFills: LimitFills;
}

interface OpenPosition {
  readonly order: EntryOrder;
  /** Contracts, decimal text. */
  readonly left: string;
  readonly stop: number;
  /** null once it was taken. */
  readonly target: number | null;
}

/** The orders of a symbol between two bars: plain JSON, never changed once it was handed out. */
export interface MatchingState {
  /** The entry that works. */
  readonly entry: EntryOrder | null;
  readonly position: OpenPosition | null;
  /** To be left at the next open. */
  readonly closing: ExitLeg | null;
}

const noOrders: MatchingState = { entry: null, position: null, closing: null };

interface Execution {
  readonly leg: Leg;
  readonly price: number;
  readonly contracts: Decimal;
  readonly left: Decimal;
  readonly role: Role;
  readonly isAtOpen: boolean;
  /** Where an entry set the target. */
  readonly target: number | null;
  readonly isAmbiguous: boolean;
}

const none = new Exact(0);
const nothing: readonly OrderUpdate[] = Object.freeze([]);

/**
 * Fills the orders of one symbol from candles: orders given at a close work from the next bar on. What the open decides
 * comes first; of a stop and a target inside one bar the stop counts. Backtest and paper trading both fill by it.
 */
export class SimMatching {
  readonly #options: MatchingOptions;
  readonly #feeRates: Readonly<Record<Role, Decimal>>;
  #entry: EntryOrder | null = null;
  #position: OpenPosition | null = null;
  #closing: ExitLeg | null = null;
  #updates: OrderUpdate[] = [];

  /** `state` is that of another one with the same options, which this one continues. */
  constructor(options: MatchingOptions, state: MatchingState = noOrders) {
    this.#options = options;
    const { costs } = options;
    this.#feeRates = { maker: feeRateOf(costs, 'maker'), taker: feeRateOf(costs, 'taker') };
    this.restore(state);
  }

  get state(): MatchingState {
    return { entry: this.#entry, position: this.#position, closing: this.#closing };
  }

  /** Goes back, or on, to the state of a moment: what happens next is what happened next then. */
  restore({ entry, position, closing }: MatchingState): void {
    this.#entry = entry;
    this.#position = position;
    this.#closing = closing;
  }

  get isIdle(): boolean {
    return this.#entry === null && this.#position === null;
  }

  /** Given at a close. One about an order that is gone does nothing: the update that ended it is on its way. */
  perform(command: OrderCommand, at: number): readonly OrderUpdate[] {
    switch (command.type) {
      case 'enter':
        this.#entry = command.order;
        return nothing;
      case 'cancel':
        return this.#entry?.id === command.orderId
          ? [this.#cancelled(this.#entry, command.why, at)]
          : nothing;
      case 'moveStop':
        if (this.#position?.order.id === command.orderId) {
          this.#position = { ...this.#position, stop: command.stop };
        }
        return nothing;
      case 'close':
        if (this.#position?.order.id === command.orderId) this.#closing = command.leg;
        return nothing;
    }
  }

  /** What happened to the orders in this bar, in order. */
  onCandle(candle: Candle): readonly OrderUpdate[] {
    if (this.#entry === null && this.#position === null) return nothing;
    this.#updates = [];
    if (this.#position !== null) this.#leave(candle, this.#position);
    else if (this.#entry !== null) this.#enter(candle, this.#entry);
    return this.#updates.length === 0 ? nothing : this.#updates;
  }

  #enter(candle: Candle, order: EntryOrder): void {
    const { expiresAt } = order;
    if (expiresAt !== null && candle.openTime >= expiresAt) {
      this.#updates.push(this.#cancelled(order, 'age', candle.openTime));
      return;
    }
    if (order.kind === 'market') this.#enterAtMarket(candle, order);
    else this.#enterAtLimit(candle, order);
    if (this.#entry !== null && expiresAt !== null && closeTime(candle) >= expiresAt) {
      this.#updates.push(this.#cancelled(order, 'age', closeTime(candle)));
    }
  }

  #enterAtMarket(candle: Candle, order: EntryOrder): void {
    const { open, openTime } = candle;
    if (isBeyondStop(order.direction, open, order.stop)) {
      this.#updates.push(this.#cancelled(order, 'gap', openTime));
      return;
    }
    const price = this.#slipped(open, order.direction === 'long' ? 'buy' : 'sell');
    const position = this.#open(order, price);
    this.#fill(candle, position, { price, role: 'taker', isAtOpen: true, isAmbiguous: false });
    this.#leaveInside(candle, position);
  }

  #enterAtLimit(candle: Candle, order: EntryOrder): void {
    const { direction, price: limit, stop } = order;
    const isLong = direction === 'long';
    const { open } = candle;
    const reach = isLong ? candle.low : candle.high;
    if (!this.#isReached(isLong ? -1 : 1, reach, limit)) return;
    const isAtOpen = this.#isReached(isLong ? -1 : 1, open, limit);
    const role = isAtOpen ? 'taker' : 'maker';
    if (isBeyondStop(direction, open, stop)) {
      const position = this.#open(order, limit);
      this.#fill(candle, position, { price: limit, role, isAtOpen, isAmbiguous: false });
      this.#exit(candle, position, { leg: 'stop', price: open, isAtOpen: true });
      return;
    }
    const price = isAtOpen ? open : limit;
    const position = this.#open(order, price);
    const isAmbiguous = this.#reachesTarget(candle, position);
    this.#fill(candle, position, { price, role, isAtOpen, isAmbiguous });
    // Whether the target was reached before or after the entry, the bar does not tell; the stop may only come after.
    if (isBeyondStop(direction, isLong ? candle.low : candle.high, stop)) {
      this.#exit(candle, position, { leg: 'stop', price: stop, isAtOpen: false });
    }
  }

  #leave(candle: Candle, position: OpenPosition): void {
    const { order, stop, target } = position;
    const { open } = candle;
    if (this.#closing !== null) {
      this.#exit(candle, position, { leg: this.#closing, price: open, isAtOpen: true });
    } else if (isBeyondStop(order.direction, open, stop)) {
      this.#exit(candle, position, { leg: stopLeg(position), price: open, isAtOpen: true });
    } else if (target !== null && this.#isReached(sign(order), open, target)) {
      const rest = this.#takeTarget(candle, position, { price: open, isAtOpen: true });
      if (rest !== null) this.#leaveInside(candle, rest);
    } else {
      this.#leaveInside(candle, position);
    }
  }

  /** Stop and target after the open. */
  #leaveInside(candle: Candle, position: OpenPosition): void {
    const { order, stop, target } = position;
    const isTargetReached = this.#reachesTarget(candle, position);
    const worst = order.direction === 'long' ? candle.low : candle.high;
    if (isBeyondStop(order.direction, worst, stop)) {
      const leg = stopLeg(position);
      this.#exit(candle, position, { leg, price: stop, isAtOpen: false, isAmbiguous: isTargetReached });
    } else if (isTargetReached && target !== null) {
      this.#takeTarget(candle, position, { price: target, isAtOpen: false });
    }
  }

  #reachesTarget(candle: Candle, { order, target }: OpenPosition): boolean {
    if (target === null) return false;
    return this.#isReached(sign(order), order.direction === 'long' ? candle.high : candle.low, target);
  }

  /** Answers with what is left of the position. */
  #takeTarget(
    candle: Candle,
    position: OpenPosition,
    { price, isAtOpen }: { readonly price: number; readonly isAtOpen: boolean },
  ): OpenPosition | null {
    const { order } = position;
    const held = new Exact(position.left);
    const contracts = order.targetCloses === 'all' ? held : halfOf(held, this.#options.spec);
    const left = held.minus(contracts);
    const role = isAtOpen ? 'taker' : 'maker';
    this.#say(candle, order, {
      leg: 'target',
      price,
      contracts,
      left,
      role,
      isAtOpen,
      target: null,
      isAmbiguous: false,
    });
    this.#position = left.isZero() ? null : { ...position, left: decimalText(left), target: null };
    return this.#position;
  }

  #open(order: EntryOrder, price: number): OpenPosition {
    const { direction, targetDistance: distance } = order;
    const { tick } = this.#options.spec;
    const target = order.target ?? targetPrice({ direction, price, distance, tick });
    return { order, left: decimalText(new Exact(order.contracts)), stop: order.stop, target };
  }

  #fill(
    candle: Candle,
    position: OpenPosition,
    entry: Pick<Execution, 'price' | 'role' | 'isAtOpen' | 'isAmbiguous'>,
  ): void {
    const { order, target } = position;
    const left = new Exact(position.left);
    this.#entry = null;
    this.#position = position;
    const { price, role, isAtOpen, isAmbiguous } = entry;
    this.#say(candle, order, {
      leg: 'entry',
      price,
      contracts: left,
      left,
      role,
      isAtOpen,
      target,
      isAmbiguous,
    });
  }

  /** Closes all that is left, as a taker. */
  #exit(
    candle: Candle,
    { order, left }: OpenPosition,
    exit: Pick<Execution, 'leg' | 'price' | 'isAtOpen'> & { readonly isAmbiguous?: boolean },
  ): void {
    this.#position = null;
    this.#closing = null;
    const price = this.#slipped(exit.price, order.direction === 'long' ? 'sell' : 'buy');
    this.#say(candle, order, {
      leg: exit.leg,
      price,
      contracts: new Exact(left),
      left: none,
      role: 'taker',
      isAtOpen: exit.isAtOpen,
      target: null,
      isAmbiguous: exit.isAmbiguous ?? false,
    });
  }

  #slipped(price: number, side: 'buy' | 'sell'): number {
    const { spec, costs } = this.#options;
    return slipped({ price, side, slippage: costs.slippage, tick: spec.tick });
  }

  /** Whether a price that got as far as `reach` fills a limit or a target; `side` is the way price has to go. */
  #isReached(side: 1 | -1, reach: number, price: number): boolean {
    const beyond = side * (reach - price);
    return this.#options.limitFills === 'touch' ? beyond >= 0 : beyond > 0;
  }

  #say(candle: Candle, order: EntryOrder, execution: Execution): void {
    const { price, contracts, role, isAtOpen, left, leg, target, isAmbiguous } = execution;
    const { spec, costs } = this.#options;
    const units = contracts.times(spec.contractValue);
    this.#updates.push({
      type: 'filled',
      orderId: order.id,
      leg,
      at: isAtOpen ? candle.openTime : closeTime(candle),
      isAtOpen,
      price: decimalText(new Exact(price)),
      contracts: decimalText(contracts),
      role,
      fee: decimalText(units.times(price).times(this.#feeRates[role])),
      spread: decimalText(units.times(costs.spread).times('0.5')),
      left: decimalText(left),
      target,
      isAmbiguous,
    });
  }

  #cancelled(order: EntryOrder, why: CancelReason, at: number): OrderUpdate {
    this.#entry = null;
    return { type: 'cancelled', orderId: order.id, why, at };
  }
}

const sign = ({ direction }: EntryOrder): 1 | -1 => (direction === 'long' ? 1 : -1);

const isBeyondStop = (direction: EntryOrder['direction'], price: number, stop: number): boolean =>
  direction === 'long' ? price <= stop : price >= stop;

const stopLeg = ({ order, stop }: OpenPosition): ExitLeg => (stop === order.stop ? 'stop' : 'trail');
