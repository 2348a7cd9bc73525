import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardReport } from '#server/jobs/cardReport.ts';
import { cardWork } from '#server/jobs/cardWork.ts';
import type { Payload } from '#server/jobs/jobKinds.ts';
import { JobQueue } from '#server/jobs/jobQueue.ts';
import type { LiveStrategy } from '#server/jobs/liveStrategies.ts';
import { requestCards } from '#server/jobs/reportCards.ts';
import { readReportCards } from '#server/rpc/reportCards.ts';
import { upsertAccount } from '#server/store/accounts.ts';
import { readSeries, upsertSeries } from '#server/store/candles.ts';
import type { Sql } from '#server/store/db.ts';
import { openMarketSchema } from '#server/store/openStore.ts';
import { readCards, upsertCard } from '#server/store/reportCards.ts';
import { insertSignal } from '#server/store/signals.ts';
import { saveTaught } from '#server/store/taught.ts';
import { markTradeDeleted, upsertTrade } from '#server/store/trades.ts';
import { backtestCardOf, paperRecordOf } from '#shared/backtest/reportCard.ts';
import { type CandleSeries, sliceColumns } from '#shared/market/candleColumns.ts';
import { sampleSeries, sampleSymbols } from '#shared/market/sampleSeries.ts';
import { backtestCardSchema, reportCardSchema } from '#shared/sync/reportCards.ts';
import { freshDatabase } from '../../support/database.ts';
import { longSignal, minute, noon, openLong, paper } from '../../support/domain.ts';

const schema = 'test_market';
const specs = new Map(sampleSymbols.map((spec) => [spec.symbol, spec]));
const everywhere: readonly LiveStrategy[] = [{ id: 'progressive-smc', params: {}, symbols: null }];
const candlesADay = 96;
/** Some months of 15m candles: trades enough for an interval. */
const length = 60 * candlesADay;
const [first, second] = sampleSeries();
let sql: Sql;
let queue: JobQueue;

const newest = (series: CandleSeries | undefined, from: number, to: number): CandleSeries => {
  if (series === undefined) throw new RangeError('the sample has at least two series');
  return { ...series, columns: sliceColumns(series.columns, from, to) };
};

beforeAll(async () => {
  const connection = await freshDatabase();
  sql = await openMarketSchema(connection, schema);
  for (const series of [first, second]) await upsertSeries(sql, newest(series, 0, length));
  const log = pino({ level: 'silent' });
  queue = await JobQueue.open({ connection, code: 'one', log, revive: () => Promise.resolve() });
});
afterAll(async () => {
  await queue.stop();
  await sql.end({ timeout: 1 });
});

const request = (live = everywhere, code = 'one') => requestCards({ queue, sql, code, schema, specs, live });
const waiting = async () => {
  const [row] = await sql<{ jobs: number }[]>`
    select count(*) as jobs from job_queue.job where name = 'reportCard-one' and state < 'completed'`;
  return row?.jobs;
};
const patience = { timeout: 60_000, interval: 50 };

