import { expect, it } from 'vitest';
import { FeedLines } from '#server/observe/feedLines.ts';
import type { FeedHealth } from '#shared/ports.ts';

const health = (change: Partial<FeedHealth>): FeedHealth => ({
  kind: 'live',
  label: 'DELTA',
  state: 'starting',
  lastCandleAt: null,
  progress: null,
  message: null,
  venues: [],
  ...change,
});

function shown(...healths: readonly Partial<FeedHealth>[]): string[] {
  const lines: string[] = [];
  const feedLines = new FeedLines({
    say: (line) => lines.push(line),
    showProgress: (line) => lines.push(`... ${line}`),
  });
  for (const change of healths) feedLines.show(health(change));
  return lines;
}

it('tells every tenth of the history, and that it is live', () => {
  const loading = (progress: number) => ({
    state: 'backfilling' as const,
    progress,
    message: 'Loading SOLUSD 15m.',
  });
  expect(
    shown(loading(0), loading(0.05), loading(0.12), loading(0.19), loading(1), { state: 'live' }),
  ).toEqual([
    '... feed  DELTA 0 %. Loading SOLUSD 15m.',
    '... feed  DELTA 10 %. Loading SOLUSD 15m.',
    '... feed  DELTA 100 %. Loading SOLUSD 15m.',
    'feed  DELTA live.',
  ]);
});

it('says once that the venue cannot be reached, and what can be done meanwhile', () => {
  const unreachable = (seconds: number) => ({
    state: 'stale' as const,
    message: `Delta Exchange cannot be reached. Trying again in ${seconds} s.`,
  });
  expect(shown(unreachable(2), unreachable(4), { state: 'live' }, unreachable(1))).toEqual([
    'feed  DELTA stale. Delta Exchange cannot be reached. Trying again in 2 s. To try Breaker without the venue: npm start -- --sandbox',
    'feed  DELTA live.',
    'feed  DELTA stale. Delta Exchange cannot be reached. Trying again in 1 s.',
  ]);
});

it('sends nobody away from a venue that was heard', () => {
  const delta = {
    venue: 'delta',
    name: 'Delta Exchange India',
    state: 'stale' as const,
    lastCandleAt: null,
    lastHeardAt: 1_700_000_000_000,
    progress: null,
    message: null,
    staleSymbols: [],
  };
  const waiting = { state: 'stale' as const, message: 'No price of SOLUSD has come yet.' };
  expect(shown({ ...waiting, venues: [delta] })).toEqual([
    'feed  DELTA stale. No price of SOLUSD has come yet.',
  ]);
});

it('says another trouble of the same state, too', () => {
  expect(
    shown(
      { kind: 'sandbox', label: 'SANDBOX', state: 'stale', message: 'No trades.' },
      { kind: 'sandbox', label: 'SANDBOX', state: 'stale', message: 'Maintenance.' },
    ),
  ).toEqual(['feed  SANDBOX stale. No trades.', 'feed  SANDBOX stale. Maintenance.']);
});

it('says that a trouble is over though the state stays', () => {
  expect(shown({ state: 'live', message: 'No price of BTCUSD has come yet.' }, { state: 'live' })).toEqual([
    'feed  DELTA live. No price of BTCUSD has come yet.',
    'feed  DELTA live.',
  ]);
});
