import type { Random } from '#shared/market/seededRandom.ts';
import type { Cancel, Timer } from '#shared/ports.ts';
import type { Dialect, Subscription } from './dialect.ts';
import type { MarketMessage } from './marketMessage.ts';
import { Reconnects } from './reconnects.ts';
import { type Confirmed, channelOf, missingFrom, subscribeFrame } from './subscription.ts';
import type { Socket, Transport } from './transport.ts';

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

/** One socket from its opening to its end; what comes of an older one is not listened to. */
interface Generation {
  socket: Socket | null;
  /** The venue says what is subscribed each time anew. */
  confirmed: readonly Confirmed[];
  /** Since when prices come on it. */
  dataSinceMs: number | null;
  silence: Cancel | null;
  confirmation: Cancel | null;
}

const openWithinMs = 15_000;
const confirmWithinMs = 10_000;
/** The venue sends a heartbeat every 30 s. */
const heartbeatWithinMs = 35_000;

/** One socket's life: opened, subscribed, watched, and opened again with patience when it is lost. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #reconnects: Reconnects;
  #state: ConnectionState = { state: 'idle' };
  #present: Generation | null = null;
  #lastHeardMs: number | null = null;
  #retry: Cancel | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#reconnects = new Reconnects(options);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** `monotonicMs` of the last frame of any kind on the present socket; null: none yet. */
  get lastHeardMs(): number | null {
    return this.#lastHeardMs;
  }

  start(): void {
    if (this.#state.state === 'idle') this.#connect();
  }

  /** Drops the socket and opens another one as after a loss: for whoever sees that it is silent. */
  restart(why: string): void {
    if (this.#present) this.#lose(this.#present, why);
  }

  /** For good; nothing is emitted any more. */
  stop(): void {
    const present = this.#present;
    this.#state = { state: 'stopped' };
    this.#present = null;
    this.#retry?.();
    if (present) end(present);
  }

  #connect(): void {
    const generation: Generation = {
      socket: null,
      confirmed: [],
      dataSinceMs: null,
      silence: null,
      confirmation: null,
    };
    this.#present = generation;
    this.#lastHeardMs = null;
    this.#reconnects.connecting();
    this.#turn({ state: 'connecting' });
    if (this.#present !== generation) return;
    this.#watch(generation, openWithinMs, 'The connection was not opened in time.');
    const socket = this.#options.transport.open(this.#options.url, {
      opened: () => this.#opened(generation),
      received: (text) => this.#received(generation, text),
      closed: (why, status) => this.#lose(generation, `The connection ended: ${why}.`, status),
    });
    generation.socket = socket;
  }

  #opened(generation: Generation): void {
    if (this.#present !== generation) return;
    const { timer, dialect, subscriptions } = this.#options;
    this.#watch(generation, heartbeatWithinMs, 'No heartbeat came for 35 seconds.');
    generation.confirmation = timer.after(confirmWithinMs, () => this.#checkConfirmed(generation));
    // A socket may say that it is open before `open` has returned it.
    timer.after(0, () => {
      if (this.#present !== generation) return;
      generation.socket?.send(JSON.stringify({ type: 'enable_heartbeat' }));
      generation.socket?.send(subscribeFrame(dialect, subscriptions));
    });
  }

  #received(generation: Generation, text: string): void {
    if (this.#present !== generation) return;
    this.#lastHeardMs = this.#options.timer.monotonicMs();
    this.#options.dialect.decode(text, (message) => {
      // Whoever listens may have ended the connection meanwhile.
      if (this.#present === generation) this.#take(generation, message);
    });
  }

  #take(generation: Generation, message: MarketMessage): void {
    switch (message.type) {
      case 'heartbeat':
        this.#watch(generation, heartbeatWithinMs, 'No heartbeat came for 35 seconds.');
        return;
      case 'pong':
        return;
      case 'subscriptions':
        this.#confirm(generation, message.channels);
        return;
      case 'trade':
      case 'candle':
      case 'mark':
      case 'ticker':
        this.#noteData(generation);
        break;
    }
    this.#options.on.message(message);
  }

  #noteData(generation: Generation): void {
    const nowMs = this.#options.timer.monotonicMs();
    generation.dataSinceMs ??= nowMs;
    this.#reconnects.dataFor(nowMs - generation.dataSinceMs);
  }

  /** Open as soon as all that is required is there; what is refused is known at once. */
  #confirm(generation: Generation, confirmed: readonly Confirmed[]): void {
    generation.confirmed = confirmed;
    const { dialect } = this.#options;
    const refused = new Set(confirmed.filter(({ error }) => error !== null).map(({ name }) => name));
    const isDecided =
      this.#missing(generation, this.#required).length === 0 ||
      this.#required.some(({ topic }) => refused.has(channelOf(dialect, topic)));
    if (isDecided) this.#checkConfirmed(generation);
  }

  #checkConfirmed(generation: Generation): void {
    if (this.#present !== generation) return;
    const missing = this.#missing(generation, this.#required);
    if (missing.length === 0) this.#turnOpen(generation);
    else this.#lose(generation, `Subscriptions failed: ${missing.join('; ')}.`);
  }

  #turnOpen(generation: Generation): void {
    generation.confirmation?.();
    generation.confirmation = null;
    const optional = this.#options.subscriptions.filter(({ isOptional }) => isOptional);
    const missing = this.#missing(generation, optional);
    const isSame = this.#state.state === 'open' && this.#state.missing.join() === missing.join();
    if (!isSame) this.#turn({ state: 'open', missing });
  }

  get #required(): readonly Subscription[] {
    return this.#options.subscriptions.filter(({ isOptional }) => !isOptional);
  }

  #missing({ confirmed }: Generation, subscriptions: readonly Subscription[]): readonly string[] {
    return subscriptions.flatMap(
      (subscription) => missingFrom(confirmed, this.#options.dialect, subscription) ?? [],
    );
  }

  #watch(generation: Generation, ms: number, why: string): void {
    generation.silence?.();
    generation.silence = this.#options.timer.after(ms, () => this.#lose(generation, why));
  }

  #lose(generation: Generation, why: string, status?: number): void {
    if (this.#present !== generation) return;
    this.#present = null;
    end(generation);
    const retryMs = this.#reconnects.waitAfterLoss({ isThrottled: status === 429 });
    this.#retry = this.#options.timer.after(retryMs, () => this.#connect());
    this.#turn({ state: 'waiting', why, retryMs });
  }

  #turn(state: ConnectionState): void {
    this.#state = state;
    this.#options.on.stateChanged(state);
  }
}

function end(generation: Generation): void {
  generation.silence?.();
  generation.confirmation?.();
  generation.socket?.close();
}
