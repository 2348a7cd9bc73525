import { expect, it } from 'vitest';
import { journalDays } from '../../../../client/ui/journalDays.ts';
import { closedTrade, openTrade } from '../data/rows.ts';

const utc = { timeZone: 'UTC' } as const;
const at = (day: number, hour: number) => Date.UTC(2026, 0, day, hour);

it('groups closed trades by the day of their close, newest first', () => {
  const days = journalDays(
    [
      closedTrade('a', { closedAt: at(5, 9), rMultiple: 1.5 }),
      closedTrade('b', { closedAt: at(6, 1), rMultiple: -1 }),
      openTrade('c'),
      closedTrade('d', { closedAt: at(5, 20), rMultiple: -0.25 }),
    ],
    utc,
  );
  expect(days.map((day) => [day.key, day.trades.map((trade) => trade.id), day.totalR])).toEqual([
    ['2026-01-06', ['b'], -1],
    ['2026-01-05', ['d', 'a'], 1.25],
  ]);
});

it('puts a trade on the day of the zone the journal is shown in', () => {
  const late = [closedTrade('a', { closedAt: at(5, 20), rMultiple: 1 })];
  expect(journalDays(late, { timeZone: 'Asia/Kolkata' })[0]?.key).toBe('2026-01-06');
});

it('leaves the sum of a day unknown when no result has an R', () => {
  expect(journalDays([closedTrade('a', { closedAt: at(5, 9), rMultiple: null })], utc)[0]?.totalR).toBeNull();
});
