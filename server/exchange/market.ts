import { type BasisPlace, fundingRatePct, markBasis, spotBasis } from './basis.ts';
import type { SlotSource } from './candleRows.ts';
import { Liquidity } from './liquidity.ts';
import { evenAt, named } from './noise.ts';
import { Offsets } from './offsets.ts';
import { type PriceGrid, priceGrid } from './priceGrid.ts';
import type { Product, ProductCondition } from './product.ts';
import { flatSlot, type Slot, shifted } from './slot.ts';
import type { Tape } from './tape.ts';
import { TradedSeries } from './tradedSeries.ts';

/** One print of the market: ticks and contracts. */
export interface Print {
  readonly atUs: number;
  readonly price: number;
  readonly size: number;
  readonly isBuy: boolean;
}

const lastTradesKept = 50;

/** One product's market as it is now: where it plays its tape, last prints, mark, index and the book's own liquidity. */
export class Market {
  readonly product: Product;
  readonly grid: PriceGrid;
  readonly series: TradedSeries;
  readonly liquidity: Liquidity;
  /** What mark and index are away from the trades by jumps of their own. */
  readonly markOffsets = new Offsets();
  readonly spotOffsets = new Offsets();
  condition: ProductCondition = { state: 'live', tradingStatus: 'operational', isReduceOnly: false };
  readonly #seed: number;
  readonly #isSilent: boolean;
  readonly #recent: Print[] = [];
  #slot: number;
  #next: number;
  #last: number;

