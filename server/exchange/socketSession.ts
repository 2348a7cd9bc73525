import { z } from 'zod';
import type { Random } from '#shared/market/seededRandom.ts';
import type { Cancel, Timer } from '#shared/ports.ts';
import { type Channel, channelNamed } from './channels.ts';
import type { FaultBook } from './faultBook.ts';
import type { ApiKey, KeyRing } from './keyRing.ts';
import { type Frame, OutFrames } from './outFrames.ts';
import type { Dialect, SandboxPeer, SandboxSession } from './sandbox.ts';

/** Where frames come from: what is said before the first return belongs to the snapshot. */
export interface Source {
  /** `symbol`: null where the channel has none, "all" for every symbol, without snapshot. */
  open(
    wanted: {
      readonly dialect: Dialect;
      readonly channel: Channel;
      readonly symbol: string | null;
      readonly accountId: number | null;
    },
    receive: (frame: Frame) => void,
  ): Cancel;
}

interface SessionOptions {
  readonly dialect: Dialect;
  readonly peer: SandboxPeer;
  readonly source: Source;
  readonly keys: KeyRing;
  readonly faults: FaultBook;
  readonly timer: Timer;
  readonly random: Random;
  /** Called once, whoever ended it. */
  readonly over: () => void;
}

const heartbeatMs = 30_000;
const idleMs = 60_000;

const channelsSchema = z.object({
  channels: z.array(z.object({ name: z.string(), symbols: z.array(z.string()).optional() })),
});
const authSchema = z.object({
  'api-key': z.string(),
  signature: z.string(),
  timestamp: z.union([z.string(), z.number()]).transform(String),
});
/** Words of a refused key, with their status. */
const authFaults = {
  unsupported_host: 400,
  incomplete_payload: 400,
  invalid_signature: 401,
  ip_not_whitelisted: 401,
  api_key_not_found: 404,
  request_expired: 408,
} as const;
type AuthFault = keyof typeof authFaults;

const messageSchema = z.object({ type: z.string(), payload: z.unknown().optional() });

/** Channels that need no symbols. */
const symbolless: readonly Channel['topic'][] = ['margins', 'system', 'products'];

/** The name under which a channel without symbols is kept. */
const noSymbol = '';

interface Subscribed {
  /** null: of the other host, it never says anything. */
  readonly channel: Channel | null;
  readonly symbols: Map<string, Cancel>;
}

type ChannelError = { readonly name: string; readonly error: string };

