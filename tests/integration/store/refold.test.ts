import { beforeAll, expect, it } from 'vitest';
import { BatchDraft } from '#server/live/batchDraft.ts';
import { MarketRunner } from '#server/live/marketRunner.ts';
import type { Sql } from '#server/store/db.ts';
import { openMarket } from '#server/store/market.ts';
import { record } from '#server/store/record.ts';
import { replaceStructure } from '#server/store/refold.ts';
import { readStoredSeries } from '#server/store/restore.ts';
import { readRecentSignals } from '#server/store/signals.ts';
import { readBlocks, readStructure } from '#server/store/structure.ts';
import { candleAt } from '#shared/market/candleColumns.ts';
import { sampleSeries, sampleSymbols } from '#shared/market/sampleSeries.ts';
import { smcStateVersion } from '#shared/smc/smcState.ts';
import { longSignal } from '../../support/domain.ts';
import { freshMarket, writer } from '../../support/market.ts';

const [spec, otherSpec] = sampleSymbols;
const [source, otherSource] = sampleSeries();
if (!spec || !source || !otherSpec || !otherSource) throw new Error('the sample has two series');
const { symbol, timeframe } = source;
const key = { symbol, timeframe };
const otherKey = { symbol: otherSource.symbol, timeframe: otherSource.timeframe };
const epoch = '11111111-1111-4111-8111-111111111111';
const everything = { from: 0, to: Date.UTC(2100, 0), limit: 10_000 };

let sql: Sql;
const runner = () =>
  new MarketRunner({ specs: new Map([spec, otherSpec].map((one) => [one.symbol, one])), strategies: [] });
const stored = () => readStoredSeries(sql, { series: [key, otherKey], remembered: 100, partsOf: () => ({}) });
const kept = async (series: typeof key) => ({
  events: await readStructure(sql, series),
  blocks: await readBlocks(sql, { ...series, ...everything }),
});
let before: Awaited<ReturnType<typeof kept>>;
let otherBefore: Awaited<ReturnType<typeof kept>>;

/** Two series as the server left them, and a signal from one of the blocks. */
beforeAll(async () => {
  sql = await freshMarket();
  const market = runner();
  const draft = new BatchDraft({ sequence: 0, factId: 0 });
  for (const series of [source, otherSource]) {
    for (let index = 0; index < 500; index++) {
      const folded = market.fold(candleAt(series, index));
      if (folded) draft.addCandle(folded);
    }
    const openTime = candleAt(series, 499).openTime;
    const state = market.find(series)?.save();
    if (state) draft.addSnapshot({ symbol: series.symbol, timeframe: series.timeframe, openTime, state });
  }
  await record(sql, draft.build(), writer);
  [before, otherBefore] = [await kept(key), await kept(otherKey)];
  const [, , block] = before.blocks;
  if (!block) throw new Error('the sample has blocks');
  const zone = { ...longSignal().zone, blockId: block.id, bias: block.bias, formedAt: block.formedAt };
  const signal = longSignal({ symbol, zone });
  const next = new BatchDraft({ sequence: 1, factId: 0 });
  next.addFacts([{ kind: 'signalRaised', at: 1, accountId: null, rows: { signals: [signal] } }]);
  await record(sql, next.build(), writer);
});

it('a state of this engine is continued and nothing is written anew', async () => {
  const series = await stored();
  expect(series.map(({ snapshot }) => snapshot === null)).toEqual([false, false]);
  expect(runner().restore(series)).toEqual([]);
});

it('what an older engine left is folded anew from the first candle and replaced as a whole', async () => {
  // An older engine counted blocks alone, and told of less.
  const row = sql`symbol_id = (select id from symbol where name = ${symbol})`;
  await sql`update engine_state set state = jsonb_set(state, '{engine}', '{"version": 1, "bar": 499}') where ${row}`;
  await sql`delete from structure_event where ${row} and kind like 'fvg%'`;
  await sql`update order_block set id = id || '0' where ${row}`;
  await sql`update signal set zone = jsonb_set(zone, '{blockId}', to_jsonb((zone ->> 'blockId') || '0'))`;
  const [signalBefore] = await readRecentSignals(sql, 1);

  const series = await stored();
  expect(series.map(({ snapshot, since }) => [snapshot === null, since.length])).toEqual([
    [true, 500],
    [false, 0],
  ]);
  expect(series.map(({ isOutdated }) => isOutdated)).toEqual([true, false]);
  const market = runner();
  const refolded = market.restore(series);
  expect(refolded.map((one) => one.symbol)).toEqual([symbol]);
  await replaceStructure(sql, { series: refolded, epoch });

  expect(await kept(key)).toEqual(before);
  expect(await kept(otherKey)).toEqual(otherBefore);
  const [signal] = await readRecentSignals(sql, 1);
  expect(signalBefore?.zone.blockId).toBe(`${before.blocks[2]?.id}0`);
  expect(signal?.zone).toEqual({ ...signalBefore?.zone, blockId: before.blocks[2]?.id });
  expect(
    (await openMarket(sql, { epoch: '33333333-3333-4333-8333-333333333333', label: 'TEST', writer })).epoch,
  ).toBe(epoch);
});

it('after that the next start continues the new state', async () => {
  const series = await stored();
  expect(series.map(({ snapshot }) => snapshot?.engine.version)).toEqual([smcStateVersion, smcStateVersion]);
  const market = runner();
  expect(market.restore(series)).toEqual([]);
  const fresh = runner();
  for (let index = 0; index < 520; index++) fresh.fold(candleAt(source, index));
  for (let index = 500; index < 520; index++) market.fold(candleAt(source, index));
  expect(market.find(key)?.save()).toEqual(fresh.find(key)?.save());
});

it('what has no state yet, because the server ended early, is folded again and not replaced', () => {
  const since = [0, 1, 2].map((index) => candleAt(source, index));
  const market = runner();
  expect(
    market.restore([{ ...key, isOutdated: false, snapshot: null, before: [], whole: [], since }]),
  ).toEqual([]);
  expect(market.find(key)?.candles).toBe(3);
});

it('nothing is replaced when it cannot be replaced as a whole', async () => {
  const [refolded] = runner().restore([
    { ...key, isOutdated: true, snapshot: null, before: [], whole: [], since: [candleAt(source, 0)] },
  ]);
  if (!refolded) throw new Error('a series without a state is folded anew');
  const twice = {
    ...refolded,
    structure: [0, 1].map(() => ({
      ...key,
      bar: 0,
      seq: 0,
      openedAt: 0,
      levelFrom: null,
      event: { bar: 0, time: 0, kind: 'gap' as const, missing: 1 },
    })),
  };
  await expect(
    replaceStructure(sql, { series: [twice], epoch: '22222222-2222-4222-8222-222222222222' }),
  ).rejects.toThrow();
  expect(await kept(key)).toEqual(before);
  expect(
    (await openMarket(sql, { epoch: '33333333-3333-4333-8333-333333333333', label: 'TEST', writer })).epoch,
  ).toBe(epoch);
});
