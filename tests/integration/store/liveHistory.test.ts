import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { BatchDraft } from '#server/live/batchDraft.ts';
import { MarketRunner } from '#server/live/marketRunner.ts';
import type { Sql } from '#server/store/db.ts';
import { liveHistory } from '#server/store/liveHistory.ts';
import { record } from '#server/store/record.ts';
import { replaceStructure } from '#server/store/refold.ts';
import { readStoredSeries } from '#server/store/restore.ts';
import { candleAt } from '#shared/market/candleColumns.ts';
import { sampleSeries, sampleSymbols } from '#shared/market/sampleSeries.ts';
import type { Span } from '#shared/ports.ts';
import { freshMarket, writer } from '../../support/market.ts';

const [spec] = sampleSymbols;
const [source] = sampleSeries();
if (!spec || !source) throw new Error('the sample has series');
const { symbol, timeframe } = source;
const series = { symbol, timeframe };
const start = Date.UTC(2026, 0, 1);
/** The sample's prices, but without its gap. */
const candle = (index: number) => ({ ...candleAt(source, index), openTime: start + index * 15 * 60_000 });
const candles = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, step) => candle(first + step));
const span = (first: number, last: number): Span => ({
  first: candle(first).openTime,
  last: candle(last).openTime,
});
const always = { from: 0, before: Date.UTC(2100, 0) };

let sql: Sql;
const historyOf = (name: string | null = writer) =>
  liveHistory({ sql, writer: name, sessionOf: () => '24x7' });

beforeAll(async () => {
  sql = await freshMarket();
});

it('tells what is stored in stretches, and keeps what it is given once', async () => {
  const history = historyOf();
  expect(await history.spans(series, always)).toEqual([]);
  await history.save(candles(100, 199));
  await history.save([...candles(150, 220), ...candles(300, 310)]);
  await history.save([]);
  expect(await history.spans(series, always)).toEqual([span(100, 220), span(300, 310)]);
  const within = { from: candle(110).openTime, before: candle(305).openTime };
  expect(await history.spans(series, within)).toEqual([span(110, 220), span(300, 304)]);
  expect(await history.spans({ symbol, timeframe: '4h' }, always)).toEqual([]);
  const first = await history.read(series, { ...always, from: candle(219).openTime, limit: 3 });
  expect(first).toEqual([candle(219), candle(220), candle(300)]);
});

it('takes a weekend for no break where nobody trades', async () => {
  const friday = Date.UTC(2026, 0, 9, 21, 45);
  const sunday = Date.UTC(2026, 0, 11, 22, 0);
  const late = sunday + 4 * 3_600_000;
  const at = (openTime: number) => ({ ...candle(0), symbol: 'EURUSD', openTime });
  const euro = { symbol: 'EURUSD', timeframe };
  await historyOf().save([at(friday), at(sunday), at(late)]);
  const stretches = (session: 'forex' | '24x7') =>
    liveHistory({ sql, writer, sessionOf: () => session }).spans(euro, always);
  const last = { first: late, last: late };
  expect(await stretches('forex')).toEqual([{ first: friday, last: sunday }, last]);
  expect(await stretches('24x7')).toHaveLength(3);
});

it('writes under the name of the process that leads', async () => {
  const other = '00000000-0000-4000-8000-00000000bbbb';
  await expect(historyOf(other).save(candles(0, 1))).rejects.toThrow('Another Breaker has taken over');
  await historyOf(null).save(candles(400, 401));
  expect(await historyOf().spans(series, { ...always, from: candle(311).openTime })).toEqual([
    span(400, 401),
  ]);
});

it('leaves what was stored but not folded to the feed, and folds anew when older candles came in', async () => {
  sql = await freshMarket();
  const stored = () => readStoredSeries(sql, { series: [series], remembered: 100, partsOf: () => ({}) });
  const history = historyOf();
  await history.save(candles(50, 149));
  expect(await stored()).toMatchObject([{ isOutdated: false, snapshot: null, since: [] }]);

  const market = new MarketRunner({ specs: new Map([[symbol, spec]]), strategies: [] });
  const draft = new BatchDraft({ sequence: 0, factId: 0 });
  for (const one of candles(50, 99)) {
    const folded = market.fold(one);
    if (folded) draft.addCandle(folded);
  }
  const state = market.find(series)?.save();
  if (state) draft.addSnapshot({ ...series, openTime: candle(89).openTime, state });
  // The state is that of candle 99, but the store has it at 89: what counts is how many candles it was made of.
  await record(sql, draft.build(), writer);
  expect(await stored()).toMatchObject([{ isOutdated: true }]);
  await sql`update engine_state set ts = ${candle(99).openTime}`;
  const [kept] = await stored();
  expect(kept).toMatchObject({ isOutdated: false, since: [] });
  expect(kept?.snapshot).not.toBeNull();

  await history.save(candles(40, 49));
  const [deeper] = await stored();
  expect(deeper).toMatchObject({ isOutdated: true, snapshot: null });
  expect(deeper?.since).toEqual(candles(40, 99));
});

it('knows that other candles were folded than those that are stored now', async () => {
  sql = await freshMarket();
  const isOutdated = async () =>
    (await readStoredSeries(sql, { series: [series], remembered: 100, partsOf: () => ({}) })).map(
      (stored) => stored.isOutdated,
    );
  const history = historyOf();
  const market = new MarketRunner({ specs: new Map([[symbol, spec]]), strategies: [] });
  const draft = new BatchDraft({ sequence: 0, factId: 0 });
  for (const one of [...candles(0, 3), ...candles(5, 9)]) {
    const folded = market.fold(one);
    if (folded) draft.addCandle(folded);
    const state = market.find(series)?.save();
    if (state && one.openTime === candle(0).openTime)
      draft.addSnapshot({ ...series, openTime: one.openTime, state });
  }
  await record(sql, draft.build(), writer);
  // The same again, another volume, and what is newer: nothing that was folded.
  await history.save([candle(0), { ...candle(2), volume: 7 }, candle(10)]);
  expect(await isOutdated()).toEqual([false]);
  await history.save([candle(4)]);
  expect(await isOutdated()).toEqual([true]);
  await sql`update engine_state set is_outdated = false`;
  await history.save([{ ...candle(7), close: candle(7).low }]);
  expect(await isOutdated()).toEqual([true]);
  const again = new MarketRunner({ specs: new Map([[symbol, spec]]), strategies: [] });
  const refolded = again.restore(
    await readStoredSeries(sql, { series: [series], remembered: 100, partsOf: () => ({}) }),
  );
  await replaceStructure(sql, { series: refolded, epoch: randomUUID() });
  expect(await isOutdated()).toEqual([false]);
});
