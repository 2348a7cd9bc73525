import type { Account } from '../config/accountConfig.ts';
import { balanceOf } from '../journal/metrics.ts';
import type { UnixMs } from '../market/candle.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { zoneKey } from '../strategies/baseStrategy.ts';
import type { Decision } from '../trading/decision.ts';
import { isGapName } from '../trading/gapName.ts';
import type { Signal } from '../trading/signal.ts';
import type { Trade } from '../trading/trade.ts';
import type { AccountState, WaitingSignal } from './accountState.ts';
import { sourceKey } from './offeredSetups.ts';

/** What the store kept of one account. */
export interface StoredAccount {
  readonly account: Omit<Account, 'balance'>;
  readonly waiting: readonly Signal[];
  readonly decisions: readonly Decision[];
  readonly takenZones: readonly { readonly blockId: string; readonly state: 'fresh' | 'breaker' }[];
  readonly trades: readonly Trade[];
  /** The signals of trades whose limit still waits. */
  readonly resting: readonly { readonly tradeId: string; readonly signal: Signal }[];
  readonly lastSignals: readonly (Pick<Signal, 'strategy' | 'symbol' | 'timeframe'> & {
    readonly at: UnixMs;
  })[];
}

/** The state the account's core had when the last batch was committed. */
export function restoreAccount(
  stored: StoredAccount,
  market: {
    readonly specOf: (symbol: string) => SymbolSpec;
    /** null when no candle of the symbol was ever stored. */
    readonly lastPrice: (symbol: string) => number | null;
    /** Whether candles of its series that opened since it was raised came to the entry. */
    readonly hasReached: (signal: Signal) => boolean;
    readonly isOpenGap: (name: string) => boolean;
  },
): AccountState {
  const account = { ...stored.account, balance: balanceOf(stored.account.initialBalance, stored.trades) };
  const waiting: WaitingSignal[] = stored.waiting.map((signal) => ({
    signal,
    spec: market.specOf(signal.symbol),
    lastPrice: market.lastPrice(signal.symbol) ?? signal.entry,
    isReached: signal.rests === true && market.hasReached(signal),
  }));
  // The store knows what became of blocks; of gaps only the engine does.
  const taken = stored.takenZones.filter(({ blockId }) => !isGapName(blockId) || market.isOpenGap(blockId));
  return {
    account,
    waiting: new Map(waiting.map((item) => [item.signal.id, item])),
    decisions: new Map(stored.decisions.map((decision) => [decision.signalId, decision])),
    takenZones: new Set(taken.map(({ blockId, state }) => zoneKey(blockId, state))),
    trades: new Map(stored.trades.map((trade) => [trade.id, trade])),
    resting: new Map(stored.resting.map(({ tradeId, signal }) => [tradeId, signal])),
    lastSignals: new Map(stored.lastSignals.map((last) => [sourceKey(last), last.at])),
  };
}
