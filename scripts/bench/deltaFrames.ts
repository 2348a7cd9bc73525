import { compactDialect, type Dialect, legacyDialect } from '#server/delta/dialect.ts';
import { median, printFigure, timed } from '../measure/figure.ts';

const frames = 100_000;
/** Runs counted, after as many that only warm the compiler up. */
const rounds = 7;
const us = 1_790_000_100_123_456;

const trade = (index: number) => ({
  price: (180 + (index % 100) / 100).toFixed(4),
  size: 1 + (index % 9),
  at: us + index * 137,
});

/** Trades as each dialect writes them, no two the same. */
const written: Readonly<Record<Dialect['name'], (index: number) => object>> = {
  compact(index) {
    const { price, size, at } = trade(index);
    return { type: 'trades', sy: 'SOLUSD', p: price, s: String(size), r: 't', t: at, ts: at + 450 };
  },
  legacy(index) {
    const { price, size, at } = trade(index);
    const roles = { buyer_role: 'maker', seller_role: 'taker' };
    return { symbol: 'SOLUSD', price, size, type: 'all_trades', ...roles, timestamp: at };
  },
};

for (const { name, decode } of [compactDialect, legacyDialect]) {
  const texts = Array.from({ length: frames }, (_, index) => JSON.stringify(written[name](index)));
  let trades = 0;
  const seconds = Array.from({ length: 2 * rounds }, () =>
    timed(() => {
      for (const text of texts) {
        decode(text, (message) => {
          if (message.type === 'trade') trades += 1;
        });
      }
    }),
  );
  if (trades !== 2 * rounds * frames) throw new Error(`${name}: ${trades} trades of ${2 * rounds * frames}`);
  const value = frames / median(seconds.slice(rounds));
  printFigure({ name: `delta.${name}TradeFramesPerSecond`, value, unit: 'frames/s', n: rounds });
}
