import type { Cancel } from '#shared/ports.ts';
import { type Channel, channelNamed } from './channels.ts';
import type { Frame } from './outFrames.ts';
import type { Dialect } from './sandbox.ts';

/** Where frames come from: what is said before `open` returns belongs to the snapshot. */
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

/** Why a channel of a request was refused, as the acknowledgement tells it. */
export interface ChannelError {
  readonly name: string;
  readonly error: string;
}

/** A channel of a request; null where no symbols were named. */
export interface Wanted {
  readonly name: string;
  readonly symbols: readonly string[] | null;
}

interface SubscriptionsOptions {
  readonly dialect: Dialect;
  readonly source: Source;
  readonly receive: (frame: Frame) => void;
}

/** Channels that need no symbols. */
const symbolless: readonly Channel['topic'][] = ['margins', 'system', 'products'];

/** The name under which a channel without symbols is kept. */
const noSymbol = '';

interface Subscribed {
  /** null: of the other host, it never says anything. */
  readonly channel: Channel | null;
  readonly symbols: Map<string, Cancel>;
}

/** What one connection listens to. What is new begins with `openNew`, after the acknowledgement. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #subscribed = new Map<string, Subscribed>();
  readonly #new: (() => void)[] = [];

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** `accountId`: null where nobody signed. */
  subscribe({ name, symbols }: Wanted, accountId: number | null): ChannelError | null {
    const channel = channelNamed(name, this.#options.dialect);
    if (channel === null) return { name, error: `subscription failed on ${name}. Unknown channel` };
    if (channel === 'silent') {
      const { symbols: kept } = this.#entry(name, null);
      for (const symbol of symbols ?? []) kept.set(symbol, () => {});
      return null;
    }
    if (channel.isPrivate && accountId === null)
      return { name, error: `subscription forbidden on ${name}. Unauthorized user` };
    if (channel.topic === 'book' && this.#options.dialect === 'compact' && (symbols?.length ?? 0) > 1)
      return { name, error: `subscription failed on ${name}. One symbol per request` };
    const entry = this.#entry(name, channel);
    for (const symbol of symbolsOf(channel, symbols)) {
      if (!entry.symbols.has(symbol)) entry.symbols.set(symbol, () => {});
      this.#new.push(() => this.#open(entry.symbols, { channel, symbol, accountId }));
    }
    return null;
  }

  unsubscribe({ name, symbols }: Wanted): void {
    const entry = this.#subscribed.get(name);
    if (entry === undefined) return;
    for (const symbol of symbols ?? [...entry.symbols.keys()]) {
      entry.symbols.get(symbol)?.();
      entry.symbols.delete(symbol);
    }
    if (entry.symbols.size === 0) this.#subscribed.delete(name);
  }

  openNew(): void {
    for (const open of this.#new.splice(0)) open();
  }

  list() {
    return [...this.#subscribed].map(([name, { symbols }]) => ({
      name,
      symbols: [...symbols.keys()].filter((symbol) => symbol !== noSymbol),
    }));
  }

  /** Channels of accounts end with the sign-in they began under. */
  endPrivate(): void {
    for (const [name, { channel }] of [...this.#subscribed])
      if (channel?.isPrivate === true) this.unsubscribe({ name, symbols: null });
  }

  end(): void {
    for (const name of [...this.#subscribed.keys()]) this.unsubscribe({ name, symbols: null });
  }

  #open(
    symbols: Map<string, Cancel>,
    wanted: { readonly channel: Channel; readonly symbol: string; readonly accountId: number | null },
  ): void {
    const { dialect, source, receive } = this.#options;
    // Subscribing again asks for the snapshot again.
    symbols.get(wanted.symbol)?.();
    const symbol = wanted.symbol === noSymbol ? null : wanted.symbol;
    symbols.set(wanted.symbol, source.open({ ...wanted, dialect, symbol }, receive));
  }

  #entry(name: string, channel: Channel | null): Subscribed {
    const found = this.#subscribed.get(name);
    if (found !== undefined) return found;
    const fresh = { channel, symbols: new Map<string, Cancel>() };
    this.#subscribed.set(name, fresh);
    return fresh;
  }
}

function symbolsOf(channel: Channel, symbols: readonly string[] | null): readonly string[] {
  if (symbols !== null && symbols.length > 0) return symbols;
  return symbolless.includes(channel.topic) ? [noSymbol] : [];
}
