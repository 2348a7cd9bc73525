import type { Cancel, Clock } from '#shared/ports.ts';
import type { BookView } from './marketView.ts';
import type { Exchange } from './model.ts';
import { Paced } from './paced.ts';
import { bookFrame, bookTopFrame, bookUpdateFrame, changedLevels, wholeBook } from './publicFrames.ts';
import { type Subscriber, type Subscribers, show } from './subscribers.ts';

interface BookStreamOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly subscribers: Subscribers;
}

const levelsOfBook = 15;
const levelsOfUpdates = 100;

interface Told {
  sequence: number;
  book: BookView | null;
}

/** The three channels of the order book: its best prices, fifteen levels each time anew, and numbered changes. */
export class BookStream {
  readonly #options: BookStreamOptions;
  readonly #top: Paced;
  readonly #book: Paced;
  readonly #updates: Paced;
  readonly #told = new Map<string, Told>();

  constructor(options: BookStreamOptions) {
    this.#options = options;
    const { clock } = options;
    this.#top = new Paced({
      clock,
      leastMs: 100,
      mostMs: 5_000,
      tell: (symbol) => this.#tell('bookTop', symbol),
    });
    this.#book = new Paced({
      clock,
      leastMs: 500,
      mostMs: 10_000,
      tell: (symbol) => this.#tell('book', symbol),
    });
    this.#updates = new Paced({
      clock,
      leastMs: 100,
      mostMs: null,
      tell: (symbol) => this.#tellChanges(symbol),
    });
  }

  changed(symbol: string): void {
    const { subscribers } = this.#options;
    if (subscribers.of('bookTop', symbol).length > 0) this.#top.changed(symbol);
    if (subscribers.of('book', symbol).length > 0) this.#book.changed(symbol);
    if (subscribers.of('bookUpdates', symbol).length > 0) this.#updates.changed(symbol);
    else this.#forget(symbol);
  }

  open(subscriber: Subscriber): Cancel {
    const { subscribers } = this.#options;
    const { symbol } = subscriber;
    if (symbol === null || symbol === 'all') return subscribers.add(subscriber);
    if (subscriber.channel.topic === 'bookUpdates') return this.#openUpdates(subscriber, symbol);
    const cancel = subscribers.add(subscriber);
    (subscriber.channel.topic === 'book' ? this.#book : this.#top).changed(symbol);
    return cancel;
  }

  stop(): void {
    for (const paced of [this.#top, this.#book, this.#updates]) paced.stop();
  }

  /** The snapshot is what those who already listen were told last, under its number: changes go on from there. */
  #openUpdates(subscriber: Subscriber, symbol: string): Cancel {
    const { exchange, subscribers } = this.#options;
    if (subscribers.of('bookUpdates', symbol).length === 0) this.#forget(symbol);
    const told = this.#toldOf(symbol);
    told.book ??= exchange.book(symbol, levelsOfUpdates);
    if (told.book === null) return subscribers.add(subscriber);
    const content = bookUpdateFrame(subscriber.dialect, {
      action: 'snapshot',
      sequence: told.sequence,
      ...wholeBook(told.book),
      whole: told.book,
      nowUs: exchange.nowUs(),
    });
    // A snapshot begins the numbering anew and is no part of it that could be missing.
    show(subscriber, { symbol }, content);
    return subscribers.add(subscriber);
  }

  #tell(topic: 'bookTop' | 'book', symbol: string): boolean {
    const { exchange, subscribers } = this.#options;
    const listening = subscribers.of(topic, symbol);
    const book = exchange.book(symbol, topic === 'book' ? levelsOfBook : 1);
    if (book === null || listening.length === 0) return false;
    const frameOf = topic === 'book' ? bookFrame : bookTopFrame;
    for (const subscriber of listening)
      show(subscriber, { symbol }, frameOf(subscriber.dialect, book, exchange.nowUs()));
    return true;
  }

  #tellChanges(symbol: string): boolean {
    const { exchange, subscribers } = this.#options;
    const whole = exchange.book(symbol, levelsOfUpdates);
    const told = this.#toldOf(symbol);
    const before = told.book;
    const listening = subscribers.of('bookUpdates', symbol);
    if (whole === null || listening.length === 0) return false;
    const asks = changedLevels(before?.asks ?? [], whole.asks);
    const bids = changedLevels(before?.bids ?? [], whole.bids);
    told.book = whole;
    if (asks.length + bids.length === 0) return true;
    told.sequence += 1;
    const change = {
      action: 'update',
      sequence: told.sequence,
      asks,
      bids,
      whole,
      nowUs: exchange.nowUs(),
    } as const;
    for (const subscriber of listening)
      show(subscriber, { symbol, isNumbered: true }, bookUpdateFrame(subscriber.dialect, change));
    return true;
  }

  #toldOf(symbol: string): Told {
    const found = this.#told.get(symbol);
    if (found !== undefined) return found;
    const fresh = { sequence: 1, book: null };
    this.#told.set(symbol, fresh);
    return fresh;
  }

  #forget(symbol: string): void {
    const told = this.#told.get(symbol);
    if (told !== undefined) told.book = null;
  }
}
