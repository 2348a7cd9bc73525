import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { Broadcast } from '#server/live/broadcast.ts';
import { Desk } from '#server/live/desk.ts';
import { foundingBatch } from '#server/live/founding.ts';
import { MarketRunner } from '#server/live/marketRunner.ts';
import { Gym } from '#server/rpc/gym.ts';
import { LiveBackend } from '#server/rpc/liveBackend.ts';
import { readCommand } from '#server/store/market.ts';
import { record } from '#server/store/record.ts';
import { readStoredAccounts } from '#server/store/restore.ts';
import { systemTimer } from '#server/systemTimer.ts';
import { restoreAccount } from '#shared/core/restoreAccount.ts';
import { onAllSymbols } from '#shared/core/strategyRun.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import { TradingError } from '#shared/errors.ts';
import type { Clock } from '#shared/ports.ts';
import {
  answerSignalSchema,
  closeTradeSchema,
  commandResultSchema,
  deleteTradeSchema,
  editAccountSchema,
} from '#shared/sync/commands.ts';
import { pullSchema } from '#shared/sync/rows.ts';
import { candleAt, longSignal, minute, noon, ScriptedStrategy, solSpec } from '../../support/domain.ts';
import { freshMarket, writer } from '../../support/market.ts';
import { quietFeed } from '../../support/quietFeed.ts';

const epoch = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
const signal = longSignal();
/** The signal of the candle that opens so many candles before noon. */
const signalOf = (openTime: number) =>
  openTime === noon - 15 * minute
    ? signal
    : longSignal({ id: `at ${openTime}`, zone: { ...signal.zone, blockId: `SOLUSDT:15m:${openTime}` } });
let broadcast: Broadcast;
let desk: Desk;
let backend: LiveBackend;

/** The server without its network: real core, real desk, real store. */
beforeAll(async () => {
  const sql = await freshMarket();
  const clock: Clock = { now: () => noon, after: () => () => {}, rate: 0 };
  const market = new MarketRunner({ specs: new Map([[solSpec.symbol, solSpec]]), strategies: [] });
  await record(sql, foundingBatch({ after: { sequence: 0, factId: 0 }, at: noon }), writer);
  broadcast = new Broadcast(systemTimer);
  desk = new Desk({
    core: new TradingCore(onAllSymbols(new ScriptedStrategy(({ candle }) => signalOf(candle.openTime)))),
    market,
    clock,
    log: pino({ level: 'silent' }),
    after: { sequence: 1, factId: 1 },
    accounts: (await readStoredAccounts(sql)).map((account) => restoreAccount(account, market)),
    store: { record: (batch) => record(sql, batch, writer), findCommand: (id) => readCommand(sql, id) },
    committed: (what) => backend.publish(what),
    failed: (error) => {
      throw error;
    },
  });
  const gym = new Gym({ sql, clock, writer, specs: new Map() });
  backend = new LiveBackend({
    sql,
    desk,
    market,
    broadcast,
    feed: quietFeed,
    clock,
    epoch,
    version: '0',
    gym,
  });
});

const edit = (name: string) =>
  backend.editAccount({
    commandId: randomUUID(),
    accountId: 'paper',
    settings: { name, initialBalance: '10000', riskPerTradePct: '1', maxOpenTrades: 3 },
  });

