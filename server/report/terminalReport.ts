import { probability, thousands } from '#shared/backtest/plainNumbers.ts';
import type { BacktestReport } from '#shared/backtest/report.ts';
import { dayText, inR, money, percent, percentRange, rangeInR, ratio, unknown } from './numbers.ts';
import { partRows, type Row } from './resultRows.ts';
import { ambiguousWords, dailyWords, ruinWords, runWords } from './riskWords.ts';

/** The summary for a terminal: what it did, part by part, on what assumptions, and what that is worth. */
export function reportLines(report: BacktestReport, assumed: readonly string[]): readonly string[] {
  const { strategy, mode, timeframes, from, to, candles, verdict, groups } = report;
  const span = from === null || to === null ? 'no candles' : `${dayText(from)} to ${dayText(to)}`;
  const symbols = groups.symbol.length > 1 ? groups.symbol : [];
  return [
    `${strategy}, mode ${mode}, ${timeframes.join(', ')}, ${span}, ${thousands(candles)} candles`,
    '',
    ...columns([heads, ...[...symbols, ...partRows(report)].map(cells)]),
    '',
    ...facts(report),
    '',
    ...assumed,
    '',
    verdict.text,
  ];
}

const heads = ['', 'trades', 'won', 'lost', 'win rate', '95 %', 'mean R', '95 %', 'median R', 'total R'];

const cells = (row: Row): readonly string[] => [
  row.name,
  thousands(row.trades),
  thousands(row.wins),
  thousands(row.losses),
  percent(row.winRate),
  percentRange(row.winRateRange),
  inR(row.meanR),
  rangeInR(row.meanRange),
  inR(row.medianR),
  inR(row.totalR),
];

/** Names to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function facts(report: BacktestReport): readonly string[] {
  const { overall, money: amounts, drawdown, exposure, orders, random, monteCarlo } = report;
  const { intraday, closing } = drawdown;
  const fees = `fees ${money(amounts.fees)}, spread ${money(amounts.spread)}, funding ${money(amounts.funding)}`;
  const { meanCostR, medianCostR } = overall;
  const cost =
    meanCostR === null || medianCostR === null
      ? unknown
      : `${meanCostR.toFixed(2)} R a trade, median ${medianCostR.toFixed(2)} R`;
  const factor = overall.isLossless ? 'no losses' : ratio(overall.profitFactor);
  return [
    `Net ${money(amounts.net, { isResult: true })} on ${money(amounts.start)}: gross ${money(amounts.gross, { isResult: true })}, ${fees}; costs ${cost}`,
    `Profit factor ${factor}, payoff ${ratio(overall.payoff)}, SQN ${ratio(overall.sqn)} (at most 100 trades count), Sharpe ${ratio(overall.sharpe)} and Sortino ${ratio(overall.sortino)} per trade`,
    `Deepest fall ${money(intraday.amount)} (${intraday.percent.toFixed(1)} %), by day ends ${money(closing.amount)} (${closing.percent.toFixed(1)} %), in R ${drawdown.inR.toFixed(2)}; in the market ${percent(exposure)} of the time`,
    `${thousands(orders.signals)} signals, filled ${percent(orders.fillRate)}, ${thousands(orders.unfilled)} never filled, ${thousands(orders.refused)} entries refused; ${ambiguousWords(orders)}`,
    dailyWords(report.daily),
    `${runWords(report.lossRuns)}; ${ruinWords(report.ruin)}`,
    ...(random === null
      ? []
      : [
          `Random entries: mean ${inR(random.randomMeanR)} (${rangeInR(random.randomRange)}) in ${thousands(random.draws)} draws, ${probability(random.p)}`,
        ]),
    ...(monteCarlo === null
      ? []
      : [
          `Deepest fall in other orders ${fall(monteCarlo.shuffledFallR)} R, in other samples of the days ${fall(monteCarlo.drawnFallR)} R (5 to 95 %)`,
        ]),
  ];
}

const fall = ({ p5, p95 }: { readonly p5: number; readonly p95: number }): string =>
  `${p5.toFixed(1)} to ${p95.toFixed(1)}`;
