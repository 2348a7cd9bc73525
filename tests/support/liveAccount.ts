import type { FoldedCandle } from '#server/live/series.ts';
import type { AccountState } from '#shared/core/accountState.ts';
import type { CoreEvent, FactDraft } from '#shared/core/messages.ts';
import type { StrategyRun } from '#shared/core/strategyRun.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import { closeTime } from '#shared/market/candle.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { accountWith, paper } from './domain.ts';

/** Every size is affordable. */
const rich = {
  ...{ ...paper, initialBalance: '100000000', balance: '100000000' },
  ...{ riskPerTradePct: '0.01', maxOpenTrades: 1_000 },
};

/** One account that is told of a market, candle by candle. */
export class LiveAccount {
  readonly #core: TradingCore;
  readonly signals: Signal[] = [];
  readonly facts: FactDraft[] = [];
  state: AccountState;

  constructor(runs: readonly StrategyRun[], state = accountWith({ account: rich })) {
    this.#core = new TradingCore(runs);
    this.state = state;
  }

  /** Answers the signals that its close raised. */
  hear({ candle, ...folded }: FoldedCandle): readonly Signal[] {
    const { bar, spec, events, blocks, gaps, dealingRange, atr, lastBreak, longer, setups } = folded;
    const view = { candle, bar, spec, events, blocks, gaps, dealingRange, atr, lastBreak, longer };
    const facts = this.tell({ type: 'barClosed', at: closeTime(candle), view, setups });
    const raised = facts.flatMap(({ rows }) => rows.signals ?? []);
    this.signals.push(...raised);
    return raised;
  }

  /** Refusals are faults of the test. */
  tell(event: CoreEvent): readonly FactDraft[] {
    const { state, facts, result } = this.#core.handle(this.state, event);
    if (result !== null && result.status !== 'applied') throw new Error(JSON.stringify(result));
    this.state = state;
    this.facts.push(...facts);
    return facts;
  }

  answer({ id }: Signal, answer: 'accept' | 'reject', at: number): void {
    const command = { commandId: id, accountId: 'paper', signalId: id, answer, reason: null };
    this.tell({ type: 'answered', doubt: null, lastPrice: null, at, command });
  }

  close(tradeId: string, price: string, at: number): void {
    const command = { commandId: tradeId, accountId: 'paper', tradeId, price, at, note: null };
    this.tell({ type: 'closeMarked', at, command });
  }
}
