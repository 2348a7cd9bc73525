import { z } from 'zod';
import type { Cancel, Timer } from '#shared/ports.ts';
import { Refusal } from './envelope.ts';
import type { Exchange } from './model.ts';

export const deadmanForm = z.object({
  heartbeat_id: z.string().min(1),
  impact: z.string(),
  contract_types: z.array(z.string()).default([]),
  product_symbols: z.array(z.string()).default([]),
  config: z
    .array(
      z.object({
        action: z.literal('cancel_orders'),
        unhealthy_count: z.coerce.number().int().positive().default(1),
        value: z.unknown().optional(),
      }),
    )
    .min(1),
});
/** `ttl` in ms; 0 disarms it. */
export const deadmanAckForm = z.object({
  heartbeat_id: z.string(),
  ttl: z.coerce.number().int().nonnegative(),
});

interface Switch {
  readonly form: z.infer<typeof deadmanForm>;
  wait: Cancel;
}

/** Cancels an account's orders, stops among them, once its owner was not heard from for as often as agreed. */
export class Deadman {
  readonly #exchange: Exchange;
  readonly #timer: Timer;
  readonly #switches = new Map<string, Switch>();

  constructor(exchange: Exchange, timer: Timer) {
    this.#exchange = exchange;
    this.#timer = timer;
  }

  create(accountId: number, form: z.infer<typeof deadmanForm>) {
    const key = `${accountId} ${form.heartbeat_id}`;
    this.#switches.get(key)?.wait();
    this.#switches.set(key, { form, wait: () => {} });
    return { heartbeat_id: form.heartbeat_id };
  }

  acknowledge(accountId: number, { heartbeat_id, ttl }: z.infer<typeof deadmanAckForm>) {
    const found = this.#switches.get(`${accountId} ${heartbeat_id}`);
    if (found === undefined) throw new Refusal(404, 'heartbeat_not_found');
    found.wait();
    found.wait =
      ttl === 0 ? () => {} : this.#timer.after(ttl, () => this.#missed(accountId, found, { ttl, missed: 1 }));
    return { heartbeat_timestamp: String(this.#exchange.now()), process_enabled: String(ttl > 0) };
  }

  list(accountId: number) {
    return [...this.#switches].filter(([key]) => key.startsWith(`${accountId} `)).map(([, { form }]) => form);
  }

  stop(): void {
    for (const { wait } of this.#switches.values()) wait();
  }

  #missed(
    accountId: number,
    armed: Switch,
    { ttl, missed }: { readonly ttl: number; readonly missed: number },
  ): void {
    const { config, product_symbols } = armed.form;
    for (const { unhealthy_count } of config) {
      if (unhealthy_count !== missed) continue;
      this.#exchange.cancelAll(accountId, {
        symbols: product_symbols.length === 0 ? null : product_symbols,
        limitOrders: true,
        stopOrders: true,
        reduceOnlyOrders: true,
      });
    }
    const isLast = config.every(({ unhealthy_count }) => unhealthy_count <= missed);
    armed.wait = isLast
      ? () => {}
      : this.#timer.after(ttl, () => this.#missed(accountId, armed, { ttl, missed: missed + 1 }));
  }
}
