import { isWorking, type LiveOrder, orderView } from './liveOrder.ts';
import type { Order } from './order.ts';

/** Orders that have ended are remembered, so many of each user. */
const endedKept = 20_000;
const versionsKept = 12;

/** All orders of one user, and how each looked before. */
export class OrderRegister {
  readonly #orders = new Map<number, { readonly order: LiveOrder; readonly versions: Order[] }>();
  readonly #working = new Set<LiveOrder>();

  /** Notes how the order looks now; answers that view. */
  note(order: LiveOrder): Order {
    const view = orderView(order);
    const known = this.#orders.get(order.id) ?? { order, versions: [] };
    known.versions.push(view);
    if (known.versions.length > versionsKept) known.versions.shift();
    this.#orders.set(order.id, known);
    if (isWorking(order)) this.#working.add(order);
    else if (this.#working.delete(order)) this.#forgetOldest();
    return view;
  }

  find(id: number): LiveOrder | null {
    return this.#orders.get(id)?.order ?? null;
  }

  /** Open and pending ones, oldest first. */
  get working(): readonly LiveOrder[] {
    return [...this.#working];
  }

  /** As they looked at a moment, newest first; those that came later are left out. */
  viewsAt(atUs: number): Order[] {
    const views: Order[] = [];
    for (const { versions } of this.#orders.values()) {
      const view = versions.findLast((version) => version.updatedAtUs <= atUs);
      if (view !== undefined) views.push(view);
    }
    return views.reverse();
  }

  viewAt(id: number, atUs: number): Order | null {
    return this.#orders.get(id)?.versions.findLast((version) => version.updatedAtUs <= atUs) ?? null;
  }

  #forgetOldest(): void {
    if (this.#orders.size - this.#working.size <= endedKept) return;
    for (const [id, { order }] of this.#orders) {
      if (isWorking(order)) continue;
      this.#orders.delete(id);
      return;
    }
  }
}
