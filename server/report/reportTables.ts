import { thousands } from '#shared/backtest/plainNumbers.ts';
import { fewestTrades } from '#shared/backtest/reportVerdict.ts';
import type { Range } from '#shared/backtest/rMetrics.ts';
import { html, type Markup, nothing } from './html.ts';
import { inR, percent, percentRange, rangeInR } from './numbers.ts';
import type { Row } from './resultRows.ts';

interface Title {
  readonly title: string;
  /** Of the first column. */
  readonly head: string;
}

/** Results in rows, with their ranges in words and drawn beside each other; rows of few trades are pale. */
export function resultsTable({ title, head }: Title, rows: readonly Row[]): Markup {
  if (rows.length === 0) return nothing;
  const reach = reachOf(rows);
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}"><table><caption>${title}</caption>
<thead><tr><th scope="col">${head}</th><th scope="col">Trades</th><th scope="col">Mean</th><th scope="col">95 %</th><th scope="col" class="drawn"><span class="hidden">Mean and its range, drawn</span></th><th scope="col">Median</th><th scope="col">Total</th><th scope="col">Won, lost</th><th scope="col">Win rate</th><th scope="col">95 %</th></tr></thead>
<tbody>
${rows.map((row) => resultsRow(row, reach))}</tbody></table></div>
`;
}

function resultsRow(row: Row, reach: number): Markup {
  const { name, trades, wins, losses, winRate, winRateRange, meanR, meanRange, medianR, totalR } = row;
  const few = trades < fewestTrades ? html` class="few"` : nothing;
  return html`<tr${few}><th scope="row">${name}</th><td>${thousands(trades)}</td><td>${inR(meanR)}</td><td>${rangeInR(meanRange)}</td><td class="drawn">${drawnRange(meanR, meanRange, reach)}</td><td>${inR(medianR)}</td><td>${inR(totalR)}</td><td>${wins}, ${losses}</td><td>${percent(winRate)}</td><td>${percentRange(winRateRange)}</td></tr>
`;
}

/** All rows share one axis. It ends at 1 R unless every range is narrower. */
const widestR = 1;

function reachOf(rows: readonly Row[]): number {
  const ends = rows.flatMap(({ meanRange }) =>
    meanRange === null ? [] : [Math.abs(meanRange.low), Math.abs(meanRange.high)],
  );
  return Math.min(widestR, Math.max(0.1, ...ends));
}

function drawnRange(mean: number | null, range: Range | null, reach: number): Markup {
  if (mean === null) return nothing;
  const x = (r: number) => (60 + 56 * Math.max(-1, Math.min(1, r / reach))).toFixed(1);
  const whisker =
    range === null ? nothing : html`<path class="whisker" d="M${x(range.low)} 8H${x(range.high)}"/>`;
  return html`<svg class="range" viewBox="0 0 120 16" aria-hidden="true"><path class="zero" d="M60 0V16"/>${whisker}<circle class="${mean < 0 ? 'lost' : 'won'}" cx="${x(mean)}" cy="8" r="3.6"/></svg>`;
}

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

/** Names with their values and what is to be known about them. */
export const figures = (list: readonly Figure[]): Markup => html`<dl class="figures">
${list.map(({ name, value, note }) => html`<div><dt>${name}</dt><dd>${value}${note === undefined ? nothing : html`<small>${note}</small>`}</dd></div>\n`)}</dl>
`;
