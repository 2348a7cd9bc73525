import type { AutoscaleInfo, ISeriesPrimitive, Time } from 'lightweight-charts';
import type { ChartColours } from './chartTheme.ts';
import { type Pen, withPen } from './pen.ts';
import type { ChartPosition, PositionBox } from './positionGeometry.ts';
import type { Scene } from './scene.ts';

const fillAlpha = 0.17;
const underlayAlpha = 0.82;

/** Entry, stop and target as two boxes: the fills under the candles, lines and words over them. */
export function positionPrimitive(scene: Scene): ISeriesPrimitive<Time> {
  const fills = {
    draw: (target: Parameters<typeof withPen>[0]) => {
      const box = scene.layout()?.position;
      if (box) withPen(target, (pen) => drawFills(pen, box, scene.content.colours));
    },
  };
  const marks = {
    draw: (target: Parameters<typeof withPen>[0]) => {
      const box = scene.layout()?.position;
      if (box) withPen(target, (pen) => drawMarks(pen, box, scene.content.colours));
    },
  };
  const views = [
    { zOrder: () => 'bottom' as const, renderer: () => fills },
    { zOrder: () => 'normal' as const, renderer: () => marks },
  ];
  const range = cachedRange();
  return {
    paneViews: () => views,
    autoscaleInfo: (_start, end) => {
      const { position, layers } = scene.content;
      const isShown = position !== null && layers.position && scene.indexOf(position.from) <= end + 1;
      return isShown ? range(position) : null;
    },
  };
}

/** The library asks on every scroll and zoom; the answer changes with the position alone. */
function cachedRange(): (position: ChartPosition) => AutoscaleInfo {
  let kept: { readonly of: ChartPosition; readonly info: AutoscaleInfo } | null = null;
  return (position) => {
    if (kept?.of === position) return kept.info;
    const { entry, stop, target } = position;
    const priceRange = { minValue: Math.min(entry, stop, target), maxValue: Math.max(entry, stop, target) };
    kept = { of: position, info: { priceRange } };
    return kept.info;
  };
}

function drawFills(pen: Pen, { reward, risk }: PositionBox, colours: ChartColours): void {
  for (const [area, colour] of [
    [reward, colours.profit],
    [risk, colours.loss],
  ] as const) {
    pen.fill(area, colours.ground, underlayAlpha);
    pen.fill(area, colour, fillAlpha);
  }
}

function drawMarks(pen: Pen, box: PositionBox, colours: ChartColours): void {
  const tones = { profit: colours.profit, loss: colours.loss, entry: colours.ink1 };
  for (const { tone, y } of box.lines) {
    pen.horizontal({ left: box.reward.left, right: box.reward.right, y }, tones[tone]);
  }
  for (const { tone, top, bottom } of box.dimensions) {
    pen.vertical({ x: box.dimensionX, top: top + 2, bottom: bottom - 2 }, tones[tone]);
    pen.arrow({ x: box.dimensionX, y: top + 2 }, -1, tones[tone]);
    pen.arrow({ x: box.dimensionX, y: bottom - 2 }, 1, tones[tone]);
  }
  for (const word of box.words) {
    pen.text({ ...word, font: colours.labelFont, colour: tones[word.tone], halo: colours.ground });
  }
}
