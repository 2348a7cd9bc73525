import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { compactDialect } from '#server/delta/dialect.ts';
import { sandboxHosts } from '#server/delta/hosts.ts';
import { openLiveMarket } from '#server/liveMarket.ts';
import { openMarket } from '#server/store/market.ts';
import { openMarketSchema } from '#server/store/openStore.ts';
import { readTail } from '#server/store/restore.ts';
import { pushedCandle } from '../../support/candlePusher.ts';
import { freshDatabase } from '../../support/database.ts';
import { feedLog } from '../../support/feedLog.ts';

/** A Wednesday. */
const noon = Date.UTC(2026, 2, 4, 12);

it('stops though the database is away and a push waits for it', async () => {
  // Nobody listens there.
  const hosts = sandboxHosts('http://127.0.0.1:9');
  const chosen = await openLiveMarket({
    kind: 'live',
    dialect: compactDialect,
    hosts,
    speed: 1,
    historyDays: 1,
  });
  const sql = await openMarketSchema(await freshDatabase(), chosen.schema);
  const writer = randomUUID();
  await openMarket(sql, { epoch: randomUUID(), label: 'TEST', writer });
  let isOver = false;
  const failures: unknown[] = [];
  const log = pino({ level: 'silent' });
  const { feed, clock, ingest, close } = await chosen.open({
    sql,
    writer,
    tail: await readTail(sql),
    log,
    foldedUpTo: () => null,
    specRead: () => undefined,
    failed: (error) => failures.push(error),
    isOver: () => isOver,
  });
  if (ingest === null) throw new Error('candles may be pushed in');
  void feed.start(feedLog(clock).listener);
  const push = (openTime: number) => ingest.push([pushedCandle('EURUSD', openTime)]);
  await expect.poll(() => push(noon).catch(() => null)).toMatchObject({ known: 1 });
  await sql.end({ timeout: 1 });
  const waiting = push(noon + 300_000).then(
    () => 'taken',
    () => 'not taken',
  );
  isOver = true;
  await feed.stop();
  await close();
  expect(await waiting).toBe('not taken');
  expect(failures).toEqual([]);
});
