import type { BlockRow, SeriesKey, StructureRow } from '#shared/core/batch.ts';
import { timeframeMinutes } from '#shared/market/timeframe.ts';
import type { SmcEvent } from '#shared/smc/events.ts';
import type { ChartBlock, ChartBreak } from '#shared/sync/chart.ts';
import type { Sql, Transaction } from './db.ts';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

export async function insertStructure(tx: Transaction, rows: readonly StructureRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into structure_event (symbol_id, tf, bar, seq, kind, opened_at, level_from, body)
    select s.id, e.tf, e.bar, e.seq, e.kind, e.opened_at, e.level_from, e.body
    from unnest(
      ${rows.map((row) => row.symbol)}::text[],
      ${rows.map((row) => timeframeMinutes(row.timeframe))}::smallint[],
      ${rows.map((row) => row.bar)}::integer[],
      ${rows.map((row) => row.seq)}::smallint[],
      ${rows.map((row) => row.event.kind)}::text[],
      ${rows.map((row) => iso(row.openedAt))}::text[]::timestamptz[],
      ${rows.map((row) => iso(row.levelFrom))}::text[]::timestamptz[],
      ${rows.map((row) => JSON.stringify(row.event))}::text[]::jsonb[]
    ) as e (symbol, tf, bar, seq, kind, opened_at, level_from, body)
    join symbol s on s.name = e.symbol`;
}

export async function upsertBlocks(tx: Transaction, rows: readonly BlockRow[]): Promise<void> {
  // One row may change twice in a batch, and an upsert may touch a row only once: the last word counts.
  const last = [...new Map(rows.map((row) => [row.block.id, row])).values()];
  if (last.length === 0) return;
  await tx`
    insert into order_block (id, symbol_id, tf, bias, top, bottom, state, touched, penetration, formed_at,
      confirmed_at, flipped_at, ended_at)
    select e.id, s.id, e.tf, e.bias, e.top, e.bottom, e.state, e.touched, e.penetration, e.formed_at, e.confirmed_at,
      e.flipped_at, e.ended_at
    from unnest(
      ${last.map((row) => row.block.id)}::text[],
      ${last.map((row) => row.symbol)}::text[],
      ${last.map((row) => timeframeMinutes(row.timeframe))}::smallint[],
      ${last.map((row) => row.block.bias)}::text[],
      ${last.map((row) => row.block.top)}::float8[],
      ${last.map((row) => row.block.bottom)}::float8[],
      ${last.map((row) => row.block.state)}::text[],
      ${last.map((row) => String(row.block.touched))}::text[]::boolean[],
      ${last.map((row) => row.block.penetration)}::float8[],
      ${last.map((row) => iso(row.block.formedAt))}::text[]::timestamptz[],
      ${last.map((row) => iso(row.block.confirmedAt))}::text[]::timestamptz[],
      ${last.map((row) => iso(row.block.flippedAt))}::text[]::timestamptz[],
      ${last.map((row) => iso(row.block.endedAt))}::text[]::timestamptz[]
    ) as e (id, symbol, tf, bias, top, bottom, state, touched, penetration, formed_at, confirmed_at, flipped_at,
      ended_at)
    join symbol s on s.name = e.symbol
    on conflict (id) do update set state = excluded.state, touched = excluded.touched,
      penetration = excluded.penetration, flipped_at = excluded.flipped_at, ended_at = excluded.ended_at`;
}

/** Blocks that are on the chart somewhere in [from, to], newest first, at most `limit`. */
export async function readBlocks(
  sql: Sql,
  query: SeriesKey & { readonly from: number; readonly to: number; readonly limit: number },
): Promise<readonly ChartBlock[]> {
  return await sql<ChartBlock[]>`
    select b.id, b.bias, b.top, b.bottom, b.formed_at as "formedAt", b.confirmed_at as "confirmedAt", b.state,
      b.touched, b.penetration, b.flipped_at as "flippedAt", b.ended_at as "endedAt"
    from order_block b
    join symbol s on s.id = b.symbol_id
    where s.name = ${query.symbol} and b.tf = ${timeframeMinutes(query.timeframe)} and b.confirmed_at <= ${query.to}
      and (b.ended_at is null or b.ended_at >= ${query.from})
    order by b.formed_at desc, b.id limit ${query.limit}`;
}

interface BreakRow {
  readonly body: Extract<SmcEvent, { kind: 'bos' | 'choch' }>;
  readonly openedAt: number;
  readonly levelFrom: number | null;
}

/** Breaks of structure that became known in [from, to], oldest first. */
export async function readBreaks(
  sql: Sql,
  query: SeriesKey & { readonly from: number; readonly to: number },
): Promise<readonly ChartBreak[]> {
  const rows = await sql<BreakRow[]>`
    select e.body, e.opened_at as "openedAt", e.level_from as "levelFrom"
    from structure_event e
    join symbol s on s.id = e.symbol_id
    where s.name = ${query.symbol} and e.tf = ${timeframeMinutes(query.timeframe)} and e.kind in ('bos', 'choch')
      and e.opened_at between ${query.from} and ${query.to}
    order by e.opened_at, e.seq`;
  return rows.map(({ body, openedAt, levelFrom }) => ({
    kind: body.kind,
    bias: body.side === 1 ? 'bullish' : 'bearish',
    level: body.level,
    from: levelFrom ?? openedAt,
    at: openedAt,
  }));
}

/** The stored event stream of a series, for comparing runs. */
export async function readStructure(sql: Sql, query: SeriesKey): Promise<readonly SmcEvent[]> {
  const rows = await sql<{ body: SmcEvent }[]>`
    select e.body from structure_event e join symbol s on s.id = e.symbol_id
    where s.name = ${query.symbol} and e.tf = ${timeframeMinutes(query.timeframe)} order by e.bar, e.seq`;
  return rows.map((row) => row.body);
}
