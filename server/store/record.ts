import type { Batch, CommandRow, SnapshotRow } from '#shared/core/batch.ts';
import { type Candle, seriesKey, type UnixMs } from '#shared/market/candle.ts';
import { timeframeMinutes } from '#shared/market/timeframe.ts';
import type { Fact, Rows } from '#shared/sync/rows.ts';
import { upsertAccount } from './accounts.ts';
import { upsertCandles } from './candles.ts';
import type { Sql, Transaction } from './db.ts';
import { takenOver } from './market.ts';
import { insertDecision, insertSignal } from './signals.ts';
import { insertStructure, upsertBlocks } from './structure.ts';
import { markTradeDeleted, upsertTrade } from './trades.ts';

/**
 * Commits the batch as one transaction. A batch whose commit was acknowledged to nobody is recognised by its number
 * on the next try and not written twice. `writer` is the name under which the market was opened: once another has
 * opened it, the same number means another batch, and nothing more is written.
 */
export async function record(sql: Sql, batch: Batch, writer: string): Promise<void> {
  await sql.begin(async (tx) => {
    const [market] = await tx<
      { sequence: number; writer: string | null }[]
    >`select sequence, writer from market for update`;
    if (market && market.writer !== writer) throw takenOver();
    if (market?.sequence === batch.sequence) return;
    if (market?.sequence !== batch.sequence - 1)
      throw new Error(`invariant: batch ${batch.sequence} follows ${market?.sequence ?? 'no market row'}`);
    await tx`
      update market set sequence = ${batch.sequence}, folded = folded || ${tx.json(lastOpenTimes(batch.candles))}`;
    await upsertCandles(tx, batch.candles);
    await insertStructure(tx, batch.structure);
    await upsertBlocks(tx, batch.blocks);
    await writeSnapshots(tx, batch.snapshots);
    for (const fact of batch.facts) await writeFact(tx, fact);
    for (const command of batch.commands) await writeCommand(tx, command);
  });
}

/** Of each series the newest candle, by its key; a batch has them in order. */
const lastOpenTimes = (candles: readonly Candle[]): Readonly<Record<string, UnixMs>> =>
  Object.fromEntries(candles.map((candle) => [seriesKey(candle), candle.openTime]));

/** The fact itself and the rows it changed, for plain SQL reads. */
async function writeFact(tx: Transaction, fact: Fact): Promise<void> {
  await tx`
    insert into fact (id, at, kind, account_id, rows)
    values (${fact.id}, ${fact.at}, ${fact.kind}, ${fact.accountId}, ${tx.json(fact.rows)})`;
  await writeRows(tx, fact);
}

async function writeRows(tx: Transaction, { rows, accountId, at }: Fact): Promise<void> {
  const { accounts = [], signals = [], decisions = [], trades = [], deletedTrades = [] }: Rows = rows;
  for (const account of accounts) await upsertAccount(tx, account);
  for (const signal of signals) await insertSignal(tx, { signal, accountId });
  for (const decision of decisions) await insertDecision(tx, decision);
  for (const trade of trades) await upsertTrade(tx, trade);
  for (const tradeId of deletedTrades) await markTradeDeleted(tx, { tradeId, at });
}

async function writeCommand(tx: Transaction, command: CommandRow): Promise<void> {
  await tx`
    insert into command (id, kind, request_hash, result, at)
    values (${command.id}, ${command.kind}, ${command.requestHash}, ${tx.json(command.result)}, ${command.at})`;
}

export async function writeSnapshots(tx: Transaction, snapshots: readonly SnapshotRow[]): Promise<void> {
  for (const { symbol, timeframe, openTime, state } of snapshots) {
    await tx`
      insert into engine_state (symbol_id, tf, ts, state)
      select id, ${timeframeMinutes(timeframe)}, ${openTime}, ${JSON.stringify(state)}::text::jsonb from symbol where name = ${symbol}
      on conflict (symbol_id, tf) do update set ts = excluded.ts, state = excluded.state`;
  }
}
