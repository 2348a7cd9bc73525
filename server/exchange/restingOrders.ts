import type { LiveOrder } from './liveOrder.ts';
import type { Side } from './order.ts';

/** The users' limit orders that rest in one product's book, best first, equal prices in the order they came. */
export class RestingOrders {
  readonly #bids: LiveOrder[] = [];
  readonly #asks: LiveOrder[] = [];

  get isEmpty(): boolean {
    return this.#bids.length === 0 && this.#asks.length === 0;
  }

  of(side: Side): readonly LiveOrder[] {
    return side === 'buy' ? this.#bids : this.#asks;
  }

  /** Price of the best, in ticks. */
  best(side: Side): number | null {
    return this.of(side)[0]?.limit ?? null;
  }

  add(order: LiveOrder): void {
    const orders = order.side === 'buy' ? this.#bids : this.#asks;
    const later = orders.findIndex((other) => isBetter(order, other));
    orders.splice(later === -1 ? orders.length : later, 0, order);
  }

  remove(order: LiveOrder): void {
    const orders = order.side === 'buy' ? this.#bids : this.#asks;
    const index = orders.indexOf(order);
    if (index !== -1) orders.splice(index, 1);
  }

  /** Contracts of users at the price. */
  sizeAt(side: Side, price: number): number {
    let size = 0;
    for (const order of this.of(side)) if (order.limit === price) size += order.unfilled;
    return size;
  }
}

function isBetter(order: LiveOrder, than: LiveOrder): boolean {
  const [price, other] = [order.limit ?? 0, than.limit ?? 0];
  return order.side === 'buy' ? price > other : price < other;
}
