import type { CandleTuple, Chart, ChartUpdate } from '#shared/sync/chart.ts';
import type { Fact, Rows } from '#shared/sync/rows.ts';
import type { Status } from '#shared/sync/status.ts';
import type { Decision } from '#shared/trading/decision.ts';
import type { Signal } from '#shared/trading/signal.ts';
import type { Trade } from '#shared/trading/trade.ts';

/** Builders of the rows the phone keeps; each test says only what it is about. */

export const quarterHour = 900_000;

export const signal = (id: string, over: Partial<Signal> = {}): Signal => ({
  id,
  strategy: 'progressiveSmc',
  symbol: 'SOLUSDT',
  timeframe: '15m',
  direction: 'long',
  entry: 182.4,
  stop: 180.4,
  targets: [186.4],
  rr: 2,
  atr: 2,
  reasons: ['Bullish BOS at 183.1'],
  zone: {
    blockId: 'SOLUSDT:15m:1',
    bias: 'bullish',
    state: 'fresh',
    top: 182.5,
    bottom: 180.9,
    formedAt: 0,
    penetration: 0.3,
  },
  createdAt: 1_000,
  expiresAt: 61_000,
  ...over,
});

export const decision = (signalId: string, answer: Decision['answer']): Decision => ({
  signalId,
  accountId: 'paper',
  by: answer === 'expired' ? 'auto' : 'owner',
  answer,
  reason: null,
  commandId: null,
  tradeId: null,
  at: 2_000,
});

export const openTrade = (id: string, over: Partial<Trade> = {}): Trade => ({
  id,
  accountId: 'paper',
  signalId: `signal of ${id}`,
  symbol: 'SOLUSDT',
  timeframe: '15m',
  direction: 'long',
  size: '50',
  unit: 'SOL',
  entry: '182.4',
  stop: '180.4',
  target: '186.4',
  risk: '100',
  contractValue: '1',
  quoteRate: '1',
  feeRate: '0.0005',
  openedAt: 3_000,
  close: null,
  note: null,
  ...over,
});

export const closedTrade = (
  id: string,
  { closedAt, rMultiple }: { readonly closedAt: number; readonly rMultiple: number | null },
): Trade =>
  openTrade(id, {
    close: { exit: '184.4', closedAt, fees: '9.17', net: '90.83', rMultiple, outcome: 'WIN' },
  });

export const fact = (id: number, rows: Rows): Fact => ({
  id,
  at: id * 1_000,
  kind: 'signalRaised',
  accountId: 'paper',
  rows,
});

export const status = (over: Partial<Status> = {}): Status => ({
  version: '0.1.0',
  now: 1_000_000,
  rate: 1,
  mode: 'paper',
  feed: {
    kind: 'replay',
    label: 'REPLAY',
    state: 'live',
    lastCandleAt: 900_000,
    message: null,
    progress: null,
    venues: [],
  },
  series: [],
  ...over,
});

/** The n-th quarter of an hour. */
const candle = (n: number, close = 100 + n): CandleTuple => [
  n * quarterHour,
  close,
  close + 1,
  close - 1,
  close,
  10,
];

export const chart = (from: number, to: number, over: Partial<Chart> = {}): Chart => ({
  symbol: 'SOLUSDT',
  timeframe: '15m',
  digits: 2,
  tick: 0.01,
  candles: Array.from({ length: to - from + 1 }, (_, i) => candle(from + i)),
  blocks: [],
  breaks: [],
  hasMore: false,
  ...over,
});

export const chartUpdate = (n: number, over: Partial<ChartUpdate> = {}): ChartUpdate => ({
  symbol: 'SOLUSDT',
  timeframe: '15m',
  after: (n - 1) * quarterHour,
  candle: candle(n),
  blocks: [],
  breaks: [],
  ...over,
});
