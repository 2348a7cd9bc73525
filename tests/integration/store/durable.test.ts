import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { BatchDraft } from '#server/live/batchDraft.ts';
import { type DatabaseAddress, openDatabase, type Sql } from '#server/store/db.ts';
import { untilStored } from '#server/store/durable.ts';
import { readFacts } from '#server/store/facts.ts';
import { openMarket } from '#server/store/market.ts';
import { openMarketSchema } from '#server/store/openStore.ts';
import { record } from '#server/store/record.ts';
import { systemTimer } from '#server/systemTimer.ts';
import type { Batch } from '#shared/core/batch.ts';
import { freshDatabase } from '../../support/database.ts';
import { noon, paper } from '../../support/domain.ts';
import { writer } from '../../support/market.ts';
import { type ReplyThief, stealReplies } from '../../support/replyThief.ts';

const schema = 'test_market';
let direct: Sql;
let thief: ReplyThief;
let viaThief: DatabaseAddress;
let robbed: Sql;

beforeAll(async () => {
  const connection: DatabaseAddress = await freshDatabase();
  direct = await openMarketSchema(connection, schema);
  await openMarket(direct, { epoch: writer, label: 'TEST', writer });
  const host = mkdtempSync(join(tmpdir(), 'thief-'));
  thief = await stealReplies(connection.host, connection.port, host);
  viaThief = { ...connection, host };
});
// The thief knows a COMMIT by its text, which a connection sends only the first time.
beforeEach(async () => {
  robbed = await openDatabase({ connection: viaThief, schema });
});
afterEach(() => robbed.end({ timeout: 1 }));
afterAll(async () => {
  await thief.close();
  rmSync(thief.host, { recursive: true, force: true });
  await direct.end({ timeout: 1 });
});

const batch = (number: number): Batch => {
  const draft = new BatchDraft({ sequence: number - 1, factId: number - 1 });
  const kind = number === 1 ? 'accountCreated' : 'accountEdited';
  draft.addFacts([{ kind, at: noon, accountId: 'paper', rows: { accounts: [paper] } }]);
  return draft.build();
};

it.each([
  [1, 'replyIsLost'],
  [2, 'neverArrives'],
] as const)('stores batch %d once though its COMMIT: %s', async (number, fate) => {
  const host = { timer: systemTimer, log: pino({ level: 'silent' }), isOver: () => false };
  let tries = 0;
  thief.next = fate;
  await untilStored(() => {
    tries += 1;
    return record(robbed, batch(number), writer);
  }, host);
  expect(tries).toBe(2);
  const ids = (await readFacts(direct, { after: 0, limit: 10 })).map(({ id }) => id);
  expect(ids).toEqual(Array.from({ length: number }, (_, index) => index + 1));
});

it('gives up when it is told to stop, and at once on what will not pass', async () => {
  const log = pino({ level: 'silent' });
  thief.next = 'neverArrives';
  const stopping = untilStored(() => record(robbed, batch(3), writer), {
    timer: systemTimer,
    log,
    isOver: () => true,
  });
  await expect(stopping).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  const hopeless = untilStored(() => record(robbed, batch(9), writer), {
    timer: systemTimer,
    log,
    isOver: () => false,
  });
  await expect(hopeless).rejects.toThrow('batch 9 follows 2');
});
