import { html, type Markup, nothing } from './html.ts';
import { at, plotFigure, plotSize } from './plots.ts';

const binR = 0.25;
/** Everything beyond stands in the outermost bins. */
const [lowestR, highestR] = [-3, 5];
const bins = (highestR - lowestR) / binR;

/** How many trades ended with how much R, losses to the left of the line. */
export function histogram(multiples: readonly number[]): Markup {
  if (multiples.length === 0) return nothing;
  const counts = countByBin(multiples);
  const most = Math.max(...counts);
  const width = plotSize / bins;
  const bars = counts.map((count, bin) => {
    if (count === 0) return null;
    const height = (plotSize * count) / most;
    const from = lowestR + bin * binR;
    return html`<rect class="${from < 0 ? 'lost' : 'won'}" x="${at(bin * width + 1)}" y="${at(plotSize - height)}" width="${at(width - 2)}" height="${at(height)}"><title>${binText(bin)}: ${count}</title></rect>`;
  });
  const zero = ((0 - lowestR) / (highestR - lowestR)) * plotSize;
  return plotFigure({
    title: 'Results in R, net of costs; the outermost bars hold all beyond',
    description: `Histogram of ${multiples.length} results in R: ${wordsOf(counts)}`,
    drawing: html`${bars}<path class="zero" d="M${at(zero)} 0V${plotSize}"/>`,
    heightPx: 160,
    marks: [{ place: 0, text: `${most} trades` }],
    under: ['\u22123 R', '\u22121', '+1', '+3', '+5 R'],
  });
}

function countByBin(multiples: readonly number[]): readonly number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const r of multiples) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((r - lowestR) / binR)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

const binText = (bin: number): string => {
  const from = lowestR + bin * binR;
  return `${from} to ${from + binR} R`.replaceAll('-', '\u2212');
};

const wordsOf = (counts: readonly number[]): string =>
  counts.flatMap((count, bin) => (count === 0 ? [] : [`${binText(bin)} ${count}`])).join(', ');
