import type { Random } from '#shared/market/seededRandom.ts';
import type { Timer } from '#shared/ports.ts';
import type { FaultBook } from './faultBook.ts';
import type { FaultKind, FaultOf } from './faultSchema.ts';

/** One message of a channel on its way out. */
export interface Frame {
  readonly channel: string;
  /** null where the channel is not one of symbols. */
  readonly symbol: string | null;
  readonly content: Readonly<Record<string, unknown>>;
  /** It carries a number that the next one goes on from. */
  readonly isNumbered: boolean;
}

interface OutFramesOptions {
  readonly faults: FaultBook;
  readonly timer: Timer;
  readonly random: Random;
  readonly send: (text: string) => void;
}

type FrameFault = Extract<
  FaultKind,
  'silentChannel' | 'sequenceGap' | 'badPrices' | 'shuffleFrames' | 'lateFrames' | 'duplicateFrames'
>;

/** A group that does not fill is let go. */
const longestHoldMs = 1_000;

/** What one connection is sent, and what goes wrong on the way. */
export class OutFrames {
  readonly #options: OutFramesOptions;
  /** Frames held back to be shuffled, by channel. */
  readonly #held = new Map<string, string[]>();

  constructor(options: OutFramesOptions) {
    this.#options = options;
  }

  push(frame: Frame): void {
    const { send, timer, random } = this.#options;
    if (this.#strikes('silentChannel', frame)) return;
    if (frame.isNumbered && this.#strikes('sequenceGap', frame)) return;
    const bad = this.#strikes('badPrices', frame);
    const text = JSON.stringify(bad ? withBadPrices(frame.content, bad.price) : frame.content);
    const shuffled = this.#strikes('shuffleFrames', frame);
    if (shuffled) {
      this.#hold(frame.channel, text, shuffled.group);
      return;
    }
    this.#release(frame.channel);
    const late = this.#strikes('lateFrames', frame, (fault) => random.chance(fault.chance));
    if (late) {
      timer.after(late.delayMs, () => send(text));
      return;
    }
    send(text);
    if (this.#strikes('duplicateFrames', frame, (fault) => random.chance(fault.chance))) send(text);
  }

  #strikes<Kind extends FrameFault>(
    kind: Kind,
    frame: Frame,
    happens: (fault: FaultOf<Kind>) => boolean = () => true,
  ): FaultOf<Kind> | null {
    return this.#options.faults.strike(kind, (fault) => isAbout(fault, frame) && happens(fault));
  }

  #hold(channel: string, text: string, group: number): void {
    const held = this.#held.get(channel) ?? [];
    this.#held.set(channel, held);
    held.push(text);
    if (held.length >= group) this.#release(channel);
    else if (held.length === 1) this.#options.timer.after(longestHoldMs, () => this.#release(channel));
  }

  #release(channel: string): void {
    const held = this.#held.get(channel);
    if (held === undefined) return;
    this.#held.delete(channel);
    for (const text of inAnotherOrder(held, this.#options.random)) this.#options.send(text);
  }
}

const isAbout = (
  fault: { readonly channel?: string | undefined; readonly symbol?: string | undefined },
  frame: Frame,
): boolean =>
  (fault.channel === undefined || fault.channel === frame.channel) &&
  (fault.symbol === undefined || fault.symbol === frame.symbol);

function inAnotherOrder(texts: readonly string[], random: Random): readonly string[] {
  const left = [...texts];
  const order: string[] = [];
  // The first is never first again: chance alone would sometimes change nothing.
  while (left.length > 0) {
    const first = order.length === 0 && left.length > 1 ? 1 : 0;
    order.push(...left.splice(first + Math.floor(random.even() * (left.length - first)), 1));
  }
  return order;
}

/** The names under which either dialect writes a price. */
const priceNames = new Set([
  'p',
  'price',
  'o',
  'h',
  'l',
  'c',
  'open',
  'high',
  'low',
  'close',
  'm',
  'mark_price',
  'ap',
  'bp',
]);

function withBadPrices(
  content: Readonly<Record<string, unknown>>,
  price: FaultOf<'badPrices'>['price'],
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(content).map(([name, value]) => [
    name,
    priceNames.has(name) ? badPrice(value, price) : value,
  ]);
  return Object.fromEntries(entries);
}

/** Text stays text and a number a number, so that nothing but the value is wrong. */
function badPrice(value: unknown, price: FaultOf<'badPrices'>['price']): unknown {
  if (price === 'nonsense') return 'NaN';
  const wrong = price === 'zero' ? 0 : price === 'negative' ? -Number(value) : Number(value) * 10;
  return typeof value === 'string' ? String(wrong) : wrong;
}
