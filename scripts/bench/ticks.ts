import { compactDialect } from '#server/delta/dialect.ts';
import { CandleLadder } from '#shared/market/candleLadder.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import { median, printFigure, timed } from '../measure/figure.ts';

const symbols = Array.from({ length: 50 }, (_, index) => `COIN${index}USD`);
const timeframes: readonly Timeframe[] = ['1m', '5m', '15m', '1h', '4h'];
const frameCount = 100_000;
/** Runs counted, after as many that only warm the compiler up. */
const rounds = 9;
const start = Date.UTC(2026, 0, 5);
const frames = tradeFrames();

/** Half an hour of trades of fifty symbols as the public socket sends them, one in fifty of them twice. */
function tradeFrames(): readonly string[] {
  const random = seededRandom(7);
  const prices = new Map(symbols.map((symbol) => [symbol, 100]));
  const texts: string[] = [];
  const stepUs = (30 * 60e6) / frameCount;
  for (let index = 0; texts.length < frameCount; index += 1) {
    const sy = symbols[Math.floor(random.between(0, symbols.length))] ?? '';
    const price = Math.round(100 * (prices.get(sy) ?? 100) * (1 + 0.0003 * random.bell())) / 100;
    prices.set(sy, price);
    const t = start * 1_000 + Math.floor(index * stepUs);
    const r = random.chance(0.5) ? 't' : 'm';
    const s = Math.floor(random.between(1, 40));
    const text = JSON.stringify({ type: 'trades', sy, p: String(price), s, r, t, ts: t + 400 });
    texts.push(text);
    if (random.chance(0.02)) texts.push(text);
  }
  return texts.slice(0, frameCount);
}

/** From the text of a frame to the candles of every timeframe; answers how many closed. */
function foldAll(): number {
  let closed = 0;
  const count = () => {
    closed += 1;
  };
  const ladders = new Map(
    symbols.map((symbol) => {
      const ladder = new CandleLadder({ symbol, timeframes, closed: count });
      return [symbol, ladder];
    }),
  );
  for (const text of frames) {
    compactDialect.decode(text, (message) => {
      if (message.type === 'trade') ladders.get(message.symbol)?.take(message, message.at);
    });
  }
  return closed;
}

/** What nothing that reads the frames can be faster than. */
function bareParse(): number {
  let size = 0;
  for (const text of frames) size += JSON.parse(text).s;
  return size;
}

const candles = foldAll();
if (candles < 29 * symbols.length) throw new Error(`only ${candles} candles were made`);
for (let round = 0; round < rounds; round += 1) {
  foldAll();
  bareParse();
}
const secondsOf = (run: () => void) => median(Array.from({ length: rounds }, () => timed(run)));
const foldSeconds = secondsOf(foldAll);
const bareSeconds = secondsOf(bareParse);
const n = rounds * frameCount;
printFigure({ name: 'ticks.framesPerSecond', value: frameCount / foldSeconds, unit: 'frames/s', n });
printFigure({ name: 'ticks.againstBareParse', value: foldSeconds / bareSeconds, unit: 'ratio', n: rounds });
