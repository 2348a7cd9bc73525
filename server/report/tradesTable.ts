import type { BacktestResult, BacktestTrade } from '#shared/backtest/backtestResult.ts';
import { Exact } from '#shared/market/exact.ts';
import { html, type Markup, nothing } from './html.ts';
import { inR, minuteText, money } from './numbers.ts';

/** The latest so many; a page with more is slow to open. */
const mostRows = 1_000;

/** Every trade in the order of the exits. */
export function tradesTable(results: readonly BacktestResult[]): Markup {
  const trades = results
    .flatMap(({ symbol, trades: own }) => own.map((trade) => ({ symbol, trade })))
    .sort((a, b) => a.trade.exitAt - b.trade.exitAt);
  if (trades.length === 0) return html`<p>No trade was filled.</p>`;
  const shown = trades.slice(-mostRows);
  const title =
    shown.length < trades.length ? `The last ${shown.length} trades of ${trades.length}` : 'All trades';
  return html`<details><summary>${title}</summary><div class="scroll" role="region" tabindex="0" aria-label="${title}"><table><caption>Times are UTC; prices as filled; result net of costs</caption>
<thead><tr><th scope="col">Entry</th><th scope="col" class="word">Symbol</th><th scope="col" class="word">Side</th><th scope="col">R</th><th scope="col">Net</th><th scope="col" class="word">Zone</th><th scope="col">Contracts</th><th scope="col">Price</th><th scope="col">Stop</th><th scope="col">Exit</th><th scope="col">Price</th><th scope="col" class="word">By</th><th scope="col">Costs</th></tr></thead>
<tbody>
${shown.map(({ symbol, trade }) => row(symbol, trade))}</tbody></table></div></details>
`;
}

function row(symbol: string, trade: BacktestTrade): Markup {
  const { direction, order, contracts, entryAt, entry, stop, exitAt, exit, reason, isAmbiguous } = trade;
  const { gross, net, rMultiple } = trade;
  const doubt = isAmbiguous ? html` (ambiguous)` : nothing;
  const costs = new Exact(gross).minus(net).toFixed();
  return html`<tr><th scope="row">${minuteText(entryAt)}</th><td class="word">${symbol}</td><td class="word">${direction}</td><td>${inR(rMultiple)}</td><td>${money(net, { isResult: true })}</td><td class="word">${order.zone.state}</td><td>${contracts}</td><td>${entry}</td><td>${stop}</td><td>${minuteText(exitAt)}</td><td>${exit}</td><td class="word">${reason}${doubt}</td><td>${money(costs)}</td></tr>
`;
}
