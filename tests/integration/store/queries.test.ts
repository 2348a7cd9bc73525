import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BatchDraft } from '#server/live/batchDraft.ts';
import { Series } from '#server/live/series.ts';
import { readAccounts } from '#server/store/accounts.ts';
import { readCandles } from '#server/store/candles.ts';
import type { Sql } from '#server/store/db.ts';
import { readFacts } from '#server/store/facts.ts';
import { openMarket, readCommand } from '#server/store/market.ts';
import { record } from '#server/store/record.ts';
import { readStoredAccounts, readStoredSeries, readTail } from '#server/store/restore.ts';
import {
  readDecisions,
  readRecentSignals,
  readTakenZones,
  readWaitingSignals,
} from '#server/store/signals.ts';
import { readBlocks, readBreaks, readStructure } from '#server/store/structure.ts';
import { readTrades } from '#server/store/trades.ts';
import { accountSchema } from '#shared/config/accountConfig.ts';
import type { Batch } from '#shared/core/batch.ts';
import type { FactDraft } from '#shared/core/messages.ts';
import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { sampleSeries, sampleSymbols } from '#shared/market/sampleSeries.ts';
import { chartBlockSchema, chartBreakSchema } from '#shared/sync/chart.ts';
import { factSchema } from '#shared/sync/rows.ts';
import { decisionSchema } from '#shared/trading/decision.ts';
import { signalSchema } from '#shared/trading/signal.ts';
import { tradeSchema } from '#shared/trading/trade.ts';
import { longSignal, minute, noon, openLong, paper } from '../../support/domain.ts';
import { freshMarket, writer } from '../../support/market.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await freshMarket();
});

const commandId = '7c2b1f6e-0a58-4f0b-9a53-0f6b6a7f5d01';
const signal = longSignal();
const trade = openLong({ id: `paper.${signal.id}`, signalId: signal.id });
const closed = {
  ...trade,
  note: 'took it early',
  close: {
    exit: '104.05',
    closedAt: noon + 30 * minute,
    fees: '2.0405',
    net: '38.4595',
    rMultiple: 1.922975,
    outcome: 'WIN' as const,
  },
};
const decision = {
  signalId: signal.id,
  accountId: 'paper',
  by: 'owner' as const,
  answer: 'accepted' as const,
  reason: null,
  commandId,
  tradeId: trade.id,
  at: noon + minute,
};
const fact = (kind: FactDraft['kind'], at: number, rows: FactDraft['rows']): FactDraft => ({
  kind,
  at,
  accountId: 'paper',
  rows,
});

/** Commits one batch; numbers follow from what the database holds. */
async function commit(fill: (draft: BatchDraft) => void): Promise<Batch> {
  const [market] = await sql<{ sequence: number }[]>`select sequence from market`;
  const { lastFactId } = await readTail(sql);
  const draft = new BatchDraft({ sequence: market?.sequence ?? 0, factId: lastFactId });
  fill(draft);
  const batch = draft.build();
  await record(sql, batch, writer);
  return batch;
}