describe('report cards', () => {
  it('are asked for once for every series that the strategy trades', async () => {
    expect(await request([{ id: 'progressive-smc', params: {}, symbols: ['NONE'] }])).toBe(0);
    expect(await Promise.all([request(), request()]).then((asked) => asked.toSorted())).toEqual([0, 2]);
    expect(await request()).toBe(0);
  });

  it('have the figures of the report, and are made once', async () => {
    await queue.work(cardWork({ sql: queue.sql, code: 'one' }));
    await expect.poll(async () => (await readCards(sql)).length, patience).toBe(2);
    await expect.poll(waiting, patience).toBe(0);
    expect(await request()).toBe(0);
    const [card] = await readCards(sql);
    if (card === undefined) throw new Error('there are two cards');
    const { symbol, timeframe } = card;
    const series = await readSeries(sql, { symbol, timeframe, from: 0, before: Number.MAX_SAFE_INTEGER });
    const spec = specs.get(symbol) ?? null;
    const payload: Payload<'reportCard'> = {
      ...{ schema, symbol, timeframe, spec, strategy: 'progressive-smc', params: {}, mode: 'A' },
    };
    const report = await cardReport({ payload, series });
    const { trades, meanR, meanRange } = report.overall;
    expect(trades).toBeGreaterThan(30);
    expect(card).toMatchObject({
      ...{ strategy: 'progressive-smc', mode: 'A', code: 'one', params: {} },
      body: {
        ...{ trades, meanR, meanRange },
        random: { meanR: report.random?.randomMeanR, p: report.random?.p },
        ...{ from: report.from, to: report.to, candles: length },
        verdict: report.verdict,
      },
    });
    expect(backtestCardSchema.parse(card.body)).toEqual(backtestCardOf(report));
  });

  it('are asked for again when history has grown by a day at either end, and not before', async () => {
    await upsertSeries(sql, newest(first, length, length + candlesADay - 1));
    expect(await request()).toBe(0);
    await upsertSeries(sql, newest(first, length + candlesADay - 1, length + candlesADay));
    expect(await request()).toBe(1);
    const isGrown = async () =>
      (await readCards(sql)).some(({ body }) => candlesOf(body) === length + candlesADay);
    await expect.poll(isGrown, patience).toBe(true);
    expect(await request()).toBe(0);
    await sql`delete from candle where ts < (select min(ts) + 86400000 from candle)`;
    await sql`update report_card set first = first + 86400000`;
    await upsertSeries(sql, newest(second, 0, candlesADay));
    expect(await request()).toBe(1);
    await expect.poll(waiting, patience).toBe(0);
  });

  it('are asked for again for other parameters and for another version of the program', async () => {
    const other = [{ id: 'progressive-smc', params: { entryPenetration: 0.4 }, symbols: null }];
    expect(await request(other)).toBe(2);
    const params = async () => (await readCards(sql)).map((card) => card.params);
    await expect.poll(params, patience).toEqual(other.flatMap((one) => [one.params, one.params]));
    expect(await request(other)).toBe(0);
    expect(await request(other, 'two')).toBe(2);
    await expect.poll(waiting, patience).toBe(0);
  });

  it('are of the parameters that practice taught, where the file sets none', async () => {
    const live = (params: Record<string, unknown>) => [{ id: 'human-trained', params, symbols: null }];
    const m5 = { ...newest(first, 0, length), symbol: 'SAMPLE-FIVE', timeframe: '5m' as const };
    const { openTime } = m5.columns;
    const start = openTime[0] ?? 0;
    const closer = openTime.map((_, index) => start + index * 5 * minute);
    await upsertSeries(sql, { ...m5, columns: { ...m5.columns, openTime: closer } });
    const asked = async () => {
      const rows = await sql<{ data: { params: unknown } }[]>`
        select data from job_queue.job where name = 'reportCard-one' and data->>'strategy' = 'human-trained'
        order by created_on`;
      return rows.map(({ data }) => data.params);
    };
    await saveTaught(sql, 'human-trained', { params: { rr: 2.2, riskPct: 1 }, trades: 30, at: noon });
    expect(await request(live({ riskPct: 0.25 }))).toBe(1);
    expect(await asked()).toEqual([{ rr: 2.2, riskPct: 0.25 }]);
    await expect.poll(waiting, patience).toBe(0);
    expect((await readCards(sql)).find(({ strategy }) => strategy === 'human-trained')).toMatchObject({
      ...{ mode: 'B', timeframe: '5m', params: { rr: 2.2, riskPct: 0.25 } },
    });
    // A target nearer than the least that the file wants: they do not go together, and the file alone counts.
    expect(await request(live({ minRr: 2.5, riskPct: 0.25 }))).toBe(1);
    expect((await asked()).at(-1)).toEqual({ minRr: 2.5, riskPct: 0.25 });
    await expect.poll(waiting, patience).toBe(0);
    await sql`delete from report_card where strategy = 'human-trained'`;
  });

  it('stay as they are when a job comes twice, or after one of more candles', async () => {
    const [card] = await readCards(sql);
    if (card === undefined) throw new Error('there are two cards');
    const { computedAt: _, ...basis } = card;
    const older = { ...basis, last: basis.last - minute, body: { trades: 0 } };
    for (const change of [older, { ...basis, body: { trades: 1 } }, older])
      await sql.begin((tx) => upsertCard(tx, change));
    const after = await readCards(sql);
    expect(after).toHaveLength(2);
    expect(after[0]?.body).toEqual({ trades: 1 });
    await sql.begin((tx) => upsertCard(tx, { ...older, code: 'newer' }));
    expect((await readCards(sql))[0]?.body).toEqual({ trades: 0 });
  });

  it('are not made by a thread that is told to stop', async () => {
    const stop = new AbortController();
    const work = cardWork({ sql: queue.sql, code: 'one' });
    const symbol = second?.symbol ?? '';
    const making = work.run(
      { schema, symbol, timeframe: '15m', spec: null, strategy: 'progressive-smc', params: {}, mode: 'A' },
      stop.signal,
    );
    stop.abort();
    await expect(making).rejects.toThrow();
  });
});

