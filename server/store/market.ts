import type { StoredCommand } from '#shared/core/batch.ts';
import { TradingError } from '#shared/errors.ts';
import type { Sql } from './db.ts';

export interface MarketRow {
  /** Changes when a phone's copy can no longer be continued. */
  readonly epoch: string;
  readonly label: string;
  /** Number of the last committed batch. */
  readonly sequence: number;
}

/**
 * The schema's market row, made on the first start, from now on written by `writer` alone. Waits for a batch that a
 * killed predecessor had sent: what is read after this holds everything that will ever come of it.
 */
export async function openMarket(
  sql: Sql,
  fresh: { readonly epoch: string; readonly label: string; readonly writer: string },
): Promise<MarketRow> {
  const [row] = await sql<MarketRow[]>`
    insert into market (epoch, label, writer, folded)
    values (${fresh.epoch}, ${fresh.label}, ${fresh.writer}, '{}')
    on conflict (only_one) do update set writer = excluded.writer
    returning epoch, label, sequence`;
  if (!row) throw new Error('invariant: the market row was just made');
  return row;
}

/** The answer a command id got earlier, if any. */
export async function readCommand(sql: Sql, id: string): Promise<StoredCommand | null> {
  const [row] = await sql<StoredCommand[]>`
    select request_hash as "requestHash", result from command where id = ${id}`;
  return row ?? null;
}

export const takenOver = () =>
  new TradingError(
    'rejected',
    'market.takenOver',
    'Another Breaker has taken over this database. This one stops; what it had not stored yet was told to nobody.',
  );