  constructor(options: {
    readonly product: Product;
    readonly tape: Tape;
    readonly seed: number;
    readonly tradesPerMinute: number;
    readonly nowUs: number;
  }) {
    const { product, tape, nowUs } = options;
    this.product = product;
    this.grid = priceGrid(product.tick);
    this.#seed = named(options.seed, product.symbol);
    this.#isSilent = tape.isSilent;
    this.series = new TradedSeries(tape, this.#seed, options.tradesPerMinute);
    this.#slot = this.series.slotOf(nowUs);
    this.#next = this.#firstAfter(nowUs);
    this.#last = this.series.slotUntil(this.#slot, nowUs).close;
    this.liquidity = new Liquidity({
      seed: this.#seed,
      last: this.#last,
      typicalPrint: this.series.typicalPrint,
    });
    this.#rememberPast(nowUs);
  }

  /** When the next print is due; never, on a silent tape. */
  get nextAtUs(): number {
    if (this.#isSilent) return Number.POSITIVE_INFINITY;
    for (;;) {
      const at = this.series.path(this.#slot).atUs[this.#next];
      if (at !== undefined) return at;
      this.#slot += 1;
      this.#next = 0;
    }
  }

  /** The next print of the tape happens. */
  printNext(): Print {
    const atUs = this.nextAtUs;
    const path = this.series.path(this.#slot);
    const print = {
      atUs,
      price: path.price[this.#next] ?? this.#last,
      size: path.size[this.#next] ?? 0,
      isBuy: path.isBuy[this.#next] === 1,
    };
    this.#next += 1;
    this.#took(print);
    return print;
  }

  /** A print that the tape does not have. */
  printExtra(print: Print): void {
    this.series.print(print);
    if (this.series.slotOf(print.atUs) === this.#slot) this.#next += 1;
    this.#took(print);
  }

  /** In ticks; the last price follows with the next print. */
  jump(nowUs: number, ticks: number, of: 'last' | 'mark' | 'spot' | 'all'): void {
    if (of === 'last' || of === 'all') {
      this.series.jump(nowUs, ticks);
      this.liquidity.moved(ticks);
      this.#last += ticks;
    }
    if (of === 'mark') this.markOffsets.add(nowUs, ticks);
    if (of === 'spot') this.spotOffsets.add(nowUs, ticks);
    if (of !== 'last') return;
    this.markOffsets.add(nowUs, -ticks);
    this.spotOffsets.add(nowUs, -ticks);
  }

  /** Newest first. */
  get recent(): readonly Print[] {
    return this.#recent.toReversed();
  }

  get last(): number {
    return this.#last;
  }

  markAt(nowUs: number): number {
    return Math.max(1, this.#last + this.#markBasis(this.series.slotOf(nowUs)) + this.markOffsets.now);
  }

  spotAt(nowUs: number): number {
    return Math.max(1, this.#last + this.#spotBasis(this.series.slotOf(nowUs)) + this.spotOffsets.now);
  }

  /** Percent per interval. */
  fundingRate(slot: number): number {
    const perInterval = (this.product.fundingInterval * 1e6) / this.series.slotUs;
    const first = Math.floor(slot / perInterval) * perInterval;
    return fundingRatePct(this.#place(slot), first);
  }

  /** Contracts, both sides counted once. */
  openInterest(slot: number): number {
    // It breathes by a third over a day and by a little from slot to slot.
    const day = Math.sin((2 * Math.PI * slot * this.series.slotUs) / 86_400e6);
    const breath = 1 + 0.2 * day + 0.1 * evenAt(this.#seed ^ 0x6f69, slot);
    return Math.round(this.series.typicalVolume * 40 * breath);
  }

  get trades(): SlotSource {
    const { series } = this;
    return {
      slotMs: series.slotUs / 1_000,
      slot: (index, untilUs) => series.slotUntil(index, untilUs),
      minute: (index, untilUs) => series.minute(index, untilUs),
      number: this.grid.number,
      hasVolume: true,
    };
  }

  get marks(): SlotSource {
    return this.#shifted((slot) => this.#markBasis(slot), this.markOffsets);
  }

  get spots(): SlotSource {
    return this.#shifted((slot) => this.#spotBasis(slot), this.spotOffsets);
  }

  get fundingRates(): SlotSource {
    return this.#figures(
      (slot) => Math.round(this.fundingRate(slot) * 1e6),
      (micros) => micros / 1e6,
    );
  }

  get openInterests(): SlotSource {
    return this.#figures(
      (slot) => this.openInterest(slot),
      (contracts) => contracts,
    );
  }

  #place(slot: number): BasisPlace {
    return { seed: this.#seed, slot, slotMs: this.series.slotUs / 1_000 };
  }

  #markBasis(slot: number): number {
    return markBasis(this.#place(slot), this.series.tapedOpen(slot));
  }

  #spotBasis(slot: number): number {
    return spotBasis(this.#place(slot), this.series.tapedOpen(slot));
  }

  #shifted(basis: (slot: number) => number, offsets: Offsets): SlotSource {
    const { trades } = this;
    const moved = (slot: number, untilUs: number) =>
      basis(slot) + offsets.at(Math.min(untilUs, (slot + 1) * this.series.slotUs - 1));
    return {
      ...trades,
      slot: (index, untilUs) => {
        const slot = entered(trades.slot(index, untilUs), trades.slot(index - 1, untilUs).close);
        return shifted(slot, moved(index, untilUs));
      },
      minute: (index, untilUs) => {
        const minute = entered(trades.minute(index, untilUs), trades.minute(index - 1, untilUs).close);
        return shifted(minute, moved(Math.floor((index * 60_000) / trades.slotMs), untilUs));
      },
      hasVolume: false,
    };
  }

  #figures(figure: (slot: number) => number, number: (figure: number) => number): SlotSource {
    const slotMs = this.series.slotUs / 1_000;
    const at = (slot: number) => ({ ...flatSlot(figure(slot)), volume: 1 });
    return {
      slotMs,
      slot: at,
      minute: (index) => at(Math.floor((index * 60_000) / slotMs)),
      number,
      hasVolume: false,
    };
  }

  #took(print: Print): void {
    this.#last = print.price;
    this.liquidity.printed(print.price, print.isBuy);
    this.#recent.push(print);
    if (this.#recent.length > lastTradesKept) this.#recent.shift();
  }

  #firstAfter(nowUs: number): number {
    const { atUs } = this.series.path(this.#slot);
    const first = atUs.findIndex((at) => at > nowUs);
    return first === -1 ? atUs.length : first;
  }

  #rememberPast(nowUs: number): void {
    for (let slot = this.#slot, looked = 0; this.#recent.length < lastTradesKept && looked < 50; slot -= 1) {
      const { atUs, price, size, isBuy } = this.series.path(slot);
      const before = slot === this.#slot ? this.#firstAfter(nowUs) : atUs.length;
      for (let index = before - 1; index >= 0 && this.#recent.length < lastTradesKept; index -= 1) {
        this.#recent.unshift({
          atUs: atUs[index] ?? 0,
          price: price[index] ?? 0,
          size: size[index] ?? 0,
          isBuy: isBuy[index] === 1,
        });
      }
      looked += 1;
    }
  }
}

/** As whoever is always there sees it: he comes in at the close before. His volume is never shown. */
const entered = (slot: Slot, before: number): Slot => ({
  open: before,
  high: Math.max(slot.high, before),
  low: Math.min(slot.low, before),
  close: slot.volume > 0 ? slot.close : before,
  volume: 1,
});
