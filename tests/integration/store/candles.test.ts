import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readHoles, readKeptSeries } from '#server/store/candleStatus.ts';
import { readCandles, readSeries, upsertCandles, upsertSeries } from '#server/store/candles.ts';
import { openDatabase, type Sql } from '#server/store/db.ts';
import { migrate } from '#server/store/migrate.ts';
import { symbolIds } from '#server/store/symbols.ts';
import type { Candle } from '#shared/market/candle.ts';
import { candleAt, columnsOf, seriesLength } from '#shared/market/candleColumns.ts';
import { freshDatabase } from '../../support/database.ts';
import { monday, quietCandle, seriesAt, upTo } from '../../support/recordedSeries.ts';

const folder = fileURLToPath(new URL('../../../migrations', import.meta.url));
const quarter = 900_000;
let sql: Sql;

beforeAll(async () => {
  const place = { connection: await freshDatabase(), schema: 'public' };
  await migrate({ ...place, folder });
  sql = await openDatabase(place);
});
afterAll(async () => await sql.end());

const allOf = async (symbol: string) => {
  const series = await readSeries(sql, { symbol, timeframe: '15m', from: 0, before: monday * 2 });
  return Array.from({ length: seriesLength(series) }, (_, index) => candleAt(series, index));
};

it('keeps a series once, however often it is imported, and counts what was new, changed and known', async () => {
  const series = seriesAt('ONCE', '15m', upTo(25));
  expect(await upsertSeries(sql, series)).toEqual({ added: 25, changed: 0, unchanged: 0 });
  expect(await upsertSeries(sql, series)).toEqual({ added: 0, changed: 0, unchanged: 25 });
  const other = seriesAt('ONCE', '15m', [...upTo(26), 30]);
  other.columns.volume[3] = 77;
  other.columns.close[4] = 100.25;
  expect(await upsertSeries(sql, other)).toEqual({ added: 2, changed: 2, unchanged: 23 });
  const kept = await allOf('ONCE');
  expect(kept).toHaveLength(27);
  expect(kept[3]?.volume).toBe(77);
  expect(kept[4]).toEqual(quietCandle({ symbol: 'ONCE', openTime: monday + 4 * quarter, close: 100.25 }));
});

it('writes no new row version for a candle that did not change', async () => {
  await upsertSeries(sql, seriesAt('STILL', '15m', upTo(5)));
  const versions = async () =>
    await sql`select c.xmin::text, c.ctid::text from candle c join symbol s on s.id = c.symbol_id where s.name = 'STILL' order by ts`;
  const before = await versions();
  await upsertSeries(sql, seriesAt('STILL', '15m', upTo(5)));
  expect([...(await versions())]).toEqual([...before]);
});

it('gives back every bit of every number', async () => {
  const odd: Candle[] = [
    quietCandle({ symbol: 'BITS', open: 1e-8, high: 0.1 + 0.2, low: 5e-324, close: 1 / 3, volume: 1.7e308 }),
    quietCandle({ symbol: 'BITS', openTime: monday + quarter, high: 123_456_789.123_456_79, volume: 0 }),
  ];
  await upsertCandles(sql, odd);
  expect(await allOf('BITS')).toEqual(odd);
  expect(await readCandles(sql, { symbol: 'BITS', timeframe: '15m', before: null, limit: 9 })).toEqual(odd);
});

it('imports in batches and says how far it is', async () => {
  const heard: number[] = [];
  const series = seriesAt('MANY', '1m', upTo(25_001));
  expect(await upsertSeries(sql, series, (done) => heard.push(done))).toMatchObject({ added: 25_001 });
  expect(heard).toEqual([10_000, 20_000, 25_001]);
});

it('keeps candles of several series at once, inside a transaction', async () => {
  const candles = [
    quietCandle({ symbol: 'MIX-A' }),
    quietCandle({ symbol: 'MIX-B', timeframe: '1h' }),
    quietCandle({ symbol: 'MIX-A', openTime: monday + quarter }),
  ];
  await expect(
    sql.begin(async (tx) => {
      await upsertCandles(tx, candles);
      throw new Error('changed its mind');
    }),
  ).rejects.toThrow('changed its mind');
  expect(await allOf('MIX-A')).toEqual([]);
  await sql.begin((tx) => upsertCandles(tx, candles));
  expect(await allOf('MIX-A')).toEqual([candles[0], candles[2]]);
  await upsertCandles(sql, []);
});

it('reads pages of candles backwards from a time, oldest first', async () => {
  await upsertSeries(sql, seriesAt('PAGES', '15m', upTo(10)));
  const page = async (before: number | null, limit: number) =>
    (await readCandles(sql, { symbol: 'PAGES', timeframe: '15m', before, limit })).map(
      (candle) => (candle.openTime - monday) / quarter,
    );
  expect(await page(null, 3)).toEqual([7, 8, 9]);
  expect(await page(monday + 7 * quarter, 3)).toEqual([4, 5, 6]);
  expect(await page(monday + quarter, 3)).toEqual([0]);
  expect(await page(monday, 3)).toEqual([]);
  expect(await readCandles(sql, { symbol: 'NOBODY', timeframe: '15m', before: null, limit: 3 })).toEqual([]);
});

it('reads a span in columns, its end left out; nothing is an empty series', async () => {
  await upsertSeries(sql, seriesAt('SPAN', '15m', upTo(10)));
  const span = {
    symbol: 'SPAN',
    timeframe: '15m',
    from: monday + 2 * quarter,
    before: monday + 5 * quarter,
  } as const;
  expect(await readSeries(sql, span)).toEqual(seriesAt('SPAN', '15m', [2, 3, 4]));
  expect(await readSeries(sql, { ...span, timeframe: '1h' })).toEqual({
    symbol: 'SPAN',
    timeframe: '1h',
    columns: columnsOf([]),
  });
});

it('tells which series there are, how far they go and where they have holes', async () => {
  await upsertSeries(sql, seriesAt('ZZ', '1h', [0, 1, 5, 6, 9]));
  await upsertSeries(sql, seriesAt('ZZ', '15m', [0, 1]));
  const stored = (await readKeptSeries(sql)).filter(({ symbol }) => symbol === 'ZZ');
  const hour = 3_600_000;
  expect(stored).toEqual([
    { symbol: 'ZZ', timeframe: '15m', rows: 2, first: monday, last: monday + quarter },
    { symbol: 'ZZ', timeframe: '1h', rows: 5, first: monday, last: monday + 9 * hour },
  ]);
  expect([...(await readHoles(sql, { symbol: 'ZZ', timeframe: '1h' }))]).toEqual([
    { after: monday + hour, before: monday + 5 * hour },
    { after: monday + 6 * hour, before: monday + 9 * hour },
  ]);
});

it('gives every symbol one id for good and uses up no other', async () => {
  const first = await symbolIds(sql, ['ID-A', 'ID-B', 'ID-A']);
  for (let again = 0; again < 5; again += 1) await symbolIds(sql, ['ID-A', 'ID-B']);
  const later = await symbolIds(sql, ['ID-A', 'ID-C', 'ID-B']);
  expect(later.get('ID-A')).toBe(first.get('ID-A'));
  expect(later.get('ID-C')).toBe(Math.max(...first.values()) + 1);
});
