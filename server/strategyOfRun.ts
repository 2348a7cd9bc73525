import { paramNames } from '#shared/backtest/grid.ts';
import type { RunParams } from '#shared/backtest/paramSpace.ts';
import type { BaseStrategy } from '#shared/strategies/baseStrategy.ts';
import type { StrategyMaker } from '#shared/strategies/registry.ts';

interface RunSetting {
  /** null: the share of the capital gives the size. */
  readonly riskPct: number | null;
  readonly strategyParams: RunParams['strategy'];
}

/**
 * The strategy of a backtest. One that trades setups of its own takes the risk of the run, if it has a parameter for it; for
 * the others the executor does.
 */
export function strategyOfRun(
  maker: StrategyMaker,
  { riskPct, strategyParams }: RunSetting,
  chosen: RunParams['strategy'],
): BaseStrategy {
  const plain = maker({ ...strategyParams, ...chosen });
  if (riskPct === null || plain.zoneFinder() !== null || !takesRisk(maker)) return plain;
  return maker({ ...strategyParams, riskPct, ...chosen });
}

const takesRisk = ({ params }: StrategyMaker): boolean => paramNames(params.parse({})).includes('riskPct');
