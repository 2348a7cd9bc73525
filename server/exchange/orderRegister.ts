import { Journal } from './journal.ts';
import { isWorking, type LiveOrder, orderView } from './liveOrder.ts';
import type { Order } from './order.ts';

/** Orders that have ended are remembered, so many of each user. */
const endedKept = 20_000;

/** All orders of one user, and how each looked before. */
export class OrderRegister {
  readonly #orders = new Map<number, LiveOrder>();
  readonly #working = new Set<LiveOrder>();
  readonly #views = new Journal<number, Order>();

  /** Notes how the order looks now; answers that view. */
  note(order: LiveOrder): Order {
    const view = orderView(order);
    this.#views.note(order.id, view, order.updatedAtUs);
    this.#orders.set(order.id, order);
    if (isWorking(order)) this.#working.add(order);
    else if (this.#working.delete(order)) this.#forgetOldest();
    return view;
  }

  find(id: number): LiveOrder | null {
    return this.#orders.get(id) ?? null;
  }

  /** Open and pending ones, oldest first. */
  get working(): readonly LiveOrder[] {
    return [...this.#working];
  }

  /** As they looked at a moment, newest first; those that came later are left out. */
  viewsAt(atUs: number): Order[] {
    return this.#views.at(atUs).reverse();
  }

  viewAt(id: number, atUs: number): Order | null {
    return this.#views.of(id, atUs);
  }

  #forgetOldest(): void {
    if (this.#orders.size - this.#working.size <= endedKept) return;
    for (const [id, order] of this.#orders) {
      if (isWorking(order)) continue;
      this.#orders.delete(id);
      this.#views.forget(id);
      return;
    }
  }
}
