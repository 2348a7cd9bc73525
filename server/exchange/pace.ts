import type { Cancel, Clock } from '#shared/ports.ts';
import { type Floor, isMatching, type Pit } from './floor.ts';
import { exchangeFunding, fundingView, nextFundingUs } from './fundingExchange.ts';
import { checkLiquidations } from './liquidation.ts';
import type { Print } from './market.ts';
import type { TickerFigures } from './marketFigures.ts';
import { fillByPrint } from './matching.ts';
import { evenAt } from './noise.ts';
import { checkStops } from './triggers.ts';

/** What is told regularly is told on a grid of this. */
const beatUs = 500_000;
/** Beats between two of the same; products take turns. */
const markBeats = 4;
const tickerBeats = 10;
const fundingBeats = 120;

interface Runner {
  readonly pit: Pit;
  /** Which of the turns is its. */
  readonly turn: number;
  nextPrintUs: number;
  nextFundingUs: number;
  /** There was a print since forming candles were told; 2: it was held back once. */
  unsaid: 0 | 1 | 2;
}

/** Lets the market happen: each print at its time, and on the beat what is told or exchanged regularly. */
export class Pace {
  readonly #clock: Clock;
  readonly #floor: Floor;
  readonly #figures: TickerFigures;
  #runners: readonly Runner[] = [];
  #nextBeat = 0;
  /** Of what is happening or has happened last. */
  #atUs = 0;
  #isHappening = false;
  #wake: Cancel | null = null;

  constructor(clock: Clock, floor: Floor, figures: TickerFigures) {
    this.#clock = clock;
    this.#floor = floor;
    this.#figures = figures;
  }

  get nowUs(): number {
    return this.#isHappening ? this.#atUs : Math.max(this.#atUs, this.#clock.now() * 1_000);
  }

  start(): void {
    if (this.#runners.length > 0) return;
    const nowUs = this.nowUs;
    this.#nextBeat = Math.floor(nowUs / beatUs) + 1;
    this.#runners = [...this.#floor.pits.values()].map((pit, turn) => ({
      pit,
      turn,
      nextPrintUs: pit.market.nextAtUs,
      nextFundingUs: nextFundingUs(pit, nowUs),
      unsaid: 0,
    }));
    this.#plan();
  }

  stop(): void {
    this.#wake?.();
    this.#runners = [];
  }

  /** Everything that is due by now has happened when it returns. */
  catchUp(): void {
    if (this.#isHappening || this.#runners.length === 0) return;
    this.#isHappening = true;
    try {
      this.#happen(this.#clock.now() * 1_000 + 999);
    } finally {
      this.#isHappening = false;
    }
  }

  /** After a print, or when prices have jumped: what it means for users' orders and positions. */
  follow(pit: Pit, print: Print | null): void {
    if (!isMatching(this.#floor, pit)) return;
    if (print !== null) fillByPrint(this.#floor, pit, print);
    checkStops(this.#floor, pit);
    checkLiquidations(this.#floor, pit);
  }

  /** Tells a print and lets it have its effects. */
  printed(pit: Pit, print: Print): void {
    const { product, grid } = pit.market;
    this.#floor.emit({
      type: 'trade',
      trade: {
        symbol: product.symbol,
        price: grid.text(print.price),
        size: print.size,
        takerSide: print.isBuy ? 'buy' : 'sell',
        atUs: print.atUs,
      },
    });
    this.#floor.emit({ type: 'book', symbol: product.symbol, atUs: print.atUs });
    const runner = this.#runners.find((one) => one.pit === pit);
    if (runner?.unsaid === 0) runner.unsaid = 1;
    this.follow(pit, print);
  }

  tellPrices({ market }: Pit): void {
    const { grid, product } = market;
    const atUs = this.nowUs;
    const { emit } = this.#floor;
    emit({ type: 'mark', symbol: product.symbol, price: grid.text(market.markAt(atUs)), atUs });
    emit({ type: 'spot', index: product.spotIndex, price: grid.text(market.spotAt(atUs)), atUs });
  }

  #happen(untilUs: number): void {
    for (let next = this.#nextRunner(); next !== null; next = this.#nextRunner()) {
      const isBeat = this.#nextBeat * beatUs <= next.nextPrintUs;
      const dueUs = isBeat ? this.#nextBeat * beatUs : next.nextPrintUs;
      if (dueUs > untilUs) return;
      this.#atUs = Math.max(this.#atUs, dueUs);
      if (isBeat) this.#beat();
      else this.#print(next);
    }
  }

  #nextRunner(): Runner | null {
    let next: Runner | null = null;
    for (const runner of this.#runners) {
      if (next === null || runner.nextPrintUs < next.nextPrintUs) next = runner;
    }
    return next;
  }

  #print(runner: Runner): void {
    const { pit } = runner;
    const print = pit.market.printNext();
    runner.nextPrintUs = pit.market.nextAtUs;
    this.printed(pit, print);
  }

  #beat(): void {
    const beat = this.#nextBeat;
    this.#nextBeat += 1;
    for (const runner of this.#runners) {
      const isTurn = (beats: number) => beat % beats === runner.turn % beats;
      if (runner.nextFundingUs <= this.#atUs) this.#fund(runner);
      this.#sayCandles(runner, beat);
      if (isTurn(markBeats)) {
        this.tellPrices(runner.pit);
        // A new slot moves the mark without a print.
        this.follow(runner.pit, null);
      }
      if (isTurn(tickerBeats)) this.#tick(runner.pit);
      if (isTurn(fundingBeats)) this.#tellFunding(runner.pit);
    }
  }

  #fund(runner: Runner): void {
    exchangeFunding(this.#floor, runner.pit);
    runner.nextFundingUs = nextFundingUs(runner.pit, this.#atUs);
    this.#tellFunding(runner.pit);
  }

  #tellFunding(pit: Pit): void {
    this.#floor.emit({ type: 'funding', funding: fundingView(pit, this.#atUs) });
  }

  /** Every half second or, as chance has it, every second. */
  #sayCandles(runner: Runner, beat: number): void {
    if (runner.unsaid === 0) return;
    if (runner.unsaid === 1 && evenAt(this.#floor.seed ^ runner.turn, beat) < 0.4) {
      runner.unsaid = 2;
      return;
    }
    runner.unsaid = 0;
    this.#floor.emit({ type: 'candles', symbol: runner.pit.market.product.symbol, atUs: this.#atUs });
  }

  #tick(pit: Pit): void {
    const { market } = pit;
    if (market.liquidity.refreshed(this.#atUs)) {
      this.#floor.emit({ type: 'book', symbol: market.product.symbol, atUs: this.#atUs });
    }
    this.#floor.emit({ type: 'ticker', ticker: this.#figures.ticker(this.#floor, pit) });
  }

  #plan(): void {
    const next = this.#nextRunner();
    if (next === null) return;
    const dueMs = Math.min(this.#nextBeat * beatUs, next.nextPrintUs) / 1_000;
    this.#wake = this.#clock.after(Math.max(0, Math.ceil(dueMs - this.#clock.now())), () => {
      this.catchUp();
      this.#plan();
    });
  }
}
