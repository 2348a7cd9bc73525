import type { Random } from '#shared/market/seededRandom.ts';
import type { Timer } from '#shared/ports.ts';
import type { Dialect, Subscription } from './dialect.ts';
import type { MarketMessage } from './marketMessage.ts';
import type { Transport } from './transport.ts';

export type ConnectionState =
  | { readonly state: 'idle' }
  /** Opening, or waiting for the venue to confirm the subscriptions. */
  | { readonly state: 'connecting' }
  /** Every required channel is confirmed. `missing`: optional channels that are not, in words. */
  | { readonly state: 'open'; readonly missing: readonly string[] }
  /** `why` is a sentence for people; the next try comes in `retryMs`. */
  | { readonly state: 'waiting'; readonly why: string; readonly retryMs: number }
  | { readonly state: 'stopped' };

export interface ConnectionListener {
  /** Everything but heartbeats, pongs and confirmations, in the order received; garbled frames, too. */
  message(message: MarketMessage): void;
  stateChanged(state: ConnectionState): void;
}

export interface ConnectionOptions {
  readonly transport: Transport;
  /** With scheme and host: `hosts[dialect.host]`. */
  readonly url: string;
  readonly dialect: Dialect;
  readonly subscriptions: readonly Subscription[];
  readonly timer: Timer;
  readonly random: Random;
  readonly on: ConnectionListener;
}

/** One socket's life: opened, subscribed, watched, and opened again with patience when it is lost. */
export declare class Connection {
  constructor(options: ConnectionOptions);
  readonly state: ConnectionState;
  /** `monotonicMs` of the last frame of any kind on the present socket; null: none yet. */
  readonly lastHeardMs: number | null;
  start(): void;
  /** Drops the socket and opens another one as after a loss: for whoever sees that it is silent. */
  restart(why: string): void;
  /** For good; nothing is emitted any more. */
  stop(): void;
}
