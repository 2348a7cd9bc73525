import type { Trade, TradeClose } from '#shared/trading/trade.ts';
import type { Place } from './formatTime.ts';
import { dayKey } from './formatTime.ts';

export interface ClosedTrade extends Trade {
  readonly close: TradeClose;
}

export interface JournalDay {
  /** "2026-01-05" in the zone the journal is shown in. */
  readonly key: string;
  /** Close of its newest trade, for naming the day. */
  readonly at: number;
  /** Sum of the known R of the day; null when none is known. */
  readonly totalR: number | null;
  readonly trades: readonly ClosedTrade[];
}

const isClosed = (trade: Trade): trade is ClosedTrade => trade.close !== null;

/** Closed trades by the calendar day of their close, newest first. */
export function journalDays(trades: readonly Trade[], place: Place = {}): JournalDay[] {
  const days = new Map<string, ClosedTrade[]>();
  const newestFirst = trades.filter(isClosed).sort((a, b) => b.close.closedAt - a.close.closedAt);
  for (const trade of newestFirst) {
    const key = dayKey(trade.close.closedAt, place);
    days.set(key, [...(days.get(key) ?? []), trade]);
  }
  return [...days].map(([key, ofDay]) => ({
    key,
    at: ofDay[0]?.close.closedAt ?? 0,
    totalR: sumKnown(ofDay.map((trade) => trade.close.rMultiple)),
    trades: ofDay,
  }));
}

function sumKnown(results: readonly (number | null)[]): number | null {
  const known = results.filter((r) => r !== null);
  return known.length === 0 ? null : known.reduce((sum, r) => sum + r, 0);
}