/** One socket: what it subscribed to, whose it is, and its signs of life. */
export class SocketSession implements SandboxSession {
  readonly #options: SessionOptions;
  readonly #out: OutFrames;
  readonly #subscribed = new Map<string, Subscribed>();
  readonly #waits: Cancel[] = [];
  #account: ApiKey | null = null;
  #stopHeartbeat: Cancel | null = null;
  #isOver = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { faults, timer, random } = options;
    this.#out = new OutFrames({ faults, timer, random, send: (text) => this.#send(text) });
    this.#waits.push(timer.after(idleMs, () => this.end()));
  }

  received(text: string): void {
    if (this.#isOver) return;
    for (const cancel of this.#waits.splice(0)) cancel();
    const message = messageSchema.safeParse(parsed(text));
    if (!message.success) {
      this.#say({ type: 'error', message: 'Invalid message: expected JSON with a type' });
      return;
    }
    this.#take(message.data);
  }

  closed(): void {
    this.#finish();
  }

  /** Ended by the exchange. */
  end(): void {
    if (this.#isOver) return;
    this.#options.peer.close();
    this.#finish();
  }

  get dialect(): Dialect {
    return this.#options.dialect;
  }

  #take({ type, payload }: z.infer<typeof messageSchema>): void {
    switch (type) {
      case 'subscribe':
        this.#change(payload, (name, symbols) => this.#subscribe(name, symbols));
        return;
      case 'unsubscribe':
        this.#change(payload, (name, symbols) => this.#unsubscribe(name, symbols));
        return;
      case 'key-auth':
        this.#authenticate(payload);
        return;
      case 'unauth':
        this.#forgetAccount();
        return;
      case 'enable_heartbeat':
        this.#startHeartbeat();
        return;
      case 'disable_heartbeat':
        this.#stopHeartbeat?.();
        this.#stopHeartbeat = null;
        this.#say({ type: 'disable_heartbeat', success: true });
        return;
      case 'ping':
        this.#say({ type: 'pong' });
        return;
      default:
        this.#say({ type: 'error', message: `Invalid message type: ${type}` });
        return;
    }
  }

  #change(
    payload: unknown,
    change: (name: string, symbols: readonly string[] | null) => ChannelError | null,
  ) {
    const asked = channelsSchema.safeParse(payload);
    if (!asked.success) {
      this.#say({ type: 'error', message: 'Invalid payload: expected channels with name and symbols' });
      return;
    }
    const later: (() => void)[] = [];
    this.#openLater = later;
    const errors: ChannelError[] = [];
    for (const { name, symbols } of asked.data.channels) {
      const error = change(name, symbols ?? null);
      if (error !== null) errors.push(error);
    }
    this.#say({ type: 'subscriptions', channels: [...this.#list(), ...errors] });
    // The acknowledgement comes before the first frame of what it acknowledges.
    for (const open of later) open();
  }

  #openLater: (() => void)[] = [];

  #subscribe(name: string, symbols: readonly string[] | null): ChannelError | null {
    const channel = channelNamed(name, this.#options.dialect);
    if (channel === null) return { name, error: `subscription failed on ${name}. Unknown channel` };
    if (channel === 'silent') {
      const { symbols: kept } = this.#entry(name, null);
      for (const symbol of symbols ?? []) kept.set(symbol, () => {});
      return null;
    }
    if (channel.isPrivate && this.#account === null)
      return { name, error: `subscription forbidden on ${name}. Unauthorized user` };
    if (channel.topic === 'book' && this.#options.dialect === 'compact' && (symbols?.length ?? 0) > 1)
      return { name, error: `subscription failed on ${name}. One symbol per request` };
    const entry = this.#entry(name, channel);
    for (const symbol of this.#wanted(channel, symbols)) {
      entry.symbols.get(symbol)?.();
      entry.symbols.set(symbol, () => {});
      this.#openLater.push(() => this.#open(entry, channel, symbol));
    }
    return null;
  }

  #wanted(channel: Channel, symbols: readonly string[] | null): readonly string[] {
    if (symbols !== null && symbols.length > 0) return symbols;
    return symbolless.includes(channel.topic) ? [noSymbol] : [];
  }

  #open(entry: Subscribed, channel: Channel, symbol: string): void {
    // It may have been taken back by a later part of the same request.
    if (!entry.symbols.has(symbol)) return;
    const cancel = this.#options.source.open(
      {
        dialect: this.#options.dialect,
        channel,
        symbol: symbol === noSymbol ? null : symbol,
        accountId: this.#account?.accountId ?? null,
      },
      (frame) => this.#out.push(frame),
    );
    entry.symbols.set(symbol, cancel);
  }

  #unsubscribe(name: string, symbols: readonly string[] | null): ChannelError | null {
    const entry = this.#subscribed.get(name);
    if (entry === undefined) return null;
    for (const symbol of symbols ?? [...entry.symbols.keys()]) {
      entry.symbols.get(symbol)?.();
      entry.symbols.delete(symbol);
    }
    if (entry.symbols.size === 0) this.#subscribed.delete(name);
    return null;
  }

  #entry(name: string, channel: Channel | null): Subscribed {
    const found = this.#subscribed.get(name);
    if (found !== undefined) return found;
    const fresh = { channel, symbols: new Map<string, Cancel>() };
    this.#subscribed.set(name, fresh);
    return fresh;
  }

  #list() {
    return [...this.#subscribed].map(([name, { symbols }]) => ({
      name,
      symbols: [...symbols.keys()].filter((symbol) => symbol !== noSymbol),
    }));
  }

  #authenticate(payload: unknown): void {
    const found = this.#judge(payload);
    if (typeof found === 'string') {
      this.#say({ type: 'key-auth', success: false, status_code: authFaults[found], status: found });
      return;
    }
    this.#account = found;
    this.#say({ type: 'key-auth', success: true, status_code: 200, status: 'authenticated' });
  }

  #judge(payload: unknown): ApiKey | AuthFault {
    if (this.#options.dialect === 'compact') return 'unsupported_host';
    const asked = authSchema.safeParse(payload);
    if (!asked.success) return 'incomplete_payload';
    const { 'api-key': key, signature, timestamp } = asked.data;
    const prehash = `GET${timestamp}/live`;
    const found = this.#options.keys.judge({ key, signature, timestamp, prehash });
    if (found === 'unknownKey') return 'api_key_not_found';
    if (found === 'expired') return 'request_expired';
    if (found === 'wrongSignature') return 'invalid_signature';
    return this.#options.faults.strike('addressRefused') === null ? found : 'ip_not_whitelisted';
  }

  #forgetAccount(): void {
    this.#account = null;
    for (const [name, { channel, symbols }] of [...this.#subscribed]) {
      if (channel?.isPrivate !== true) continue;
      for (const cancel of symbols.values()) cancel();
      this.#subscribed.delete(name);
    }
    this.#say({ type: 'unauth', success: true });
  }

  #startHeartbeat(): void {
    this.#stopHeartbeat?.();
    const beat = () => {
      this.#say({ type: 'heartbeat' });
      this.#stopHeartbeat = this.#options.timer.after(heartbeatMs, beat);
    };
    this.#stopHeartbeat = this.#options.timer.after(heartbeatMs, beat);
    this.#say({ type: 'enable_heartbeat', success: true });
  }

  #say(content: Readonly<Record<string, unknown>>): void {
    this.#send(JSON.stringify(content));
  }

  #send(text: string): void {
    if (!this.#isOver) this.#options.peer.send(text);
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopHeartbeat?.();
    for (const cancel of this.#waits.splice(0)) cancel();
    for (const { symbols } of this.#subscribed.values()) for (const cancel of symbols.values()) cancel();
    this.#subscribed.clear();
    this.#options.over();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
