import type { Timeframe } from '#shared/market/timeframe.ts';
import type { Decision } from '#shared/trading/decision.ts';
import type { Signal } from '#shared/trading/signal.ts';
import type { Sql, Transaction } from './db.ts';

interface SignalRow extends Omit<Signal, 'entry' | 'stop' | 'targets' | 'rests'> {
  readonly timeframe: Timeframe;
  readonly entry: string;
  readonly stop: string;
  readonly targets: string[];
  readonly rests: boolean;
}

/** Signals are numbers for analysis; they rest as numeric, which keeps the digits of the tick. */
const signalOf = ({ rests, ...row }: SignalRow): Signal => ({
  ...row,
  ...(rests ? { rests } : {}),
  entry: Number(row.entry),
  stop: Number(row.stop),
  targets: row.targets.map(Number),
});

export async function insertSignal(
  tx: Transaction,
  { signal, accountId }: { readonly signal: Signal; readonly accountId: string | null },
): Promise<void> {
  await tx`
    insert into signal (id, strategy, symbol, timeframe, direction, entry, rests, stop, targets, rr, atr, reasons,
      zone, created_at, expires_at)
    values (${signal.id}, ${signal.strategy}, ${signal.symbol}, ${signal.timeframe}, ${signal.direction},
      ${String(signal.entry)}, ${signal.rests === true}, ${String(signal.stop)}, ${signal.targets.map(String)}::numeric[], ${signal.rr},
      ${signal.atr}, ${signal.reasons}::text[], ${tx.json(signal.zone)}, ${signal.createdAt}, ${signal.expiresAt})
    on conflict (id) do nothing`;
  if (accountId !== null)
    await tx`insert into offer (signal_id, account_id) values (${signal.id}, ${accountId})`;
}

export async function insertDecision(tx: Transaction, decision: Decision): Promise<void> {
  await tx`
    insert into decision (signal_id, account_id, decided_by, answer, reason, command_id, trade_id, at)
    values (${decision.signalId}, ${decision.accountId}, ${decision.by}, ${decision.answer}, ${decision.reason},
      ${decision.commandId}, ${decision.tradeId}, ${decision.at})`;
}

const signalColumns = (sql: Sql) => sql`
  s.id, s.strategy, s.symbol, s.timeframe, s.direction, s.entry, s.rests, s.stop, s.targets, s.rr, s.atr, s.reasons,
  s.zone, s.created_at as "createdAt", s.expires_at as "expiresAt"`;

/** Signals raised on the account and not answered there yet, oldest first. */
export async function readWaitingSignals(sql: Sql, accountId: string): Promise<readonly Signal[]> {
  const rows = await sql<SignalRow[]>`
    select ${signalColumns(sql)}
    from offer o
    join signal s on s.id = o.signal_id
    left join decision d on d.signal_id = o.signal_id and d.account_id = o.account_id
    where o.account_id = ${accountId} and d.signal_id is null
    order by s.created_at, s.id`;
  return rows.map(signalOf);
}

/** The newest signals, newest first, whatever became of them. */
export async function readRecentSignals(sql: Sql, limit: number): Promise<readonly Signal[]> {
  const rows = await sql<SignalRow[]>`
    select ${signalColumns(sql)}
    from signal s order by s.created_at desc, s.id limit ${limit}`;
  return rows.map(signalOf);
}

/** The newest decisions of the account, oldest first; with `signalIds` only those on these signals. */
export async function readDecisions(
  sql: Sql,
  query: { readonly accountId: string; readonly limit: number; readonly signalIds?: readonly string[] },
): Promise<readonly Decision[]> {
  const rows = await sql<Decision[]>`
    select signal_id as "signalId", account_id as "accountId", decided_by as "by", answer, reason,
      command_id as "commandId", trade_id as "tradeId", at
    from decision
    where account_id = ${query.accountId}
      and (${query.signalIds === undefined} or signal_id = any(${[...(query.signalIds ?? [])]}::text[]))
    order by at desc, signal_id collate "C" desc limit ${query.limit}`;
  return [...rows].reverse();
}

/** Signals of the account's trades whose limit still waits. */
export async function readRestingSignals(
  sql: Sql,
  accountId: string,
): Promise<readonly { readonly tradeId: string; readonly signal: Signal }[]> {
  const rows = await sql<(SignalRow & { readonly tradeId: string })[]>`
    select t.id as "tradeId", ${signalColumns(sql)}
    from trade t
    join signal s on s.id = t.signal_id
    where t.account_id = ${accountId} and t.waits_until is not null and t.deleted_at is null
    order by t.opened_at, t.id`;
  return rows.map(({ tradeId, ...row }) => ({ tradeId, signal: signalOf(row) }));
}

/** When the newest signal of each strategy on each series was raised on the account. */
export async function readLastSignals(
  sql: Sql,
  accountId: string,
): Promise<readonly (Pick<Signal, 'strategy' | 'symbol' | 'timeframe'> & { readonly at: number })[]> {
  return await sql<{ strategy: string; symbol: string; timeframe: Timeframe; at: number }[]>`
    select s.strategy, s.symbol, s.timeframe, max(s.created_at) as at
    from offer o
    join signal s on s.id = o.signal_id
    where o.account_id = ${accountId}
    group by s.strategy, s.symbol, s.timeframe`;
}

/**
 * Zones that give no further signal: one waits there or was answered, and the block is still in that state. Gaps come
 * whatever became of them: no row tells.
 */
export async function readTakenZones(
  sql: Sql,
  accountId: string,
): Promise<readonly { readonly blockId: string; readonly state: 'fresh' | 'breaker' }[]> {
  return await sql<{ blockId: string; state: 'fresh' | 'breaker' }[]>`
    select distinct s.zone ->> 'blockId' as "blockId", s.zone ->> 'state' as state
    from offer o
    join signal s on s.id = o.signal_id
    left join order_block b on b.id = s.zone ->> 'blockId' and b.state = s.zone ->> 'state'
    left join decision d on d.signal_id = o.signal_id and d.account_id = o.account_id
    left join trade t on t.signal_id = o.signal_id and t.account_id = o.account_id
    where o.account_id = ${accountId} and d.answer is distinct from 'expired'
      and (b.id is not null or s.zone ->> 'blockId' ~ ':gap[0-9]+$')
      -- A limit that was taken back or not reached in time has used nothing up.
      and not (t.waits_until is not null and t.deleted_at is not null)`;
}
