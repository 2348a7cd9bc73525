import type { StoredCommand } from '#shared/core/batch.ts';
import type { Sql } from './db.ts';

export interface MarketRow {
  /** Changes when a phone's copy can no longer be continued. */
  readonly epoch: string;
  readonly label: string;
  /** Number of the last committed batch. */
  readonly sequence: number;
}

/** The schema's market row; made on the first start. */
export async function openMarket(
  sql: Sql,
  fresh: { readonly epoch: string; readonly label: string },
): Promise<MarketRow> {
  await sql`
    insert into market (epoch, label) values (${fresh.epoch}, ${fresh.label}) on conflict (only_one) do nothing`;
  const [row] = await sql<MarketRow[]>`select epoch, label, sequence from market`;
  if (!row) throw new Error('invariant: the market row was just made');
  return row;
}

/** The answer a command id got earlier, if any. */
export async function readCommand(sql: Sql, id: string): Promise<StoredCommand | null> {
  const [row] = await sql<StoredCommand[]>`
    select request_hash as "requestHash", result from command where id = ${id}`;
  return row ?? null;
}
