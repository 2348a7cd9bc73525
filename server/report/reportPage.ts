import type { BacktestResult } from '#shared/backtest/backtestResult.ts';
import { fewestClusters } from '#shared/backtest/bootstrap.ts';
import { thousands } from '#shared/backtest/plainNumbers.ts';
import type { BacktestReport, ReportInput } from '#shared/backtest/report.ts';
import { fewestTrades } from '#shared/backtest/reportVerdict.ts';
import { equityPlots } from './equityPlots.ts';
import { histogram } from './histogram.ts';
import { html, type Markup, nothing } from './html.ts';
import { dayText } from './numbers.ts';
import { pricePlot } from './pricePlot.ts';
import { chanceSection, headFigures, moreFigures } from './reportFigures.ts';
import { reportStyle } from './reportStyle.ts';
import { resultsTable } from './reportTables.ts';
import { partRows } from './resultRows.ts';
import { tradesTable } from './tradesTable.ts';

/** Charts of so many symbols; the tables have them all. */
const mostCharts = 8;

/** A page that stands alone: it asks for nothing and runs nothing. */
export function reportPage(
  report: BacktestReport,
  inputs: readonly ReportInput[],
  notes: readonly string[],
): string {
  const title = `Backtest: ${report.strategy}, mode ${report.mode}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${title}</title>
<style>${{ markup: reportStyle }}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="span">${spanText(report)}</p>
<p class="verdict">${report.verdict.text}</p>
${headFigures(report)}
<h2>Account</h2>
${equityPlots(report.curve, Number(report.money.start))}
<h2>In sample, out of sample, and how limits fill</h2>
${resultsTable({ title: 'All trades and parts of them', head: 'Trades' }, partRows(report))}
${fillSentence(report)}
${chanceSection(report)}
<h2>Results</h2>
${histogram(report.multiples)}
${moreFigures(report)}
<h2>Where results came from</h2>
<p>Many rows are looked at here, so a few look good or bad by chance alone. Rows of fewer than ${fewestTrades} trades are pale; trades of fewer than ${fewestClusters} days have no range of their mean.</p>
${groupTables(report)}
<h2>Trades, on the chart and in a list</h2>
${inputs.slice(0, mostCharts).map(({ series, result }, index) => chart(result, pricePlot(series, result), index === 0))}
${tradesTable(inputs.map(({ result }) => result))}
<h2>How it was measured</h2>
<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>
</main>
</body>
</html>
`;
  return page.markup;
}

function spanText({ symbols, timeframes, from, to, candles }: BacktestReport): string {
  const span = from === null || to === null ? 'no candles' : `${dayText(from)} to ${dayText(to)}`;
  return `${symbols.join(', ')} · ${timeframes.join(', ')} · ${span} · ${thousands(candles)} candles`;
}

const chart = ({ symbol, from, to }: BacktestResult, plot: Markup, isOpen: boolean): Markup =>
  html`<details${isOpen ? html` open` : null}><summary>${symbol}${from === null || to === null ? nothing : html`<span class="when">${dayText(from)} to ${dayText(to)}</span>`}</summary>${plot}</details>
`;

const fillSentence = ({ otherFill }: BacktestReport): Markup =>
  otherFill === null
    ? html`<p>Limit orders filled at a touch and filled only when price trades through give the same trades.</p>`
    : html`<p>Limit orders and targets that fill at a touch, and that fill only when price trades through, give different trades; the truth lies between.</p>`;

const groupTables = ({ groups }: BacktestReport): readonly Markup[] => [
  resultsTable({ title: 'By symbol', head: 'Symbol' }, groups.symbol),
  resultsTable({ title: 'By block type', head: 'Zone' }, groups.zone),
  resultsTable({ title: 'By direction', head: 'Direction' }, groups.direction),
  resultsTable(
    { title: 'By session of entry; where windows overlap a trade counts in each', head: 'Session' },
    groups.session,
  ),
  resultsTable({ title: 'By weekday of entry, UTC', head: 'Weekday' }, groups.weekday),
  resultsTable({ title: 'By hour of entry, UTC', head: 'Hour' }, groups.hour),
];
