import type { Cancel } from '#shared/ports.ts';
import type { Channel, Topic } from './channels.ts';
import type { Frame } from './outFrames.ts';
import type { FrameContent } from './publicFrames.ts';
import type { Dialect } from './sandbox.ts';

export interface Subscriber {
  readonly dialect: Dialect;
  readonly channel: Channel;
  /** "all" or one of the topic's symbols; null where it has none. */
  readonly symbol: string | null;
  readonly accountId: number | null;
  readonly receive: (frame: Frame) => void;
}

interface Shown {
  readonly symbol: string | null;
  readonly isNumbered?: boolean;
}

/** Hands a subscriber one frame of its channel, under the channel's name. */
export const show = (
  subscriber: Subscriber,
  { symbol, isNumbered = false }: Shown,
  content: FrameContent,
): void =>
  subscriber.receive({
    channel: subscriber.channel.name,
    symbol,
    isNumbered,
    content: { type: subscriber.channel.name, ...content },
  });

const nobody: ReadonlySet<Subscriber> = new Set();

/** Who listens to what. */
export class Subscribers {
  readonly #byKey = new Map<string, Set<Subscriber>>();

  add(subscriber: Subscriber): Cancel {
    const key = keyOf(subscriber.channel.topic, subscriber.symbol);
    const set = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, set);
    set.add(subscriber);
    return () => set.delete(subscriber);
  }

  /** Of that symbol and of all symbols. */
  of(topic: Topic, symbol: string | null): readonly Subscriber[] {
    const named = this.#byKey.get(keyOf(topic, symbol)) ?? nobody;
    const all = symbol === null ? nobody : (this.#byKey.get(keyOf(topic, 'all')) ?? nobody);
    return named.size + all.size === 0 ? [] : [...named, ...all];
  }
}

const keyOf = (topic: Topic, symbol: string | null): string => `${topic} ${symbol ?? ''}`;
