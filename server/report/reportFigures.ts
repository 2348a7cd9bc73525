import { fewestDays } from '#shared/backtest/dailyRatios.ts';
import type { Spread } from '#shared/backtest/monteCarlo.ts';
import { probability, signed, thousands } from '#shared/backtest/plainNumbers.ts';
import type { BacktestReport } from '#shared/backtest/report.ts';
import type { OrderCounts } from '#shared/backtest/reportAccounts.ts';
import { html, type Markup, nothing } from './html.ts';
import { inR, money, percent, percentRange, rangeInR, ratio, unknown } from './numbers.ts';
import { type Figure, figures } from './reportTables.ts';
import { ruinText } from './riskWords.ts';

export function headFigures({ overall, drawdown, money: amounts, orders }: BacktestReport): Markup {
  const { trades, wins, losses, breakevens } = overall;
  const { intraday, closing } = drawdown;
  return figures([
    { name: 'Mean', value: inR(overall.meanR), note: `95 %: ${rangeInR(overall.meanRange)}` },
    { name: 'Median', value: inR(overall.medianR), note: `95 %: ${rangeInR(overall.medianRange)}` },
    {
      name: 'Win rate',
      value: percent(overall.winRate),
      note: `${wins} of ${wins + losses}; 95 %: ${percentRange(overall.winRateRange)}`,
    },
    { name: 'Trades', value: thousands(trades), note: `${wins} won, ${losses} lost, ${breakevens} even` },
    { name: 'Net', value: money(amounts.net, { isResult: true }), note: `on ${money(amounts.start)}` },
    {
      name: 'Deepest fall',
      value: `${intraday.percent.toFixed(1)}\u00a0%`,
      note: `${money(intraday.amount)}; by day ends ${closing.percent.toFixed(1)}\u00a0%, ${money(closing.amount)}`,
    },
    {
      name: 'Signals filled',
      value: percent(orders.fillRate),
      note: `${orders.filled} filled, ${orders.unfilled} never`,
    },
    {
      name: 'Ambiguous',
      value: thousands(orders.ambiguous),
      note: ambiguousNote(orders),
    },
  ]);
}

function ambiguousNote({ ambiguousBars, resolvedBars }: OrderCounts): string {
  if (resolvedBars === 0) return 'stop and target in one candle: the stop counts';
  return `of ${thousands(ambiguousBars)} candles with stop and target shorter ones told ${thousands(resolvedBars)}; else the stop counts`;
}

export function moreFigures(report: BacktestReport): Markup {
  const { overall, drawdown, money: amounts, orders, exposure } = report;
  return figures([
    { name: 'Total', value: inR(overall.totalR), note: `deepest fall ${drawdown.inR.toFixed(2)} R` },
    {
      name: 'Profit factor',
      value: overall.isLossless ? 'no losses' : ratio(overall.profitFactor),
      note: `in R; wins of all trades ${percent(overall.winShare)}`,
    },
    {
      name: 'Payoff',
      value: ratio(overall.payoff),
      note: `even at a win rate of ${percent(overall.breakevenWinRate)}`,
    },
    { name: 'SQN', value: ratio(overall.sqn), note: 'at most 100 trades count' },
    {
      name: 'Sharpe, Sortino',
      value: `${ratio(overall.sharpe)}, ${ratio(overall.sortino)}`,
      note: 'per trade, not annualised',
    },
    dailyFigure(report),
    lossRunFigure(report),
    ruinFigure(report),
    {
      name: 'Standard deviation',
      value: overall.deviationR === null ? unknown : `${overall.deviationR.toFixed(2)} R`,
    },
    {
      name: 'Costs',
      value: overall.meanCostR === null ? unknown : `${overall.meanCostR.toFixed(2)} R`,
      note: `a trade, median ${overall.medianCostR === null ? unknown : overall.medianCostR.toFixed(2)} R; fees ${money(amounts.fees)}, spread ${money(amounts.spread)}, funding ${money(amounts.funding)}`,
    },
    { name: 'Before costs', value: money(amounts.gross, { isResult: true }) },
    { name: 'In the market', value: percent(exposure), note: 'of the candles, mean of the symbols' },
    { name: 'Signals', value: thousands(orders.signals), note: `${orders.refused} entries refused by gates` },
    {
      name: 'Beyond liquidation',
      value: thousands(orders.beyondLiquidation),
      note: 'a venue would have closed them earlier',
    },
    { name: 'Open at the end', value: thousands(orders.open), note: 'not among the trades' },
  ]);
}

function dailyFigure({ daily }: BacktestReport): Figure {
  const { days, daysPerYear, sharpe, sortino, sharpePerYear, sortinoPerYear } = daily;
  const name = 'Sharpe, Sortino by day';
  if (days < fewestDays) {
    return { name, value: unknown, note: `${days} days; at least ${fewestDays} are needed` };
  }
  const perYear = `${ratio(sharpePerYear)}, ${ratio(sortinoPerYear)}`;
  return {
    name,
    value: `${ratio(sharpe)}, ${ratio(sortino)}`,
    note: `${thousands(days)} days, also those without a trade; times \u221a${daysPerYear} for a year ${perYear}`,
  };
}

function lossRunFigure({ lossRuns }: BacktestReport): Figure {
  const name = 'Longest run of losses';
  if (lossRuns === null) return { name, value: unknown };
  const { longest, expectedLongest, p } = lossRuns;
  return {
    name,
    value: String(longest),
    note: `by chance at this rate ${expectedLongest.toFixed(1)}; as long or longer: ${probability(p)}`,
  };
}

function ruinFigure({ ruin }: BacktestReport): Figure {
  const name = 'Risk of ruin';
  if (ruin === null) return { name, value: unknown, note: 'too few trades, or none lost' };
  return {
    name,
    value: ruin.map(({ p }) => ruinText(p)).join(', '),
    note: `at most, ever to fall ${ruin.map(({ fallR }) => fallR).join(' or ')} R below the start`,
  };
}

/** What chance alone would make of it. */
export function chanceSection({ random, monteCarlo }: BacktestReport): Markup {
  if (random === null || monteCarlo === null) return nothing;
  const { shuffledFallR, drawnFallR, drawnTotalR, lossShare } = monteCarlo;
  return html`<h2>Against chance</h2>
<p>${thousands(random.draws)} times every trade was given another entry: a random candle of its series, the same direction, the same number of candles, the same stop in ATR and the same share in costs. Random entries brought ${inR(random.randomMeanR)} a trade (95 %: ${rangeInR(random.randomRange)}), these ${inR(random.meanR)}; random ones did at least as well with ${probability(random.p)}.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Other orders and other samples"><table><caption>The same trades in other orders, and other samples of the same days, ${thousands(monteCarlo.draws)} of each</caption>
<thead><tr><th scope="col">In R</th><th scope="col">5 % below</th><th scope="col">Middle</th><th scope="col">5 % above</th></tr></thead>
<tbody>
${spreadRow('deepest fall, trades shuffled', shuffledFallR, fall)}${spreadRow('deepest fall, days drawn', drawnFallR, fall)}${spreadRow('total, days drawn', drawnTotalR, (r) => signed(r, 1))}</tbody></table></div>
<p>${percent(lossShare)} of the drawn samples end with a loss.</p>
`;
}

const fall = (r: number): string => r.toFixed(1);

const spreadRow = (name: string, { p5, p50, p95 }: Spread, write: (r: number) => string): Markup =>
  html`<tr><th scope="row">${name}</th><td>${write(p5)}</td><td>${write(p50)}</td><td>${write(p95)}</td></tr>
`;
