import { invariant } from '#shared/errors.ts';
import type { Cancel } from '#shared/ports.ts';
import type { Fill, Position, Wallet } from './account.ts';
import { bracketFields, orderRow, positionRow, settlingAsset } from './accountRows.ts';
import type { Topic } from './channels.ts';
import type { Exchange, ExchangeEvent } from './model.ts';
import type { FrameContent } from './publicFrames.ts';
import { type Subscriber, Subscribers, show } from './subscribers.ts';

/** The channels of an account's owner. Numbers go up by one per account, channel and symbol, listened to or not. */
export class AccountStreams {
  readonly #exchange: Exchange;
  readonly #subscribers = new Subscribers();
  readonly #sequences = new Map<string, number>();
  /** As last told: the margined view lags behind. */
  readonly #openPositions = new Map<string, Position>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  open(subscriber: Subscriber): Cancel {
    const { symbol, accountId } = subscriber;
    invariant(accountId !== null, 'who is not known may not subscribe to channels of accounts');
    if (symbol !== null) this.#snapshot(subscriber, symbol, accountId);
    return this.#subscribers.add(subscriber);
  }

  /** Numbers begin anew. */
  restart(): void {
    this.#sequences.clear();
  }

  take(event: ExchangeEvent): void {
    switch (event.type) {
      case 'order':
        this.#tellOrder(event);
        return;
      case 'position':
        this.#tellPosition(event);
        return;
      case 'wallet':
        this.#tell({ topic: 'margins', accountId: event.wallet.userId, symbol: null }, marginsOf(event));
        return;
      case 'fill':
        this.#tellFill(event.fill);
        return;
      default:
        return;
    }
  }

  #snapshot(subscriber: Subscriber, symbol: string, accountId: number): void {
    const product = this.#exchange.product(symbol);
    // "all" is none: whoever asks for everything gets no snapshots.
    if (product === null) return;
    const { topic } = subscriber.channel;
    if (topic === 'orders') {
      const orders = this.#exchange.orders(accountId, { states: ['open', 'pending'], symbols: [symbol] });
      show(
        subscriber,
        { symbol },
        {
          action: 'snapshot',
          symbol,
          product_id: product.id,
          meta: {
            seq_no: this.#sequence('orders', accountId, symbol),
            timestamp: this.#exchange.nowUs(),
          },
          result: orders.map(orderRow),
        },
      );
    }
    if (topic === 'positions') {
      const found = this.#openPositions.get(`${accountId} ${symbol}`);
      show(
        subscriber,
        { symbol },
        { action: 'snapshot', result: found === undefined ? [] : [positionRow(found)] },
      );
    }
  }

  #tellOrder({ action, reason, order }: Extract<ExchangeEvent, { type: 'order' }>): void {
    const { symbol, userId: accountId } = order;
    const seq_no = this.#next('orders', accountId, symbol);
    const content = {
      action,
      reason,
      symbol,
      product_id: order.productId,
      order_id: order.id,
      client_order_id: order.clientOrderId,
      user_id: accountId,
      side: order.side,
      order_type: order.orderType,
      size: order.size,
      unfilled_size: order.unfilledSize,
      average_fill_price: order.averageFillPrice,
      limit_price: order.limitPrice,
      stop_price: order.stopPrice,
      stop_order_type: order.stopOrderType,
      trail_amount: order.trailAmount,
      reduce_only: order.reduceOnly,
      ...bracketFields(order.bracket),
      state: order.state,
      cancellation_reason: order.cancellationReason,
      seq_no,
      timestamp: order.updatedAtUs,
    };
    this.#tell({ topic: 'orders', accountId, symbol, isNumbered: true }, content);
  }

  #tellPosition({ reason, position }: Extract<ExchangeEvent, { type: 'position' }>): void {
    const { symbol, userId: accountId } = position;
    const key = `${accountId} ${symbol}`;
    const action = position.size === 0 ? 'delete' : this.#openPositions.has(key) ? 'update' : 'create';
    if (position.size === 0) this.#openPositions.delete(key);
    else this.#openPositions.set(key, position);
    this.#tell({ topic: 'positions', accountId, symbol }, { action, reason, ...positionContent(position) });
  }

  #tellFill(fill: Fill): void {
    const { symbol, userId: accountId } = fill;
    const sequence = this.#next('fills', accountId, symbol);
    this.#tell({ topic: 'fastUserTrades', accountId, symbol, isNumbered: true }, fastFill(fill, sequence));
    this.#tell({ topic: 'userTrades', accountId, symbol, isNumbered: true }, slowFill(fill, sequence));
  }

  #tell(
    about: {
      readonly topic: Topic;
      readonly accountId: number;
      readonly symbol: string | null;
      readonly isNumbered?: boolean;
    },
    content: FrameContent,
  ): void {
    for (const subscriber of this.#subscribers.of(about.topic, about.symbol))
      if (subscriber.accountId === about.accountId) show(subscriber, about, content);
  }

  #sequence(channel: string, accountId: number, symbol: string): number {
    return this.#sequences.get(`${channel} ${accountId} ${symbol}`) ?? 0;
  }

  #next(channel: string, accountId: number, symbol: string): number {
    const next = this.#sequence(channel, accountId, symbol) + 1;
    this.#sequences.set(`${channel} ${accountId} ${symbol}`, next);
    return next;
  }
}

const positionContent = (position: Position) => ({
  symbol: position.symbol,
  product_id: position.productId,
  user_id: position.userId,
  size: position.size,
  entry_price: position.entryPrice,
  margin: position.margin,
  liquidation_price: position.liquidationPrice,
  bankruptcy_price: position.bankruptcyPrice,
  commission: position.commission,
  timestamp: position.updatedAtUs,
});

const marginsOf = ({ wallet, atUs }: { readonly wallet: Wallet; readonly atUs: number }): FrameContent => ({
  ...settlingAsset,
  user_id: wallet.userId,
  balance: wallet.balance,
  available_balance: wallet.availableBalance,
  blocked_margin: wallet.blockedMargin,
  order_margin: wallet.orderMargin,
  position_margin: wallet.positionMargin,
  commission: wallet.commission,
  timestamp: atUs,
});

const fastFill = (fill: Fill, sequence: number): FrameContent => ({
  sy: fill.symbol,
  f: fill.id,
  R: fill.fillType,
  u: fill.userId,
  o: String(fill.orderId),
  S: fill.side,
  s: fill.size,
  p: fill.price,
  po: fill.newPosition,
  r: fill.role,
  c: fill.clientOrderId,
  t: fill.createdAtUs,
  se: sequence,
});

const slowFill = (fill: Fill, sequence: number): FrameContent => ({
  symbol: fill.symbol,
  product_id: fill.productId,
  fill_id: fill.id,
  reason: fill.fillType,
  user_id: fill.userId,
  order_id: String(fill.orderId),
  client_order_id: fill.clientOrderId,
  side: fill.side,
  size: fill.size,
  price: fill.price,
  position: fill.newPosition,
  role: fill.role,
  timestamp: fill.createdAtUs,
  seq_no: sequence,
});
