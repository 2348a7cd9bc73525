import { basename } from 'node:path';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { Instrument } from '../backtestCosts.ts';
import type { Setting } from '../backtestFiles.ts';
import type { Funding } from '../backtestFunding.ts';
import type { BacktestRun } from '../backtestOptions.ts';
import { money } from './numbers.ts';

const fills = {
  touch: 'Limit orders and targets fill when price touches them',
  through: 'Limit orders and targets fill when price trades through them',
} as const;

type Assumed = Pick<Setting, 'capital' | 'riskPct' | 'funding' | 'strategyParams' | 'executorParams'>;

/** What results rest on that candles do not tell. */
export const assumptions = (
  run: BacktestRun,
  setting: Assumed,
  instruments: readonly Instrument[],
): readonly string[] => [
  paramsNote(run, setting),
  spreadNote(run.costs.spread, instruments),
  ...currencyNotes(instruments),
  fundingNote(setting.funding, instruments),
];

/** How figures came about, for somebody who doubts them. */
export function methodNotes(
  run: BacktestRun,
  setting: Assumed,
  instruments: readonly Instrument[],
): readonly string[] {
  const { limitFills, costs: given } = run;
  const { capital, riskPct } = setting;
  const costs = { ...tradingCostsSchema.parse({}), ...given };
  const size =
    riskPct === null
      ? 'the size is a share of the capital'
      : `at most ${riskPct} % of it is lost at the first stop`;
  const taker = given.takerRate ?? "the instrument's own rate";
  return [
    `Each series trades on an account of its own with ${money(capital)}; ${size}. Equity and money are the sums of the accounts.`,
    `${fills[limitFills]}. Of a stop and a target inside one candle the stop counts, and the trade is counted as ambiguous; where shorter candles of the symbol were given and make up that candle, they tell what came first.`,
    `Costs are in every figure: taker fee ${taker}, maker fee ${costs.makerRate} (at most the taker's), tax on fees ${costs.feeTax}, slippage ${costs.slippage} of the price.`,
    ...assumptions(run, setting, instruments),
    'R is the net result over the risk to the first stop. Beyond 0.05 R a trade is won or lost, between it is even; only filled trades count.',
    'Ranges hold 95 %: of rates by Wilson, of means and medians by drawing whole days again and again, because trades of a day move together.',
    'By day means: change of the equity over a UTC day in percent of its start, days without a trade included; of currencies and metals the weekend belongs to Monday.',
    'The run of losses that chance makes supposes that each trade loses as often as all did, whatever came before. Risk of ruin supposes the same money at risk in every trade, and trades like these for ever; it is exact where every loss is 1 R.',
    'In sample and out of sample are parted by the time of entry.',
    'Positions that the end of the data finds open are in the equity, not among the trades.',
  ];
}

function paramsNote(
  { strategy, paramsPath, configPath }: BacktestRun,
  { strategyParams, executorParams }: Assumed,
): string {
  const named = Object.entries({ ...strategyParams, ...executorParams });
  const list = named.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ');
  const set = list === '' ? 'all at their defaults' : `${list}; all others at their defaults`;
  const source =
    paramsPath === null ? 'as it runs live (config/strategies.json)' : `of ${basename(paramsPath)}`;
  const engine = configPath === null ? '' : ` Those of the engine are of ${basename(configPath)}.`;
  return `Parameters of ${strategy} ${source}: ${set}.${engine}`;
}

/** Half of it is paid on every fill; candles count as mid prices. */
function spreadNote(given: string | undefined, instruments: readonly Instrument[]): string {
  if (given !== undefined)
    return `The spread is ${given} in price, as asked for; half of it is paid on every fill.`;
  const each = new Map(instruments.map(({ spec, costs }) => [spec.symbol, costs.spread]));
  const list = [...each].map(([symbol, spread]) => `${symbol} ${spread}`).join(', ');
  const coins = instruments.some(({ spec }) => spec.kind === 'crypto')
    ? ' Coins have none: their candles are made of trades, which hold it already.'
    : '';
  return `The spread is assumed, the usual one of each instrument in price: ${list}; half of it is paid on every fill.${coins}`;
}

/** Where one rate stands for all, and where amounts are of another currency than the account's. */
function currencyNotes(instruments: readonly Instrument[]): readonly string[] {
  const converted = instruments.filter(({ quoteRate }) => quoteRate !== null && quoteRate !== '1');
  const unknown = instruments.filter(({ quoteRate }) => quoteRate === null);
  const named = (some: readonly Instrument[], nameOf: (one: Instrument) => string) =>
    [...new Set(some.map(nameOf))].join(', ');
  return [
    ...(converted.length === 0
      ? []
      : [
          `Accounts are in USD. Amounts of other currencies are converted at one rate, that of the first close: ${named(
            converted,
            ({ spec, quoteRate }) =>
              `${spec.symbol} ${Number(quoteRate).toPrecision(6)} USD for 1 ${spec.quote}`,
          )}. R does not depend on it.`,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          `Amounts and sizes of ${named(unknown, ({ spec }) => spec.symbol)} are in the quote currency: the candles do not tell its rate.`,
        ]),
  ];
}

function fundingNote({ rates, flatRate }: Funding, instruments: readonly Instrument[]): string {
  const symbols = [...new Set(instruments.map(({ spec }) => spec.symbol))];
  const told = symbols.filter((symbol) => rates.has(symbol));
  const paid = [
    ...(told.length === 0 ? [] : [`by the rates of the file for ${told.join(', ')}`]),
    ...(flatRate === null
      ? []
      : [`${flatRate} every eight hours for coins${told.length === 0 ? '' : ' besides'}`]),
  ];
  if (paid.length === 0) return 'No funding is charged: no rates were given.';
  return `Funding is charged on open positions, at the open of the candle in which it is due: ${paid.join(', ')}.`;
}
