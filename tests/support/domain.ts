import type { Account } from '#shared/config/accountConfig.ts';
import type { AccountState } from '#shared/core/accountState.ts';
import type { Candle } from '#shared/market/candle.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { BaseStrategy, type MarketView } from '#shared/strategies/baseStrategy.ts';
import type { Signal } from '#shared/trading/signal.ts';
import type { Trade } from '#shared/trading/trade.ts';

/** Round numbers, so that every expectation can be worked out in the head. */
export const solSpec: SymbolSpec = {
  symbol: 'SOLUSDT',
  kind: 'crypto',
  base: 'SOL',
  quote: 'USDT',
  tick: '0.01',
  contractValue: '1',
  sizeStep: '0.1',
  minSize: '0.1',
  unit: 'SOL',
  takerFeePct: '0.05',
  session: '24x7',
  timeframes: ['15m'],
};

export const paper: Account = {
  id: 'paper',
  kind: 'paper',
  name: 'Paper',
  currency: 'USD',
  initialBalance: '10000',
  riskPerTradePct: '1',
  maxOpenTrades: 2,
  balance: '10000',
};

export const minute = 60_000;
export const noon = Date.UTC(2026, 0, 5, 12);

/** A long from 100, stop 98, target 104, raised at noon, valid for an hour. */
export const longSignal = (change: Partial<Signal> = {}): Signal => ({
  id: 'progressive-smc.SOLUSDT.15m.1.1',
  strategy: 'progressive-smc',
  symbol: 'SOLUSDT',
  timeframe: '15m',
  direction: 'long',
  entry: 100,
  stop: 98,
  targets: [104],
  rr: 2,
  atr: 2,
  reasons: ['Bullish BOS at 99.00.'],
  zone: {
    blockId: 'SOLUSDT:15m:1',
    bias: 'bullish',
    state: 'fresh',
    top: 100.5,
    bottom: 99,
    formedAt: noon - 60 * minute,
    penetration: 0.3,
  },
  createdAt: noon,
  expiresAt: noon + 60 * minute,
  ...change,
});

export const openLong = (change: Partial<Trade> = {}): Trade => ({
  id: 'paper.one',
  accountId: 'paper',
  signalId: 'one',
  symbol: 'SOLUSDT',
  timeframe: '15m',
  direction: 'long',
  size: '10',
  unit: 'SOL',
  entry: '100',
  stop: '98',
  target: '104',
  risk: '20',
  contractValue: '1',
  quoteRate: '1',
  feeRate: '0.001',
  openedAt: noon,
  close: null,
  note: null,
  ...change,
});

export const accountWith = (change: Partial<AccountState> = {}): AccountState => ({
  account: paper,
  waiting: new Map(),
  decisions: new Map(),
  takenZones: new Set(),
  trades: new Map(),
  resting: new Map(),
  lastSignals: new Map(),
  ...change,
});

export const candleAt = (openTime: number, close: number): Candle => ({
  symbol: 'SOLUSDT',
  timeframe: '15m',
  openTime,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
});

export const viewOf = (
  candle: Candle,
  change: Partial<Omit<MarketView, 'takenZones'>> = {},
): Omit<MarketView, 'takenZones'> => ({
  candle,
  bar: 0,
  spec: solSpec,
  events: [],
  blocks: [],
  gaps: [],
  dealingRange: null,
  atr: { value: 2, warm: true },
  lastBreak: null,
  longer: new Map(),
  ...change,
});

/** Suggests what a test wants suggested, unless the zone is taken: the contract every strategy keeps. */
export class ScriptedStrategy extends BaseStrategy {
  readonly id = 'scripted';
  readonly warmupCandles = 1;
  readonly timeframes = ['15m'] as const;
  readonly #suggest: (view: MarketView) => Signal | null;

  constructor(suggest: (view: MarketView) => Signal | null) {
    super();
    this.#suggest = suggest;
  }

  onCandle(view: MarketView): Signal | null {
    const signal = this.#suggest(view);
    if (signal === null || view.takenZones.has(`${signal.zone.blockId}:${signal.zone.state}`)) return null;
    return signal;
  }
}