describe('facts and the rows they change', () => {
  it('keeps an account, a waiting signal, and gives both back as they were', async () => {
    await commit((draft) =>
      draft.addFacts([
        fact('accountCreated', noon, { accounts: [paper] }),
        fact('signalRaised', noon, { signals: [signal] }),
      ]),
    );
    const { balance, ...stored } = paper;
    expect(balance).toBe('10000');
    expect(z.array(accountSchema.omit({ balance: true })).parse(await readAccounts(sql))).toEqual([stored]);
    expect(z.array(signalSchema).parse(await readWaitingSignals(sql, 'paper'))).toEqual([signal]);
    expect(z.array(signalSchema).parse(await readRecentSignals(sql, 10))).toEqual([signal]);
  });

  it('keeps the decision, the trade and the answer of a command', async () => {
    const result = { status: 'applied' as const, factId: 3, rows: { trades: [trade] } };
    await commit((draft) => {
      draft.addFacts([fact('signalAccepted', noon + minute, { decisions: [decision], trades: [trade] })]);
      draft.addCommand({ id: commandId, kind: 'answered', requestHash: 'abc', result, at: noon + minute });
    });
    expect(await readWaitingSignals(sql, 'paper')).toEqual([]);
    expect(
      z.array(decisionSchema).parse(await readDecisions(sql, { accountId: 'paper', limit: 10 })),
    ).toEqual([decision]);
    expect(z.array(tradeSchema).parse(await readTrades(sql, 'paper'))).toEqual([trade]);
    expect(await readCommand(sql, commandId)).toEqual({ requestHash: 'abc', result });
    expect(await readCommand(sql, '00000000-0000-4000-8000-000000000000')).toBeNull();
  });

  it('changes the trade when it is closed, and hides it when it is deleted', async () => {
    await commit((draft) => draft.addFacts([fact('tradeClosed', noon + 30 * minute, { trades: [closed] })]));
    expect(z.array(tradeSchema).parse(await readTrades(sql, 'paper'))).toEqual([closed]);
    expect(await readStoredAccounts(sql)).toMatchObject([
      { trades: [closed], decisions: [decision], waiting: [] },
    ]);
    await commit((draft) =>
      draft.addFacts([fact('tradeDeleted', noon + 40 * minute, { deletedTrades: [trade.id] })]),
    );
    expect(await readTrades(sql, 'paper')).toEqual([]);
    const [row] = await sql<{ deletedAt: number }[]>`select deleted_at as "deletedAt" from trade`;
    expect(row?.deletedAt).toBe(noon + 40 * minute);
  });

  it('reads the log from any point on, in order', async () => {
    const facts = z.array(factSchema).parse(await readFacts(sql, { after: 0, limit: 100 }));
    expect(facts.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      '1 accountCreated',
      '2 signalRaised',
      '3 signalAccepted',
      '4 tradeClosed',
      '5 tradeDeleted',
    ]);
    expect((await readFacts(sql, { after: 2, limit: 2 })).map(({ id }) => id)).toEqual([3, 4]);
    expect(await readTail(sql)).toMatchObject({ lastFactId: 5, lastFactAt: noon + 40 * minute });
  });

  it('writes a batch once, however often it is tried, and refuses one that does not follow', async () => {
    const batch = await commit((draft) =>
      draft.addFacts([
        fact('accountEdited', noon + 50 * minute, { accounts: [{ ...paper, name: 'Second' }] }),
      ]),
    );
    await record(sql, batch, writer);
    expect((await readFacts(sql, { after: 0, limit: 100 })).length).toBe(6);
    await expect(record(sql, { ...batch, sequence: batch.sequence + 2 }, writer)).rejects.toThrow('follows');
  });

  it('writes nothing more for a process whose market another one has opened, not even the same number', async () => {
    const fresh = { epoch: 'ffffffff-ffff-4fff-8fff-ffffffffffff', label: 'X' };
    const { sequence } = await openMarket(sql, { ...fresh, writer: '00000000-0000-4000-8000-00000000bbbb' });
    const { lastFactId } = await readTail(sql);
    for (const number of [sequence - 1, sequence]) {
      const draft = new BatchDraft({ sequence: number, factId: lastFactId });
      draft.addFacts([fact('accountEdited', noon, { accounts: [paper] })]);
      await expect(record(sql, draft.build(), writer)).rejects.toMatchObject({ code: 'market.takenOver' });
    }
    expect((await readTail(sql)).lastFactId).toBe(lastFactId);
    await openMarket(sql, { ...fresh, writer });
  });

  it('opens a market only after the last batch of a killed predecessor has come to its end', async () => {
    let commitIt = () => {};
    const sent = new Promise<void>((resolve) => {
      commitIt = resolve;
    });
    let began = () => {};
    const isSent = new Promise<void>((resolve) => {
      began = resolve;
    });
    const predecessor = sql.begin(async (tx) => {
      await tx`update market set sequence = sequence + 1`;
      began();
      await sent;
    });
    await isSent;
    const [before] = await sql<{ sequence: number }[]>`select sequence from market`;
    const opened = openMarket(sql, { epoch: randomUUID(), label: 'X', writer });
    await sql`select 1`;
    commitIt();
    await predecessor;
    expect((await opened).sequence).toBe((before?.sequence ?? 0) + 1);
    await sql`update market set sequence = sequence - 1`;
  });

  it('leaves nothing of a batch that fails half-way', async () => {
    const twice = { ...decision, commandId: null };
    await expect(
      commit((draft) => draft.addFacts([fact('signalRejected', noon, { decisions: [twice] })])),
    ).rejects.toThrow();
    expect((await readTail(sql)).lastFactId).toBe(6);
    expect(
      (await openMarket(sql, { epoch: 'ffffffff-ffff-4fff-8fff-ffffffffffff', label: 'X', writer })).sequence,
    ).toBe(5);
  });
});

