import type { BacktestResult, BacktestTrade } from '#shared/backtest/backtestResult.ts';
import type { CandleSeries } from '#shared/market/candleColumns.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { count } from '../feed/historyReport.ts';
import { html, type Markup, nothing } from './html.ts';
import { dayText, inR, minuteText } from './numbers.ts';
import { at, heightScale, level, plotFigure, plotSize, widthScale } from './plots.ts';

/** Candles are joined into at most so many bars. */
const mostBars = 1200;
/** The lower part shows the R of each trade, up when it won and down when it lost. */
const priceShare = 0.76;
const [resultsTop, resultsBottom] = [0.8 * plotSize, plotSize];
const furthestR = 3;

interface Span {
  readonly series: CandleSeries;
  readonly first: number;
  readonly last: number;
}

/** Price with every trade from its entry to its exit, and below it what the trade brought. */
export function pricePlot(series: CandleSeries, result: BacktestResult): Markup {
  const span = { series, ...tradedSpan(series, result) };
  if (span.last < span.first) return nothing;
  const { openTime } = series.columns;
  const { lowest, highest } = drawnPrices(span, result);
  const x = placeScale(span);
  const dayAt = (part: number) =>
    dayText(openTime[Math.round(span.first + part * (span.last - span.first))] ?? 0);
  const whole = heightScale(lowest, highest);
  const y = (price: number) => priceShare * whole(Math.min(highest, Math.max(lowest, price)));
  const zero = (resultsTop + resultsBottom) / 2;
  const marks = [
    { place: 0, text: String(highest) },
    { place: priceShare, text: String(lowest) },
    { place: zero / plotSize, text: '0 R' },
  ];
  return plotFigure({
    title: `${result.symbol} with ${count(result.trades.length, 'trade')}: a dot at the entry, a line to the exit`,
    description: `Closes from ${lowest} to ${highest} with ${count(result.trades.length, 'trade')}; all are in the table of trades.`,
    drawing: html`<path class="price" d="${bars(span, x, y)}"/>${result.trades.map((trade) => mark(trade, x, y))}${level(zero, 'zero')}${result.trades.map((trade) => outcome(trade, x, zero))}`,
    heightPx: 340,
    marks,
    under: Array.from({ length: 7 }, (_, sixth) => dayAt(sixth / 6)),
    isWide: true,
  });
}

/** Candle beside candle: nights and weekends without any take no room. */
function placeScale({ series, first, last }: Span): (time: number) => number {
  const { openTime } = series.columns;
  const candleMs = timeframeMs(series.timeframe);
  const scale = widthScale(first, last);
  return (time) => {
    let [low, high] = [first, last];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((openTime[middle] ?? 0) <= time) low = middle;
      else high = middle - 1;
    }
    return scale(low + Math.min(1, Math.max(0, (time - (openTime[low] ?? 0)) / candleMs)));
  };
}

function tradedSpan(series: CandleSeries, { from, to }: BacktestResult): { first: number; last: number } {
  const { openTime } = series.columns;
  if (from === null || to === null) return { first: 0, last: -1 };
  return { first: openTime.indexOf(from), last: openTime.lastIndexOf(to) };
}

/** Closes and fills: one wick of a crash would press everything else into a line, so wicks end at the edge. */
function drawnPrices(span: Span, { trades }: BacktestResult): { lowest: number; highest: number } {
  const { close } = span.series.columns;
  const fills = trades.flatMap(({ entry, exit }) => [Number(entry), Number(exit)]);
  return {
    lowest: Math.min(...chunked(close, span, Math.min), ...fills),
    highest: Math.max(...chunked(close, span, Math.max), ...fills),
  };
}

/** One value for every bar that is drawn. */
function chunked(
  column: Float64Array,
  { first, last }: Span,
  join: (...values: number[]) => number,
): readonly number[] {
  const size = Math.ceil((last - first + 1) / mostBars);
  const joined: number[] = [];
  for (let start = first; start <= last; start += size) {
    joined.push(join(...column.subarray(start, Math.min(start + size, last + 1))));
  }
  return joined;
}

function bars(span: Span, x: (time: number) => number, y: (price: number) => number): string {
  const { openTime, high, low } = span.series.columns;
  const times = chunked(openTime, span, Math.min);
  const highs = chunked(high, span, Math.max);
  const lows = chunked(low, span, Math.min);
  return times
    .map((time, bar) => `M${at(x(time))} ${at(y(highs[bar] ?? 0))}V${at(y(lows[bar] ?? 0))}`)
    .join('');
}

const resultClass = ({ rMultiple }: BacktestTrade): string => (rMultiple < 0 ? 'lost' : 'won');

function mark(trade: BacktestTrade, x: (time: number) => number, y: (price: number) => number): Markup {
  const d = `M${at(x(trade.entryAt))} ${at(y(Number(trade.entry)))}L${at(x(trade.exitAt))} ${at(y(Number(trade.exit)))}`;
  const entry = `M${at(x(trade.entryAt))} ${at(y(Number(trade.entry)))}h0`;
  return html`<path class="trade ${resultClass(trade)}" d="${d}"><title>${tradeText(trade)}</title></path><path class="entry ${resultClass(trade)}" d="${entry}"/>`;
}

function outcome(trade: BacktestTrade, x: (time: number) => number, zero: number): Markup {
  const reach = Math.max(-furthestR, Math.min(furthestR, trade.rMultiple)) / furthestR;
  const length = -reach * (resultsBottom - zero);
  return html`<path class="outcome ${resultClass(trade)}" d="M${at(x(trade.exitAt))} ${at(zero)}v${at(length)}"><title>${tradeText(trade)}</title></path>`;
}

const tradeText = ({ direction, entryAt, entry, exit, rMultiple }: BacktestTrade): string =>
  `${minuteText(entryAt)} ${direction} ${entry} to ${exit}, ${inR(rMultiple)}`;
