import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { expect, it } from 'vitest';
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
import type { AccountState } from '#shared/core/accountState.ts';
import { restoreAccount } from '#shared/core/restoreAccount.ts';
import { onAllSymbols } from '#shared/core/strategyRun.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import type { Clock } from '#shared/ports.ts';
import { commandResultSchema } from '#shared/sync/commands.ts';
import { liveMessageSchema } from '#shared/sync/live.ts';
import { pullSchema } from '#shared/sync/rows.ts';
import { candleAt, longSignal, minute, noon, ScriptedStrategy, solSpec } from '../../support/domain.ts';
import { freshMarket, writer } from '../../support/market.ts';
import { quietFeed } from '../../support/quietFeed.ts';

const limit = longSignal({ rests: true });
const tradeId = `paper.${limit.id}`;
const epoch = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

/** The block that the signal names is a made-up one, of which no store knows. */
const limitsOf = (accounts: readonly AccountState[]) =>
  accounts.map(({ trades, resting, lastSignals }) => ({ trades, resting, lastSignals }));

it('a limit that waits goes to the phone as one, and is entered when price comes to it', async () => {
  const sql = await freshMarket();
  let now = noon;
  const clock: Clock = { now: () => now, after: () => () => {}, rate: 0 };
  const strategies = onAllSymbols(
    new ScriptedStrategy(({ candle }) => (candle.openTime === noon - 15 * minute ? limit : null)),
  );
  const market = new MarketRunner({ specs: new Map([[solSpec.symbol, solSpec]]), strategies });
  await record(sql, foundingBatch({ after: { sequence: 0, factId: 0 }, at: noon }), writer);
  const stored = async () =>
    (await readStoredAccounts(sql)).map((account) => restoreAccount(account, market));
  const desk = new Desk({
    core: new TradingCore(strategies),
    market,
    clock,
    log: pino({ level: 'silent' }),
    after: { sequence: 1, factId: 1 },
    accounts: await stored(),
    store: { record: (batch) => record(sql, batch, writer), findCommand: (id) => readCommand(sql, id) },
    committed: (what) => backend.publish(what),
    failed: (error) => {
      throw error;
    },
  });
  const broadcast = new Broadcast(systemTimer);
  const gym = new Gym({ sql, clock, writer, specs: new Map() });
  const backend = new LiveBackend({
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
  const close = async (openTime: number, price: { readonly close: number; readonly low: number }) => {
    await desk.closed({ ...candleAt(openTime, price.close), ...price });
    await desk.settled();
  };
  const pulled = async () => pullSchema.parse(await backend.pull({ epoch: null, cursor: 0 })).rows;

  await close(noon - 15 * minute, { close: 110, low: 108 });
  now += minute;
  const ids = { commandId: randomUUID(), accountId: 'paper' };
  const answer = { ...ids, signalId: limit.id, answer: 'accept', reason: null } as const;
  expect(commandResultSchema.parse(await backend.answer(answer))).toMatchObject({ status: 'applied' });
  expect(await pulled()).toMatchObject({
    signals: [{ id: limit.id, rests: true }],
    trades: [{ id: tradeId, entry: '100', waitsUntil: limit.expiresAt }],
  });
  expect(backend.marks()).toMatchObject([{ openNet: '0', trades: [] }]);
  await expect(backend.previewClose({ accountId: 'paper', tradeId, price: '104' })).rejects.toMatchObject({
    code: 'trade.waits',
  });
  expect(limitsOf(await stored())).toEqual(limitsOf(desk.accounts));

  now = noon + 15 * minute;
  await close(noon, { close: 101, low: 99.9 });
  const rows = await pulled();
  expect(rows.trades).toMatchObject([{ id: tradeId, openedAt: noon + 15 * minute, close: null }]);
  expect(rows.trades?.[0]).not.toHaveProperty('waitsUntil');
  expect(backend.marks()).toMatchObject([{ trades: [{ tradeId, price: '101' }] }]);
  expect(limitsOf(await stored())).toEqual(limitsOf(desk.accounts));
  const kinds: string[] = [];
  for await (const message of backend.live(0, new AbortController().signal)) {
    const read = liveMessageSchema.parse(JSON.parse(JSON.stringify(message)));
    if (read.type === 'fact') kinds.push(read.fact.kind);
    if (kinds.length === 4) break;
  }
  expect(kinds).toEqual(['accountCreated', 'signalRaised', 'signalAccepted', 'tradeEntered']);
});
