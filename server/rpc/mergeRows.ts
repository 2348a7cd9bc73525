import type { Rows } from '#shared/sync/rows.ts';

/** Rows of several facts, oldest first, as one: the last word on each key, nothing of what was deleted. */
export function mergeRows(list: readonly Rows[]): Rows {
  const deletedTrades = [...new Set(list.flatMap((rows) => rows.deletedTrades ?? []))];
  const isDeleted = new Set(deletedTrades);
  const all = <Row>(pick: (rows: Rows) => readonly Row[] | undefined) =>
    list.flatMap((rows) => pick(rows) ?? []);
  const ofSignal = (row: { readonly signalId: string; readonly accountId: string }) =>
    `${row.signalId} ${row.accountId}`;
  return {
    signals: lastOfEach(
      all((rows) => rows.signals),
      (row) => row.id,
    ),
    decisions: lastOfEach(
      all((rows) => rows.decisions),
      ofSignal,
    ),
    assessments: lastOfEach(
      all((rows) => rows.assessments),
      ofSignal,
    ),
    trades: lastOfEach(
      all((rows) => rows.trades),
      (row) => row.id,
    ).filter((trade) => !isDeleted.has(trade.id)),
    deletedTrades,
    accounts: lastOfEach(
      all((rows) => rows.accounts),
      (row) => row.id,
    ),
    summaries: lastOfEach(
      all((rows) => rows.summaries),
      (row) => row.accountId,
    ),
  };
}

const lastOfEach = <Row>(rows: readonly Row[], key: (row: Row) => string): Row[] => [
  ...new Map(rows.map((row) => [key(row), row])).values(),
];
