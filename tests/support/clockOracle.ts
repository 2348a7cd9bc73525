import { DateTime } from 'luxon';
import { periodNames } from '#shared/market/periods.ts';
import type { TradingWindow } from '#shared/market/tradingWindow.ts';
import { candleOf, type Draft, type Looked } from './zoneOracle.ts';

/** The date on which the occurrence of a window began that this instant belongs to; null outside. */
export function occurrenceOf({ zone, start, end }: TradingWindow, time: number): string | null {
  const local = DateTime.fromMillis(time, { zone });
  const clock = local.toFormat('HH:mm');
  const today = local.toISODate() ?? '';
  if (start < end) return clock >= start && clock < end ? today : null;
  if (clock >= start) return today;
  return clock < end ? (local.minus({ days: 1 }).toISODate() ?? '') : null;
}

export function periodKey(name: 'day' | 'week', time: number, session: '24x7' | 'forex'): string {
  const isForex = session === 'forex';
  // Seven hours on, the forex day begins at midnight and its week on Monday.
  const wall = DateTime.fromMillis(time, { zone: isForex ? 'America/New_York' : 'utc' })
    .setZone('utc', { keepLocalTime: true })
    .plus({ hours: isForex ? 7 : 0 });
  return name === 'day' ? (wall.toISODate() ?? '') : wall.toFormat("kkkk-'W'WW");
}

/** Windows and periods, found by looking back from each bar. */
export function clockEvents(market: Looked, i: number): Draft[] {
  const { windows, periods } = market.config;
  const drafts = windows.flatMap((window) => {
    const key = (bar: number) => occurrenceOf(window, candleOf(market, bar).openTime);
    const changes = changesAt(market, i, key);
    return changes.map((change): Draft => {
      if (change === 'opens') return { kind: 'window_open', name: window.name };
      return { kind: 'window_close', name: window.name, ...change };
    });
  });
  for (const name of periodNames.filter((period) => periods.includes(period))) {
    const key = (bar: number) => periodKey(name, candleOf(market, bar).openTime, '24x7');
    for (const change of changesAt(market, i, key))
      if (change !== 'opens') drafts.push({ kind: 'period', name, ...change });
  }
  return drafts;
}

function changesAt(market: Looked, i: number, key: (bar: number) => string | null) {
  const before = i > 0 ? key(i - 1) : null;
  if (before === key(i)) return [];
  const changes: ('opens' | { high: number; low: number })[] = [];
  if (before !== null) {
    let from = i - 1;
    while (from > 0 && key(from - 1) === before) from -= 1;
    const bars = market.candles.slice(from, i);
    const high = Math.max(...bars.map((bar) => bar.high));
    changes.push({ high, low: Math.min(...bars.map((bar) => bar.low)) });
  }
  if (key(i) !== null) changes.push('opens');
  return changes;
}
