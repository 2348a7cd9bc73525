import { MarketRunner } from '#server/live/marketRunner.ts';
import type { FoldedCandle } from '#server/live/series.ts';
import { SetupBacktest, type SetupBacktestResult, setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import type { AccountState } from '#shared/core/accountState.ts';
import type { CoreEvent, FactDraft } from '#shared/core/messages.ts';
import { onAllSymbols } from '#shared/core/strategyRun.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { accountWith, paper } from './domain.ts';
import { testSpec } from './marketViews.ts';

/** No fees: on a made-up market of small moves they would swallow every setup. */
export const humanSpec = {
  ...testSpec,
  takerFeePct: '0',
  spread: '0.02',
  timeframes: ['5m' as const],
};

/** Narrow pivots, so that half a thousand candles of M5 have a structure on H4. */
export const narrow = { biasPivotLeft: 1, biasPivotRight: 1, shiftPivotLeft: 1, shiftPivotRight: 1 };

const strategy = new HumanTrained(narrow);
export const humanRuns = onAllSymbols(strategy);
export const humanMarket = () =>
  new MarketRunner({ specs: new Map([[humanSpec.symbol, humanSpec]]), strategies: humanRuns });

/** The same candles through the backtest of the same strategy. */
export function humanBacktest(candles: readonly Candle[]): SetupBacktestResult {
  const costs = tradingCostsSchema.parse({ takerRate: '0', makerRate: '0', spread: humanSpec.spread });
  const finder = strategy.setupFinder(setupMarketOf({ spec: humanSpec, costs }, defaultSmcConfig));
  const backtest = new SetupBacktest({
    ...{ strategy: strategy.id, finder, timeframe: '5m', spec: humanSpec, capital: '100000000', costs },
    limitFills: 'touch',
  });
  for (const candle of candles) backtest.onCandle(candle);
  return backtest.result();
}

/** Every size is affordable. */
const rich = {
  ...{ ...paper, initialBalance: '100000000', balance: '100000000' },
  ...{ riskPerTradePct: '0.01', maxOpenTrades: 1_000 },
};

/** One account that is told of a market, candle by candle. */
export class LiveAccount {
  readonly #core = new TradingCore(humanRuns);
  readonly signals: Signal[] = [];
  readonly facts: FactDraft[] = [];
  state: AccountState;

  constructor(state = accountWith({ account: rich })) {
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

  accept({ id }: Signal, at: number): void {
    const command = {
      commandId: id,
      accountId: 'paper',
      signalId: id,
      answer: 'accept',
      reason: null,
    } as const;
    this.tell({ type: 'answered', at, command });
  }

  close(tradeId: string, price: string, at: number): void {
    const command = { commandId: tradeId, accountId: 'paper', tradeId, price, at, note: null };
    this.tell({ type: 'closeMarked', at, command });
  }
}
