import { html, type Markup } from './html.ts';

/** Plots are drawn on this many units each way and stretched to their place; labels beside them keep their size. */
export const plotSize = 1000;

export interface Plot {
  readonly title: string;
  /** What there is to see, for readers who do not see it. */
  readonly description: string;
  readonly drawing: Markup;
  readonly heightPx: number;
  /** Of the vertical axis, by their place from the top, 0..1. */
  readonly marks: readonly { readonly place: number; readonly text: string }[];
  /** Along the bottom, evenly spread. */
  readonly under: readonly string[];
  /** Wider than the page: scrolled sideways. */
  readonly isWide?: boolean;
}

export function plotFigure({ title, description, drawing, heightPx, marks, under, isWide }: Plot): Markup {
  const labels = marks.map(
    ({ place, text }) =>
      html`<span class="mark" style="top:${Math.round(place * heightPx)}px"><span>${text}</span></span>`,
  );
  const plot = html`<svg style="height:${heightPx}px" viewBox="0 0 ${plotSize} ${plotSize}" preserveAspectRatio="none" role="img" aria-label="${description}">${drawing}</svg>
<div class="under">${under.map((text, index) => html`<span style="left:${percentAlong(index, under.length)}%">${text}</span>`)}</div>`;
  const placed = isWide
    ? html`<div class="wide" role="region" tabindex="0" aria-label="${title}, scrolls sideways"><div>${plot}</div></div>`
    : plot;
  return html`<figure><figcaption>${title}</figcaption><div class="plot">${placed}${labels}</div></figure>
`;
}

const percentAlong = (index: number, count: number): string =>
  count < 2 ? '0' : ((100 * index) / (count - 1)).toFixed(2);

/** Places values on the plot: `low` at the bottom, `high` at the top; equal ones in the middle. */
export function heightScale(low: number, high: number): (value: number) => number {
  const span = high - low;
  return (value) => (span > 0 ? (plotSize * (high - value)) / span : plotSize / 2);
}

export function widthScale(first: number, last: number): (value: number) => number {
  const span = last - first;
  return (value) => (span > 0 ? (plotSize * (value - first)) / span : plotSize / 2);
}

/** A coordinate in as few signs as it needs. */
export const at = (value: number): string => String(Math.round(10 * value) / 10);

export const pathThrough = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');

export const level = (y: number, className: string): Markup =>
  html`<path class="${className}" d="M0 ${at(y)}H${plotSize}"/>`;
