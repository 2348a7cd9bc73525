import type { Chart, ChartUpdate } from '#shared/sync/chart.ts';
import type { Mark } from '#shared/sync/live.ts';
import type { Fact, Pull, Rows } from '#shared/sync/rows.ts';
import { withOlder, withUpdate } from './chartWindow.ts';
import type { BreakerDb, StoredStatus, SyncPoint } from './db.ts';
import { chartKey } from './db.ts';

const syncKey = 'sync';
const statusKey = 'now';

export const readSyncPoint = (db: BreakerDb): Promise<SyncPoint | undefined> => db.meta.get(syncKey);
export const readStatus = (db: BreakerDb): Promise<StoredStatus | undefined> => db.status.get(statusKey);

/** Answer of `facts.pull`: changes on top of the copy, or the whole copy anew. Rows and cursor change together. */
export async function applyPull(db: BreakerDb, pull: Pull): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    const point = await readSyncPoint(db);
    const isNewEpoch = point?.epoch !== pull.epoch;
    // A slower answer to an earlier question must not turn the copy back.
    if (!pull.reset && !isNewEpoch && pull.cursor < point.cursor) return;
    if (pull.reset || isNewEpoch) await clear(db, { andCharts: isNewEpoch });
    await putRows(db, pull.rows);
    await db.meta.put({ epoch: pull.epoch, cursor: pull.cursor }, syncKey);
  });
}

/**
 * Facts of the live stream, in the order they came. Those the copy already contains are skipped, and all of them when
 * the copy meanwhile belongs to another epoch.
 */
export async function applyFacts(db: BreakerDb, epoch: string, facts: readonly Fact[]): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    const point = await readSyncPoint(db);
    if (point?.epoch !== epoch) return;
    let { cursor } = point;
    for (const fact of facts) {
      if (fact.id <= cursor) continue;
      await putRows(db, fact.rows);
      cursor = fact.id;
    }
    if (cursor !== point.cursor) await db.meta.put({ epoch, cursor }, syncKey);
  });
}

/** Rows that came with the answer to a command. The cursor stays: facts between it and the command are still due. */
export async function applyAnswer(db: BreakerDb, rows: Rows): Promise<void> {
  await db.transaction('rw', db.tables, () => putRows(db, rows));
}

export async function storeStatus(db: BreakerDb, stored: StoredStatus): Promise<void> {
  await db.status.put(stored, statusKey);
}

export async function storeMarks(db: BreakerDb, marks: readonly Mark[]): Promise<void> {
  await db.marks.bulkPut([...marks]);
}

export async function storeChart(db: BreakerDb, chart: Chart): Promise<void> {
  await db.charts.put(chart, chartKey(chart));
}

export async function storeOlderCandles(db: BreakerDb, older: Chart): Promise<void> {
  await db.transaction('rw', db.charts, async () => {
    const kept = await db.charts.get(chartKey(older));
    if (kept) await storeChart(db, withOlder(kept, older));
  });
}

/** Adds closed candles to the charts that are kept; returns the keys of those that missed some. */
export async function applyChartUpdates(db: BreakerDb, updates: readonly ChartUpdate[]): Promise<string[]> {
  return db.transaction('rw', db.charts, async () => {
    const missed = new Set<string>();
    const changed = new Map<string, Chart>();
    for (const update of updates) {
      const key = chartKey(update);
      const chart = changed.get(key) ?? (await db.charts.get(key));
      if (chart === undefined || missed.has(key)) continue;
      const next = withUpdate(chart, update);
      if (next === null) missed.add(key);
      else changed.set(key, next);
    }
    for (const chart of changed.values()) await storeChart(db, chart);
    return [...missed];
  });
}

async function clear(db: BreakerDb, { andCharts }: { readonly andCharts: boolean }): Promise<void> {
  const { signals, decisions, assessments, trades, accounts, summaries } = db;
  for (const table of [signals, decisions, assessments, trades, accounts, summaries]) await table.clear();
  if (!andCharts) return;
  for (const table of [db.charts, db.marks, db.status]) await table.clear();
}

/** Rows are whole: each replaces the one with its key. Deletes come last, as a fact that deletes carries no such row. */
async function putRows(db: BreakerDb, rows: Rows): Promise<void> {
  if (rows.signals) await db.signals.bulkPut(rows.signals);
  if (rows.decisions) await db.decisions.bulkPut(rows.decisions);
  if (rows.assessments) await db.assessments.bulkPut(rows.assessments);
  if (rows.trades) await db.trades.bulkPut(rows.trades);
  if (rows.accounts) await db.accounts.bulkPut(rows.accounts);
  if (rows.summaries) await db.summaries.bulkPut(rows.summaries);
  if (rows.deletedTrades) await db.trades.bulkDelete(rows.deletedTrades);
}
