import { createExchange } from '#server/exchange/exchange.ts';
import { productsFile, readProducts } from '#server/exchange/products.ts';
import type { Cancel, Clock } from '#shared/ports.ts';
import { median, printFigure, timed } from '../measure/figure.ts';

const symbols = 50;
const tradesPerSecond = 5_000;
const rounds = 9;
const start = Date.UTC(2026, 0, 5, 12);

/** Moves when it is told to; one appointment is all the exchange ever has. */
class BenchClock implements Clock {
  readonly rate = 0;
  #now = start;
  #due: { readonly at: number; readonly run: () => void } | null = null;

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    const due = { at: this.#now + ms, run };
    this.#due = due;
    return () => {
      if (this.#due === due) this.#due = null;
    };
  }

  advance(ms: number): void {
    const goal = this.#now + ms;
    for (let due = this.#due; due !== null && due.at <= goal; due = this.#due) {
      this.#due = null;
      this.#now = due.at;
      due.run();
    }
    this.#now = goal;
  }
}

const [listed] = await readProducts(productsFile);
if (!listed) throw new Error(`${productsFile} lists no product`);
const clock = new BenchClock();
const exchange = createExchange({
  clock,
  seed: 1,
  products: Array.from({ length: symbols }, (_, index) => ({
    ...listed,
    id: index + 1,
    symbol: `COIN${index}USD`,
    spotIndex: `.DECOIN${index}`,
  })),
  recorded: [],
  users: [{ id: 1, name: 'alpha', deposit: '10000' }],
  madeUpWeeks: 1,
  tradesPerMinute: (60 * tradesPerSecond) / symbols,
});
let trades = 0;
exchange.listen((event) => {
  if (event.type === 'trade') trades += 1;
});
exchange.start();

const second = () => clock.advance(1_000);
for (let round = 0; round < rounds; round += 1) second();
const perTrade = Array.from({ length: rounds }, () => {
  const before = trades;
  const seconds = timed(second);
  return (1e6 * seconds) / Math.max(1, trades - before);
});
printFigure({ name: 'exchange.trade', value: median(perTrade), unit: 'us', n: rounds });
