import type { Trade, TradeClose } from '#shared/trading/trade.ts';
import type { Sql, Transaction } from './db.ts';

type Nullable<Shape> = { readonly [Key in keyof Shape]: Shape[Key] | null };
interface TradeRow extends Omit<Trade, 'close' | 'waitsUntil'>, Nullable<TradeClose> {
  readonly waitsUntil: number | null;
}

function closeOf(row: TradeRow): TradeClose | null {
  const { exit, closedAt, fees, net, rMultiple, outcome } = row;
  if (exit === null || closedAt === null || fees === null || net === null || outcome === null) return null;
  return { exit, closedAt, fees, net, rMultiple, outcome };
}

function tradeOf(row: TradeRow): Trade {
  const { exit, closedAt, fees, net, rMultiple, outcome, waitsUntil, ...trade } = row;
  return { ...trade, ...(waitsUntil === null ? {} : { waitsUntil }), close: closeOf(row) };
}

export async function upsertTrade(tx: Transaction, trade: Trade): Promise<void> {
  const { close } = trade;
  await tx`
    insert into trade (id, account_id, signal_id, symbol, timeframe, direction, size, unit, entry, stop, target, risk,
      contract_value, quote_rate, fee_rate, waits_until, opened_at, exit, closed_at, fees, net, r_multiple, outcome, note)
    values (${trade.id}, ${trade.accountId}, ${trade.signalId}, ${trade.symbol}, ${trade.timeframe},
      ${trade.direction}, ${trade.size}, ${trade.unit}, ${trade.entry}, ${trade.stop}, ${trade.target}, ${trade.risk},
      ${trade.contractValue}, ${trade.quoteRate}, ${trade.feeRate}, ${trade.waitsUntil ?? null}, ${trade.openedAt},
      ${close?.exit ?? null}, ${close?.closedAt ?? null}, ${close?.fees ?? null}, ${close?.net ?? null}, ${close?.rMultiple ?? null},
      ${close?.outcome ?? null}, ${trade.note})
    on conflict (id) do update set waits_until = excluded.waits_until, opened_at = excluded.opened_at,
      exit = excluded.exit, closed_at = excluded.closed_at, fees = excluded.fees,
      net = excluded.net, r_multiple = excluded.r_multiple, outcome = excluded.outcome, note = excluded.note`;
}

/** The row stays for the audit trail; no read shows it and no statistic counts it. */
export async function markTradeDeleted(
  tx: Transaction,
  { tradeId, at }: { readonly tradeId: string; readonly at: number },
): Promise<void> {
  await tx`update trade set deleted_at = ${at} where id = ${tradeId} and deleted_at is null`;
}

/** Open and closed trades, oldest first. */
export async function readTrades(sql: Sql, accountId: string): Promise<readonly Trade[]> {
  const rows = await sql<TradeRow[]>`
    select id, account_id as "accountId", signal_id as "signalId", symbol, timeframe, direction, size, unit, entry,
      stop, target, risk, contract_value as "contractValue", quote_rate as "quoteRate", fee_rate as "feeRate",
      waits_until as "waitsUntil", opened_at as "openedAt", exit, closed_at as "closedAt", fees, net, r_multiple as "rMultiple", outcome, note
    from trade where account_id = ${accountId} and deleted_at is null order by opened_at, id`;
  return rows.map(tradeOf);
}
