import type { Random } from '#shared/market/seededRandom.ts';
import type { Timer } from '#shared/ports.ts';
import type { DeltaHosts } from './hosts.ts';
import type { Quota } from './quota.ts';
import type { Transport } from './transport.ts';

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

/**
 * REST of the venue: quota, retries of reads, the envelope, and errors in words. Rejects with a `TradingError`:
 * `transient` (away, throttled, garbled), `rejected` (the venue says no), `config` (the wrong host).
 */
export declare class RestCaller {
  constructor(options: RestCallerOptions);
  /** The `result` of a reply that says success. */
  get(ask: PublicGet): Promise<unknown>;
}
