import { TradingError } from '#shared/errors.ts';
import type { Random } from '#shared/market/seededRandom.ts';
import type { Timer } from '#shared/ports.ts';
import type { DeltaHosts } from './hosts.ts';
import type { Quota } from './quota.ts';
import { type Answer, type Asked, readReply, resetMs } from './replies.ts';
import type { HttpReply, Transport } from './transport.ts';

export interface RestCallerOptions {
  readonly hosts: DeltaHosts;
  readonly transport: Transport;
  readonly quota: Quota;
  readonly timer: Timer;
  readonly random: Random;
}

export interface PublicGet {
  /** "/v2/products" */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly weight: number;
  readonly caller: string;
  /** Tries in all, 4 unless told. */
  readonly tries?: number;
}

/** Without any the network in front of the venue refuses. */
const userAgent = 'breaker';
const timeoutMs = 10_000;
const shortestWaitMs = 250;
const longestWaitMs = 8_000;

/**
 * REST of the venue: quota, retries of reads, the envelope, and errors in words. Rejects with a `TradingError`:
 * `transient` (away, throttled, garbled), `rejected` (the venue says no), `config` (the wrong host).
 */
export class RestCaller {
  readonly #options: RestCallerOptions;

  constructor(options: RestCallerOptions) {
    this.#options = options;
  }

  async get(ask: PublicGet): Promise<Answer> {
    const tries = ask.tries ?? 4;
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#getOnce(ask);
      } catch (error) {
        const isWorthIt = error instanceof TradingError && error.kind === 'transient' && tried < tries;
        if (!isWorthIt) throw error;
        await this.#pause(tried);
      }
    }
  }

  async #getOnce({ path, query, weight, caller }: PublicGet): Promise<Answer> {
    const { hosts, quota } = this.#options;
    const text = Object.entries(query ?? {})
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    await quota.take({ weight, caller, priority: 'ordinary' });
    const asked: Asked = { venue: hosts.name, call: `GET ${path}` };
    const reply = await this.#send(`${hosts.rest}${path}${text === '' ? '' : `?${text}`}`, asked);
    if (reply.status === 429) quota.throttled(resetMs(reply));
    return readReply(reply, asked);
  }

  async #send(url: string, asked: Asked): Promise<HttpReply> {
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': userAgent,
    };
    try {
      return await this.#options.transport.request({ method: 'GET', url, headers, body: null, timeoutMs });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new TradingError('transient', 'delta.unreachable', `${asked.venue} cannot be reached: ${why}.`, {
        cause: error,
      });
    }
  }

  /** Anywhere up to a bound that doubles, so that callers who failed together do not come back together. */
  #pause(tried: number): Promise<void> {
    const { timer, random } = this.#options;
    const bound = Math.min(longestWaitMs, shortestWaitMs * 2 ** (tried + 1));
    const waitMs = random.between(shortestWaitMs, bound);
    return new Promise((resolve) => {
      timer.after(waitMs, resolve);
    });
  }
}
