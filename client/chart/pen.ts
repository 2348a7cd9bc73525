import type { IPrimitivePaneRenderer } from 'lightweight-charts';
import type { Rect } from './view.ts';

export type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** Draws in CSS pixels onto the device's own pixels: edges and lines land on whole ones, so boxes stay crisp. */
export interface Pen {
  readonly width: number;
  readonly height: number;
  fill(area: Rect, colour: string, alpha: number): void;
  outline(area: Rect, colour: string, alpha: number): void;
  horizontal(line: { left: number; right: number; y: number }, colour: string, dash?: Dash): void;
  vertical(line: { x: number; top: number; bottom: number; width?: number }, colour: string): void;
  hatch(area: Rect, colour: string, alpha: number): void;
  /** Open arrow head at a vertical line's end, pointing up (-1) or down (1). */
  arrow(tip: { x: number; y: number }, pointing: 1 | -1, colour: string): void;
  roundedBox(area: Rect, fill: string, edge: string | null): void;
  text(what: PenText): void;
}

export interface Dash {
  readonly on: number;
  readonly off: number;
}

interface PenText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly align: CanvasTextAlign;
  readonly font: string;
  readonly colour: string;
  /** Colour of the halo that keeps words legible over candles. */
  readonly halo: string | null;
}

export function withPen(target: Target, draw: (pen: Pen) => void): void {
  // biome-ignore lint/correctness/useHookAtTopLevel: a method of the chart library, no hook of React's
  target.useBitmapCoordinateSpace(
    ({ context, mediaSize, horizontalPixelRatio: h, verticalPixelRatio: v }) => {
      context.save();
      draw(pen(context, mediaSize, { h, v }));
      context.restore();
    },
  );
}

interface Ratio {
  readonly h: number;
  readonly v: number;
}

function pen(context: CanvasRenderingContext2D, size: { width: number; height: number }, ratio: Ratio): Pen {
  const { h, v } = ratio;
  const lineX = Math.max(1, Math.round(h));
  const lineY = Math.max(1, Math.round(v));
  const snapped = ({ left, top, right, bottom }: Rect) => {
    const x = Math.round(left * h);
    const y = Math.round(top * v);
    return { x, y, w: Math.round(right * h) - x, h: Math.round(bottom * v) - y };
  };
  const paint = (colour: string, alpha: number, shape: () => void) => {
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    shape();
    context.globalAlpha = 1;
  };
  return {
    ...size,
    fill: (area, colour, alpha) =>
      paint(colour, alpha, () => {
        const box = snapped(area);
        context.fillRect(box.x, box.y, box.w, box.h);
      }),
    outline: (area, colour, alpha) =>
      paint(colour, alpha, () => {
        const box = snapped(area);
        context.fillRect(box.x, box.y, box.w, lineY);
        context.fillRect(box.x, box.y + box.h - lineY, box.w, lineY);
        context.fillRect(box.x, box.y, lineX, box.h);
      }),
    horizontal: ({ left, right, y }, colour, dash) =>
      paint(colour, 1, () => {
        const top = Math.round(y * v) - (lineY >> 1);
        const end = Math.round(right * h);
        const on = dash ? Math.round(dash.on * h) : end;
        const step = dash ? on + Math.round(dash.off * h) : end + 1;
        for (let x = Math.round(left * h); x < end; x += step) {
          context.fillRect(x, top, Math.min(on, end - x), lineY);
        }
      }),
    vertical: ({ x, top, bottom, width = 1 }, colour) =>
      paint(colour, 1, () => {
        const start = Math.round(top * v);
        context.fillRect(
          Math.round(x * h) - (lineX >> 1),
          start,
          Math.round(width * h),
          Math.round(bottom * v) - start,
        );
      }),
    hatch: (area, colour, alpha) =>
      hatch(context, snapped(area), { colour, alpha, step: 6 * h, width: lineX }),
    arrow: ({ x, y }, pointing, colour) => {
      context.strokeStyle = colour;
      context.lineWidth = lineX;
      context.beginPath();
      context.moveTo((x - 4) * h, (y - pointing * 5) * v);
      context.lineTo(x * h, y * v);
      context.lineTo((x + 4) * h, (y - pointing * 5) * v);
      context.stroke();
    },
    roundedBox: (area, fill, edge) => {
      const box = snapped(area);
      context.beginPath();
      context.roundRect(box.x, box.y, box.w, box.h, 2 * h);
      context.fillStyle = fill;
      context.fill();
      if (edge === null) return;
      context.beginPath();
      context.roundRect(box.x + lineX / 2, box.y + lineY / 2, box.w - lineX, box.h - lineY, 2 * h);
      context.strokeStyle = edge;
      context.lineWidth = lineX;
      context.stroke();
    },
    text: (what) => text(context, what, ratio),
  };
}

function hatch(
  context: CanvasRenderingContext2D,
  box: { x: number; y: number; w: number; h: number },
  style: { colour: string; alpha: number; step: number; width: number },
): void {
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.w, box.h);
  context.clip();
  context.globalAlpha = style.alpha;
  context.strokeStyle = style.colour;
  context.lineWidth = style.width;
  context.beginPath();
  for (let x = box.x - box.h; x < box.x + box.w; x += style.step) {
    context.moveTo(x, box.y + box.h);
    context.lineTo(x + box.h, box.y);
  }
  context.stroke();
  context.restore();
}

function text(context: CanvasRenderingContext2D, what: PenText, { h, v }: Ratio): void {
  context.save();
  context.scale(h, v);
  context.font = what.font;
  context.textAlign = what.align;
  context.textBaseline = 'middle';
  // Middle means the middle of the em box; capitals and figures look centred half a pixel lower.
  const y = what.y + 0.5;
  if (what.halo !== null) {
    context.lineJoin = 'round';
    context.lineWidth = 3;
    context.strokeStyle = what.halo;
    context.strokeText(what.text, what.x, y);
  }
  context.fillStyle = what.colour;
  context.fillText(what.text, what.x, y);
  context.restore();
}