const candlesOf = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'candles' in body ? body.candles : null;

describe('what the app gets', () => {
  const results = [1.5, -1, 2, null];
  const trades = results.map((rMultiple, index) => {
    const id = `paper.${index}`;
    const signal = longSignal({ id: `signal ${index}`, symbol: second?.symbol ?? '' });
    const closedAt = noon + index * minute;
    const close = { exit: '101', closedAt, fees: '1', net: '9', rMultiple, outcome: 'WIN' as const };
    return { signal, trade: openLong({ id, signalId: signal.id, symbol: signal.symbol, close }) };
  });

  beforeAll(async () => {
    await sql.begin(async (tx) => {
      await upsertAccount(tx, paper);
      for (const { signal, trade } of trades) {
        await insertSignal(tx, { signal, accountId: paper.id });
        await upsertTrade(tx, trade);
      }
    });
  });

  it('is a card for each account, with the journal as it is now', async () => {
    const cards = reportCardSchema.array().parse(await readReportCards(sql, ['paper', 'other']));
    expect(cards.map(({ accountId }) => accountId)).toEqual(['paper', 'paper', 'other', 'other']);
    const mine = cards.find(({ accountId, symbol }) => accountId === 'paper' && symbol === second?.symbol);
    expect(mine?.paper).toEqual(
      paperRecordOf(results.map((rMultiple, index) => ({ closedAt: noon + index * minute, rMultiple }))),
    );
    expect(mine?.paper).toMatchObject({ trades: 3, meanR: 2.5 / 3, meanRange: null, from: noon });
    expect(cards.filter((card) => card.paper !== null)).toHaveLength(1);
    await sql.begin((tx) => markTradeDeleted(tx, { tradeId: 'paper.1', at: noon }));
    const again = await readReportCards(sql, ['paper']);
    expect(again.find(({ symbol }) => symbol === second?.symbol)?.paper).toMatchObject({
      trades: 2,
      meanR: 1.75,
    });
  });

  it('leaves out a backtest that says what nobody understands, and has trades without one', async () => {
    await sql`update report_card set body = '{"trades": "many"}'`;
    const unread = await readReportCards(sql, ['paper']);
    expect(unread.map(({ backtest }) => backtest)).toEqual([null, null]);
    await sql`delete from report_card`;
    expect(await readReportCards(sql, ['paper', 'other'])).toMatchObject([
      { accountId: 'paper', symbol: second?.symbol, backtest: null, paper: { trades: 2 } },
    ]);
  });
});
