import type { RefoldedSeries } from '#shared/core/batch.ts';
import { timeframeMinutes } from '#shared/market/timeframe.ts';
import type { Sql, Transaction } from './db.ts';
import { writeSnapshots } from './record.ts';
import { insertStructure, upsertBlocks } from './structure.ts';

/** Rows that go to the database at once. */
const portion = 10_000;

/**
 * Puts what a newer engine made of a series in the place of what an older one had stored, in one transaction. Blocks may
 * have other numbers now: signals go on naming theirs, and a new epoch makes the phones read everything anew.
 */
export async function replaceStructure(
  sql: Sql,
  { series, epoch }: { readonly series: readonly RefoldedSeries[]; readonly epoch: string },
): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`update market set epoch = ${epoch}`;
    for (const one of series) await replaceOne(tx, one);
  });
}

async function replaceOne(tx: Transaction, series: RefoldedSeries): Promise<void> {
  await renameZones(tx, series);
  const key = tx`symbol_id = (select id from symbol where name = ${series.symbol}) and tf = ${timeframeMinutes(series.timeframe)}`;
  await tx`delete from structure_event where ${key}`;
  await tx`delete from order_block where ${key}`;
  const { structure, blocks, snapshot } = series;
  for (let first = 0; first < structure.length; first += portion)
    await insertStructure(tx, structure.slice(first, first + portion));
  for (let first = 0; first < blocks.length; first += portion)
    await upsertBlocks(tx, blocks.slice(first, first + portion));
  await writeSnapshots(tx, [snapshot]);
  await tx`update engine_state set is_outdated = false where ${key}`;
}

/** One candle makes one block at most: the same birth is the same block. */
async function renameZones(tx: Transaction, { symbol, timeframe, blocks }: RefoldedSeries): Promise<void> {
  const births = [...new Map(blocks.map(({ block }) => [block.id, block])).values()];
  await tx`
    update signal set zone = jsonb_set(signal.zone, '{blockId}', to_jsonb(born.id))
    from order_block known
    join symbol s on s.id = known.symbol_id
    join unnest(
      ${births.map((block) => block.id)}::text[],
      ${births.map((block) => new Date(block.confirmedAt).toISOString())}::text[]::timestamptz[]
    ) as born (id, confirmed_at) on born.confirmed_at = known.confirmed_at
    where s.name = ${symbol} and known.tf = ${timeframeMinutes(timeframe)}
      and signal.zone ->> 'blockId' = known.id`;
}
