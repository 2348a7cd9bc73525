import { z } from 'zod';
import type { Random } from '#shared/market/seededRandom.ts';
import type { Cancel, Timer } from '#shared/ports.ts';
import type { FaultBook } from './faultBook.ts';
import type { ApiKey, KeyRing } from './keyRing.ts';
import { OutFrames } from './outFrames.ts';
import type { Dialect, SandboxPeer, SandboxSession } from './sandbox.ts';
import { type ChannelError, type Source, Subscriptions, type Wanted } from './subscriptions.ts';

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

/** One socket: what it subscribed to, whose it is, and its signs of life. */
export class SocketSession implements SandboxSession {
  readonly #options: SessionOptions;
  readonly #subscriptions: Subscriptions;
  readonly #waits: Cancel[] = [];
  #account: ApiKey | null = null;
  #stopHeartbeat: Cancel | null = null;
  #isOver = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { dialect, source, faults, timer, random } = options;
    const out = new OutFrames({ faults, timer, random, send: (text) => this.#send(text) });
    this.#subscriptions = new Subscriptions({ dialect, source, receive: (frame) => out.push(frame) });
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
        this.#change(payload, (wanted) =>
          this.#subscriptions.subscribe(wanted, this.#account?.accountId ?? null),
        );
        return;
      case 'unsubscribe':
        this.#change(payload, (wanted) => {
          this.#subscriptions.unsubscribe(wanted);
          return null;
        });
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

  /** Acknowledges with all current subscriptions; the first frames of new ones follow. */
  #change(payload: unknown, change: (wanted: Wanted) => ChannelError | null): void {
    const asked = channelsSchema.safeParse(payload);
    if (!asked.success) {
      this.#say({ type: 'error', message: 'Invalid payload: expected channels with name and symbols' });
      return;
    }
    const errors: ChannelError[] = [];
    for (const { name, symbols = null } of asked.data.channels) {
      const error = change({ name, symbols });
      if (error !== null) errors.push(error);
    }
    this.#say({ type: 'subscriptions', channels: [...this.#subscriptions.list(), ...errors] });
    this.#subscriptions.openNew();
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
    this.#subscriptions.endPrivate();
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
    this.#subscriptions.end();
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
