import { randomUUID } from 'node:crypto';
import { createTRPCClient, httpLink } from '@trpc/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRecording } from '#server/feed/recording.ts';
import type { AppRouter } from '#server/rpc/router.ts';
import { openDatabase, type Sql } from '#server/store/db.ts';
import { readFacts } from '#server/store/facts.ts';
import { readStructure } from '#server/store/structure.ts';
import { readTrades } from '#server/store/trades.ts';
import { type CandleSeries, candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { sampleSeries } from '#shared/market/sampleSeries.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import type { Fact } from '#shared/sync/rows.ts';
import { removeFolder } from '../../support/cluster.ts';
import { freshDatabase } from '../../support/database.ts';
import { databaseUrl } from '../../support/databaseUrl.ts';
import { listen } from '../../support/eventStream.ts';
import { type Breaker, startBreaker, temporaryDataDir } from '../../support/process.ts';

/** The server dies without warning again and again while it replays and takes answers. */
const kills = 3;
/** Over a hundred candles a second, a quarter of a second to answer, and most of the sample left for the last run. */
const busySpeed = '40000';
const answersPerRun = 6;
/** What the phone was told is done: these must be there at the end. */
const acknowledged: { readonly signalId: string; readonly answer: 'accept' | 'reject' }[] = [];
let dataDir: string;
let sql: Sql;
let env: { readonly DATABASE_URL: string };
let facts: readonly Fact[];

beforeAll(async () => {
  dataDir = temporaryDataDir();
  const connection = await freshDatabase();
  env = { DATABASE_URL: databaseUrl(connection) };
  for (let round = 0; round < kills; round += 1) {
    const breaker = await start(busySpeed);
    await answerSignals(breaker, answersPerRun);
    await breaker.kill();
  }
  const breaker = await start('max');
  await untilEnded(breaker);
  expect(await breaker.stop()).toBe(0);
  sql = await openDatabase({
    connection,
    schema: (await openRecording({ kind: 'sample', from: null })).schema,
  });
  facts = await allFacts();
});
afterAll(async () => {
  await sql?.end({ timeout: 1 });
  removeFolder(dataDir);
});

const start = (speed: string) => startBreaker({ dataDir, args: ['--sample', '--speed', speed], env });

/** Answers signals as they come until `count` answers are acknowledged; a busy machine is too late for some. */
async function answerSignals(breaker: Breaker, count: number): Promise<void> {
  const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${breaker.url}/trpc` })] });
  const { cursor } = await client.facts.pull.query({ epoch: null, cursor: 0 });
  const stop = new AbortController();
  const already = acknowledged.length;
  let answered = 0;
  for await (const { message } of listen(breaker.url, { lastEventId: String(cursor), signal: stop.signal })) {
    if (message.type === 'status' && message.status.feed.state === 'ended') break;
    if (message.type !== 'fact' || message.fact.kind !== 'signalRaised') continue;
    for (const signal of message.fact.rows.signals ?? []) {
      const answer = answered % 2 === 0 ? 'reject' : 'accept';
      const command = { commandId: randomUUID(), accountId: 'paper', signalId: signal.id, answer } as const;
      const result = await client.signals.answer.mutate(command);
      if (result.status === 'applied') acknowledged.push({ signalId: signal.id, answer });
      answered += 1;
    }
    if (acknowledged.length - already >= count) break;
  }
  stop.abort();
}

async function untilEnded(breaker: Breaker): Promise<void> {
  const stop = new AbortController();
  for await (const { message } of listen(breaker.url, { lastEventId: '0', signal: stop.signal }))
    if (message.type === 'status' && message.status.feed.state === 'ended') break;
  stop.abort();
}

async function allFacts(): Promise<readonly Fact[]> {
  const all: Fact[] = [];
  for (;;) {
    const page = await readFacts(sql, { after: all.length, limit: 1_000 });
    all.push(...page);
    if (page.length < 1_000) return all;
  }
}

function unbroken(series: CandleSeries): unknown[] {
  const engine = new SmcEngine({ timeframe: series.timeframe });
  return Array.from({ length: seriesLength(series) }, (_, index) =>
    engine.step(candleAt(series, index)),
  ).flat();
}

it('keeps every answer that was acknowledged, once', async () => {
  expect(acknowledged.length).toBeGreaterThan(0);
  const decisions = facts.flatMap(({ rows }) => rows.decisions ?? []);
  expect(new Set(decisions.map(({ signalId }) => signalId)).size).toBe(decisions.length);
  const answers = new Map(decisions.map(({ signalId, answer }) => [signalId, answer]));
  for (const { signalId, answer } of acknowledged) expect(answers.get(signalId)).toBe(`${answer}ed`);
  const trades = await readTrades(sql, 'paper');
  const accepted = decisions.filter(({ answer }) => answer === 'accepted').map(({ signalId }) => signalId);
  expect(trades.map((trade) => trade.signalId).sort()).toEqual([...accepted].sort());
});

it('raises no signal twice and leaves no hole in the log', () => {
  expect(facts.map(({ id }) => id)).toEqual(facts.map((_, index) => index + 1));
  const raised = facts.flatMap(({ rows }) => rows.signals ?? []);
  expect(new Set(raised.map(({ id }) => id)).size).toBe(raised.length);
  const open = new Set<string>();
  for (const { rows } of facts) {
    for (const { zone } of rows.signals ?? []) {
      expect(open.has(`${zone.blockId} ${zone.state}`)).toBe(false);
      open.add(`${zone.blockId} ${zone.state}`);
    }
    for (const { signalId } of rows.decisions ?? []) {
      const zone = raised.find(({ id }) => id === signalId)?.zone;
      if (zone) open.delete(`${zone.blockId} ${zone.state}`);
    }
  }
});

it('has every candle, and the very events of a run that nobody disturbed', async () => {
  for (const series of sampleSeries()) {
    expect(await readStructure(sql, series)).toEqual(unbroken(series));
    const [kept] = await sql<{ count: number }[]>`
      select count(*) from candle c join symbol s on s.id = c.symbol_id where s.name = ${series.symbol}`;
    expect(kept?.count).toBe(seriesLength(series));
  }
});
