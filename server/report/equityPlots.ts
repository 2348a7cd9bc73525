import type { CurvePoint } from '#shared/backtest/drawdown.ts';
import { html, type Markup, nothing } from './html.ts';
import { dayText, money } from './numbers.ts';
import { at, heightScale, level, pathThrough, plotFigure, plotSize, widthScale } from './plots.ts';

/** Equity over time, and under it how far it was below its peak. */
export function equityPlots(curve: readonly CurvePoint[], start: number): Markup {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return nothing;
  const under = [dayText(first.at), dayText((first.at + last.at) / 2), dayText(last.at)];
  const x = widthScale(first.at, last.at);
  return html`${equityPlot(curve, { start, x, under })}${fallPlot(curve, { x, under })}`;
}

interface Frame {
  readonly x: (at: number) => number;
  readonly under: readonly string[];
}

function equityPlot(
  curve: readonly CurvePoint[],
  { start, x, under }: Frame & { readonly start: number },
): Markup {
  const values = curve.map((point) => point.equity);
  const [low, high] = [Math.min(start, ...values), Math.max(start, ...values)];
  const y = heightScale(low, high);
  const path = pathThrough(curve.map((point) => [x(point.at), y(point.equity)]));
  const end = values.at(-1) ?? start;
  return plotFigure({
    title: 'Equity',
    description: `Equity from ${money(start)} to ${money(end)}, lowest ${money(low)}, highest ${money(high)}.`,
    drawing: html`${level(y(start), 'zero')}<path class="equity" d="${path}"/>`,
    heightPx: 200,
    marks: [
      { place: 0, text: money(high) },
      { place: 1, text: money(low) },
    ],
    under,
  });
}

function fallPlot(curve: readonly CurvePoint[], { x, under }: Frame): Markup {
  const deepest = Math.max(...curve.map((point) => point.fallPct));
  const y = heightScale(-Math.max(deepest, 0.01), 0);
  const path = pathThrough(curve.map((point) => [x(point.at), y(-point.fallPct)]));
  return plotFigure({
    title: 'Drawdown, in percent of the peak so far',
    description: `Drawdown, at its deepest ${deepest.toFixed(1)} percent.`,
    drawing: html`<path class="fall" d="M0 0${path.replace('M', 'L')}L${at(plotSize)} 0Z"/>`,
    heightPx: 90,
    marks: [
      { place: 0, text: '0 %' },
      { place: 1, text: `\u2212${deepest.toFixed(1)} %` },
    ],
    under,
  });
}
