import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCandleFile } from '#server/feed/candleFile.ts';
import type { Candle } from '#shared/market/candle.ts';
import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { monday, quietCandle } from '../support/recordedSeries.ts';
import { textFiles } from '../support/textFiles.ts';

const seed = 20_260_105;
const { write } = textFiles();
const price = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
const candles = fc
  .uniqueArray(
    fc.record({
      step: fc.nat(5_000),
      prices: fc.tuple(price, price, price, price),
      volume: fc.double({ min: 0, max: 1e12, noNaN: true }),
    }),
    { selector: ({ step }) => step, minLength: 1, maxLength: 30 },
  )
  .map((all) => all.sort((a, b) => a.step - b.step).map(sound));

function sound({ step, prices, volume }: { step: number; prices: number[]; volume: number }): Candle {
  const [open = 1, close = 1] = prices;
  const openTime = monday + step * 900_000;
  return quietCandle({ openTime, open, close, high: Math.max(...prices), low: Math.min(...prices), volume });
}

const iso = (time: number) => new Date(time).toISOString();
const times = {
  seconds: (time: number) => String(time / 1000),
  milliseconds: String,
  iso,
  metaTrader: (time: number) => iso(time).slice(0, 16).replaceAll('-', '.').replace('T', ' '),
};
const layout = fc.record({
  time: fc.constantFrom(...Object.values(times)),
  delimiter: fc.constantFrom(',', '\t', ';'),
  newline: fc.constantFrom('\n', '\r\n'),
  mark: fc.constantFrom('', '\ufeff'),
  header: fc.constantFrom(null, ['Time', 'Open', 'High', 'Low', 'Close', 'Volume']),
  quote: fc.constantFrom('', '"'),
  end: fc.constantFrom('.csv', '.csv.gz'),
});
type Layout = typeof layout extends fc.Arbitrary<infer Value> ? Value : never;

function fileText(all: readonly Candle[], { time, delimiter, newline, mark, header, quote }: Layout): string {
  const rows = all.map((c) => [time(c.openTime), c.open, c.high, c.low, c.close, c.volume].map(String));
  const lines = [...(header === null ? [] : [header]), ...rows].map((cells) =>
    cells.map((cell) => `${quote}${cell}${quote}`).join(delimiter),
  );
  return `${mark}${lines.join(newline)}${newline}`;
}

const read = (path: string) =>
  readCandleFile(path, {
    symbol: null,
    timeframe: '15m',
    timeZone: 'UTC',
    knownSymbols: new Set(),
    sessionOf: () => '24x7',
  });

it('reads back what was written, bit by bit, in every layout', async () => {
  await fc.assert(
    fc.asyncProperty(candles, layout, async (written, how) => {
      const file = await read(write(`SOLUSDT${how.end}`, fileText(written, how)));
      expect(file.faults).toEqual([]);
      const found = Array.from({ length: seriesLength(file.series) }, (_, index) =>
        candleAt(file.series, index),
      );
      expect(found).toEqual(written);
    }),
    { seed, numRuns: 300 },
  );
});

it('accounts for every row: kept, a duplicate or a fault with its line', async () => {
  const asRow = (c: Candle) => [c.openTime, c.open, c.high, c.low, c.close, c.volume].join(',');
  const spoilt = fc.record({
    at: fc.nat(40),
    text: fc.constantFrom('x', '1,2', '1767571200000,1,1,2,1,1', '0,0,0,0,0,0'),
  });
  await fc.assert(
    fc.asyncProperty(candles, fc.array(spoilt), fc.array(fc.nat(40)), async (good, bad, repeated) => {
      const rows = good.map(asRow);
      for (const index of repeated) {
        const row = rows[index];
        if (row !== undefined) rows.splice(index, 0, row);
      }
      for (const { at, text } of bad) rows.splice(1 + (at % rows.length), 0, text);
      const file = await read(write('SOLUSDT.csv', rows.join('\n')));
      expect(file.rows).toBe(rows.length);
      expect(seriesLength(file.series) + file.duplicates + file.faults.length).toBe(rows.length);
      const spoiltLines = rows.flatMap((row, index) =>
        bad.some(({ text }) => text === row) ? [index + 1] : [],
      );
      expect(file.faults.map(({ line }) => line)).toEqual(spoiltLines);
      expect(seriesLength(file.series)).toBe(good.length);
    }),
    { seed, numRuns: 200 },
  );
});
