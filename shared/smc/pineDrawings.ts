import type { Candle } from '../market/candle.ts';
import type { Side, SmcEvent } from './events.ts';

/** A block or a gap from the bar it was drawn on to its end; `until` null while it lives. Times are opens, epoch ms. */
export interface DrawnZone {
  readonly kind: 'block' | 'breaker' | 'gap';
  readonly side: Side;
  readonly top: number;
  readonly bottom: number;
  readonly from: number;
  until: number | null;
}

/** A level from the bar it comes from to the bar that closed beyond it. */
export interface DrawnBreak {
  readonly kind: 'bos' | 'choch';
  readonly side: Side;
  readonly level: number;
  readonly from: number;
  readonly until: number;
}

export type Drawing = DrawnZone | DrawnBreak;

const ends: ReadonlySet<SmcEvent['kind']> = new Set(['ob_invalid', 'ob_evicted', 'ob_dropped', 'fvg_filled']);

/** What a chart would show of a series: it listens to an engine's candles and events. */
export class PineDrawings {
  readonly #opens: number[] = [];
  readonly #drawn: Drawing[] = [];
  readonly #living = new Map<number, DrawnZone>();
  readonly #keepsBreakers: boolean;

  constructor(options: { readonly keepBreakers: boolean }) {
    this.#keepsBreakers = options.keepBreakers;
  }

  take(candle: Candle, events: readonly SmcEvent[]): void {
    this.#opens.push(candle.openTime);
    for (const event of events) this.#draw(event, candle.openTime);
  }

  /** The newest of them by the bar that made them known, oldest first. */
  newest(count: number): readonly Drawing[] {
    return this.#drawn.slice(-count);
  }

  get lastOpen(): number | null {
    return this.#opens.at(-1) ?? null;
  }

  #draw(event: SmcEvent, now: number): void {
    if (event.kind === 'bos' || event.kind === 'choch') {
      const from = event.at === undefined ? now : this.#openOf(event.at);
      this.#drawn.push({ kind: event.kind, side: event.side, level: event.level, from, until: now });
    } else if (event.kind === 'ob')
      this.#begin(event.id, { ...event, kind: 'block', from: this.#openOf(event.source) });
    else if (event.kind === 'fvg')
      this.#begin(event.id, { ...event, kind: 'gap', from: this.#openOf(event.mid) });
    else if (event.kind === 'ob_breaker') {
      const block = this.#end(event.id, now);
      if (block !== null && this.#keepsBreakers)
        this.#begin(event.id, { ...block, kind: 'breaker', from: now });
    } else if ('id' in event && ends.has(event.kind)) this.#end(event.id, now);
  }

  #begin(id: number, { kind, side, top, bottom, from }: Omit<DrawnZone, 'until'>): void {
    const zone: DrawnZone = { kind, side, top, bottom, from, until: null };
    this.#living.set(id, zone);
    this.#drawn.push(zone);
  }

  #end(id: number, now: number): DrawnZone | null {
    const zone = this.#living.get(id) ?? null;
    this.#living.delete(id);
    if (zone !== null) zone.until = now;
    return zone;
  }

  #openOf(bar: number): number {
    return this.#opens[bar] ?? 0;
  }
}