describe('candles and structure', () => {
  const [spec] = sampleSymbols;
  const [source] = sampleSeries();
  if (!spec || !source) throw new Error('the sample has symbols');
  const key = { symbol: spec.symbol, timeframe: source.timeframe };
  const all = Array.from({ length: Math.min(700, seriesLength(source)) }, (_, index) =>
    candleAt(source, index),
  );
  const series = new Series(spec, source.timeframe);

  it('keeps every event, block and break as the engine gave them', async () => {
    const events: unknown[] = [];
    const breaks: unknown[] = [];
    for (const part of [all.slice(0, 300), all.slice(300)]) {
      await commit((draft) => {
        for (const candle of part) {
          const folded = series.fold(candle);
          if (!folded) throw new Error('every candle is new');
          draft.addCandle(folded);
          events.push(...folded.events);
          breaks.push(...folded.breaks);
        }
      });
    }
    expect(await readStructure(sql, key)).toEqual(events);
    const span = { from: 0, to: Date.UTC(2100, 0) };
    expect(z.array(chartBreakSchema).parse(await readBreaks(sql, { ...key, ...span }))).toEqual(breaks);
    const blocks = z.array(chartBlockSchema).parse(await readBlocks(sql, { ...key, ...span, limit: 10_000 }));
    const living = blocks.filter((block) => block.endedAt === null);
    expect(new Map(living.map((block) => [block.id, block]))).toEqual(
      new Map(series.living.map((block) => [block.id, block])),
    );
    expect(blocks.length).toBeGreaterThan(living.length);
    expect(blocks.map((block) => block.formedAt)).toEqual(
      blocks.map((block) => block.formedAt).sort((a, b) => b - a),
    );
  });

  it('shows a chart only what was known and still lived in its span', async () => {
    const middle = all[350]?.openTime ?? 0;
    const later = all[450]?.openTime ?? 0;
    for (const block of await readBlocks(sql, { ...key, from: middle, to: later, limit: 10_000 })) {
      expect(block.confirmedAt).toBeLessThanOrEqual(later);
      expect(block.endedAt ?? later).toBeGreaterThanOrEqual(middle);
    }
    for (const { at } of await readBreaks(sql, { ...key, from: middle, to: later })) {
      expect(at).toBeGreaterThanOrEqual(middle);
      expect(at).toBeLessThanOrEqual(later);
    }
  });

  it('goes on from a stored state exactly as if nothing had happened', async () => {
    const half = new Series(spec, source.timeframe);
    for (const candle of all.slice(0, 400)) half.fold(candle);
    await commit((draft) =>
      draft.addSnapshot({ ...key, openTime: all[399]?.openTime ?? 0, state: half.save() }),
    );
    const [stored] = await readStoredSeries(sql, { series: [key], remembered: 150, partsOf: () => ({}) });
    if (!stored?.snapshot) throw new Error('the state was stored');
    expect(stored.before).toEqual(all.slice(250, 400));
    expect(stored.since).toEqual(all.slice(400));
    const resumed = new Series(spec, source.timeframe);
    resumed.restore(stored.snapshot, stored.before);
    for (const candle of stored.since) resumed.fold(candle);
    expect(resumed.save()).toEqual(series.save());
    expect(resumed.lastCandle).toEqual(all.at(-1));
  });

  it('knows where each series ends', async () => {
    const { newestOpenTimes } = await readTail(sql);
    expect([...newestOpenTimes]).toEqual([[`${key.symbol} 15m`, all.at(-1)?.openTime]]);
    expect(await readCandles(sql, { ...key, before: null, limit: 2 })).toEqual(all.slice(-2));
  });

  it('finds the zones the owner has answered for, as long as the block is in that state', async () => {
    const block = series.living.find((candidate) => candidate.state === 'fresh');
    if (!block) throw new Error('a fresh block lives at the end of the sample part');
    const other = longSignal({ id: 'zoned', zone: { ...signal.zone, blockId: block.id, state: 'fresh' } });
    const rejected = { ...decision, signalId: 'zoned', answer: 'rejected' as const, tradeId: null };
    await commit((draft) =>
      draft.addFacts([
        fact('signalRaised', noon, { signals: [other] }),
        fact('signalRejected', noon, { decisions: [rejected] }),
      ]),
    );
    expect(await readTakenZones(sql, 'paper')).toEqual([{ blockId: block.id, state: 'fresh' }]);
  });
});