describe('the live stream', () => {
  it('has every fact once and in order, whenever it begins and whatever is committed meanwhile', async () => {
    const begin = desk.cursor;
    const end = begin + 300;
    const hear = async (cursor: number) => {
      const stop = new AbortController();
      const ids: number[] = [];
      for await (const message of backend.live(cursor, stop.signal)) {
        if (message.type === 'fact') ids.push(message.fact.id);
        if (ids.at(-1) === end) break;
      }
      return ids;
    };
    const streams: { readonly cursor: number; readonly ids: Promise<number[]> }[] = [];
    const edits: Promise<unknown>[] = [];
    for (let count = 1; count <= 300; count += 1) {
      edits.push(edit(`Name ${count}`));
      if (count % 3 === 0) await edits.at(-1);
      if (count % 20 === 0)
        streams.push({ cursor: desk.cursor - (count % 7), ids: hear(desk.cursor - (count % 7)) });
    }
    await Promise.all(edits);
    expect(desk.cursor).toBe(end);
    for (const { cursor, ids } of streams)
      expect(await ids).toEqual(Array.from({ length: end - cursor }, (_, index) => cursor + 1 + index));
  });

  it('leaves nothing behind when its reader goes, at whatever message', async () => {
    for (let messages = 1; messages <= 4; messages += 1) {
      const stream = backend.live(0, new AbortController().signal);
      for (let count = 0; count < messages; count += 1) await stream.next();
      await stream.return();
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(broadcast.readers).toBe(0);
  });
});

describe('a phone that catches up', () => {
  it('gets the last word on each row, and a deleted trade is gone', async () => {
    const { cursor } = await backend.pull({ epoch: null, cursor: 0 });
    await desk.closed(candleAt(noon - 15 * minute, 100));
    const ids = { accountId: 'paper', commandId: randomUUID() };
    await backend.answer({ ...ids, signalId: signal.id, answer: 'accept', reason: null });
    const tradeId = `paper.${signal.id}`;
    const close = { ...ids, commandId: randomUUID(), tradeId, price: '104', at: null, note: null };
    expect(await backend.closeTrade(close)).toMatchObject({ status: 'applied' });
    const afterClose = await backend.pull({ epoch, cursor });
    expect(afterClose).toMatchObject({ reset: false, cursor: cursor + 3 });
    expect(afterClose.rows.trades).toMatchObject([{ id: tradeId, close: { outcome: 'WIN' } }]);
    expect(afterClose.rows.summaries).toMatchObject([{ trades: 1, open: 0 }]);
    await backend.deleteTrade({ accountId: 'paper', commandId: randomUUID(), tradeId });
    const { rows } = await backend.pull({ epoch, cursor });
    expect(rows.deletedTrades).toEqual([tradeId]);
    expect(rows.trades).toEqual([]);
    expect(rows.summaries).toMatchObject([{ trades: 0, open: 0 }]);
    expect(rows.signals).toHaveLength(1);
    expect(rows.decisions).toMatchObject([{ answer: 'accepted' }]);
  });

  it('starts over when its copy is of another market, ahead of this one or too far behind', async () => {
    while (desk.cursor <= 501) await Promise.all(Array.from({ length: 100 }, () => edit('Paper')));
    const { cursor } = desk;
    const pull = async (from: string | null, behind: number) => {
      const { reset, cursor: reached } = await backend.pull({ epoch: from, cursor: cursor - behind });
      expect(reached).toBe(cursor);
      return reset;
    };
    expect(await pull(epoch, 0)).toBe(false);
    expect(await pull(epoch, 500)).toBe(false);
    expect(await pull(epoch, 501)).toBe(true);
    expect(await pull(epoch, -1)).toBe(true);
    expect(await pull(null, 0)).toBe(true);
    expect(await pull('00000000-0000-4000-8000-000000000000', 0)).toBe(true);
  });
});

it('takes or refuses whatever passes the door, and goes on', async () => {
  const opened = Array.from({ length: 40 }, (_, step) => noon + step * minute * 15);
  for (const openTime of opened) await desk.closed(candleAt(openTime, 100));
  await desk.settled();
  const signalIds = opened.map((openTime) => signalOf(openTime).id);
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.constantFrom('\ud800', 'a\0b', ''));
  const ids = { commandId: fc.uuid(), accountId: fc.constantFrom('paper', 'paper', 'paper', 'nobody') };
  const amount = fc.oneof(
    fc.tuple(fc.nat(), fc.nat()).map(([whole, part]) => `${whole}.${part}`),
    fc.constantFrom('999999999999.999999999999', '0.000000000001', '00100.0', '104', '104', '1e9', '-1', ''),
  );
  const tradeId = fc.oneof(fc.constantFrom(...signalIds.map((id) => `paper.${id}`)), text);
  const at = fc.oneof(
    fc.constant(null),
    fc.oneof(
      fc.integer(),
      fc.maxSafeInteger(),
      fc.constantFrom(8_640_000_000_000_000, Number.MAX_SAFE_INTEGER, 0, -1),
    ),
  );
  const commands = fc.oneof(
    fc
      .record({
        ...ids,
        signalId: fc.oneof(fc.constantFrom(...signalIds), text),
        answer: fc.constantFrom('accept', 'reject'),
        reason: fc.option(text),
      })
      .map((input) => () => backend.answer(answerSignalSchema.parse(input))),
    fc
      .record({ ...ids, tradeId, price: amount, at, note: fc.option(text) })
      .map((input) => () => backend.closeTrade(closeTradeSchema.parse(input))),
    fc.record({ ...ids, tradeId }).map((input) => () => backend.deleteTrade(deleteTradeSchema.parse(input))),
    fc
      .record({
        ...ids,
        settings: fc.record({
          name: text,
          initialBalance: amount,
          riskPerTradePct: amount,
          maxOpenTrades: fc.integer({ min: 40, max: 51 }),
        }),
      })
      .map((input) => () => backend.editAccount(editAccountSchema.parse(input))),
  );
  let taken = 0;
  const changes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(commands, async (send) => {
      try {
        const result = commandResultSchema.parse(await send());
        if (result.status === 'applied') for (const table of Object.keys(result.rows)) changes.add(table);
        if (result.rows.trades?.some((trade) => trade.close !== null)) changes.add('close');
        taken += 1;
      } catch (error) {
        // Refused at the door, or for an account that is not there; anything else stopped the desk.
        if (
          !(error instanceof ZodError) &&
          !(error instanceof TradingError && error.code === 'account.unknown')
        )
          throw error;
      }
    }),
    { seed: 20_260_105, numRuns: 1_000 },
  );
  expect(taken).toBeGreaterThan(50);
  // Of every kind some that took effect: accepted, closed, deleted, edited.
  for (const change of ['decisions', 'close', 'deletedTrades', 'accounts']) expect(changes).toContain(change);
  pullSchema.parse(JSON.parse(JSON.stringify(await backend.pull({ epoch: null, cursor: 0 }))));
});

describe('a signal that is looked at again', () => {
  it('is judged by the price an accept would be judged by: that of the open candle', async () => {
    const later = noon + 30 * 24 * 60 * minute;
    await desk.closed(candleAt(later, 100));
    await desk.settled();
    const id = signalOf(later).id;
    const price = async () =>
      (await backend.assess(id, 'paper')).checks.find(({ rule }) => rule === 'priceInReach')?.passed;
    expect(await price()).toBe(true);
    backend.publishForming({ ...candleAt(later + 15 * minute, 100), low: 1, close: 1 });
    expect(await price()).toBe(false);
  });
});
