import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { strategyOfRun } from '#server/strategyOfRun.ts';
import { BaseStrategy } from '#shared/strategies/baseStrategy.ts';
import type { StrategyMaker } from '#shared/strategies/registry.ts';

const setting = { riskPct: 0.7, strategyParams: { rr: 2 } };

/** Keeps the parameters it was made with. */
class Quiet extends BaseStrategy {
  override readonly id = 'quiet';
  override readonly warmupCandles = 0;
  override readonly timeframes = ['15m'] as const;
  readonly params: unknown;

  constructor(params: unknown) {
    super();
    this.params = params;
  }

  onCandle(): null {
    return null;
  }
}

const makerOf = (params: z.ZodType): StrategyMaker =>
  Object.assign((given: unknown) => new Quiet(params.parse(given)), { params });

describe('the strategy of a backtest', () => {
  it('takes the risk of the run', () => {
    const maker = makerOf(z.strictObject({ rr: z.number().default(3), riskPct: z.number().default(0.5) }));
    expect(strategyOfRun(maker, setting, {})).toMatchObject({ params: { rr: 2, riskPct: 0.7 } });
    expect(strategyOfRun(maker, setting, { riskPct: 1 })).toMatchObject({ params: { riskPct: 1 } });
    const byShare = strategyOfRun(maker, { ...setting, riskPct: null }, {});
    expect(byShare).toMatchObject({ params: { riskPct: 0.5 } });
  });

  it('is not handed a risk that it has no parameter for', () => {
    const maker = makerOf(z.strictObject({ rr: z.number().default(3) }));
    expect(strategyOfRun(maker, setting, { rr: 4 })).toMatchObject({ params: { rr: 4 } });
  });
});
