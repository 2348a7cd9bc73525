import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { Setting } from '../backtestFiles.ts';
import type { BacktestRun } from '../backtestOptions.ts';
import { money } from './numbers.ts';

const fills = {
  touch: 'Limit orders and targets fill when price touches them',
  through: 'Limit orders and targets fill when price trades through them',
} as const;

/** How figures came about, for somebody who doubts them. */
export function methodNotes(
  { limitFills, costs: given }: BacktestRun,
  { capital, riskPct }: Pick<Setting, 'capital' | 'riskPct'>,
): readonly string[] {
  const costs = { ...tradingCostsSchema.parse({}), ...given };
  const size =
    riskPct === null
      ? 'the size is a share of the capital'
      : `at most ${riskPct} % of it is lost at the first stop`;
  const taker = given.takerRate ?? "the instrument's own rate";
  return [
    `Each series trades on an account of its own with ${money(capital)}; ${size}. Equity and money are the sums of the accounts.`,
    `${fills[limitFills]}. Of a stop and a target inside one candle the stop counts, and the trade is counted as ambiguous.`,
    `Costs are in every figure: taker fee ${taker}, maker fee ${costs.makerRate} (at most the taker's), tax on fees ${costs.feeTax}, slippage ${costs.slippage} of the price, spread ${costs.spread} in price.`,
    'R is the net result over the risk to the first stop. Beyond 0.05 R a trade is won or lost, between it is even; only filled trades count.',
    'Ranges hold 95 %: of rates by Wilson, of means and medians by drawing whole days again and again, because trades of a day move together.',
    'In sample and out of sample are parted by the time of entry.',
    'Positions that the end of the data finds open are in the equity, not among the trades.',
  ];
}
