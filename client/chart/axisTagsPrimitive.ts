import type { ISeriesPrimitive, Time } from 'lightweight-charts';
import { type AxisTag, layOutTags, tagHeight } from './axisTags.ts';
import type { ChartColours } from './chartTheme.ts';
import { type Pen, withPen } from './pen.ts';
import type { Scene } from './scene.ts';

const lastDash = { on: 2, off: 2 };

/** Price tags of the position and of the last price, drawn here because the library's have neither edge nor order. */
export function axisTagsPrimitive(scene: Scene): ISeriesPrimitive<Time> {
  const tags = {
    draw: (target: Parameters<typeof withPen>[0]) =>
      withPen(target, (pen) => {
        for (const tag of layOutTags(tagsOf(scene), pen.height)) drawTag(pen, tag, scene.content.colours);
      }),
  };
  const line = {
    draw: (target: Parameters<typeof withPen>[0]) =>
      withPen(target, (pen) => {
        const y = scene.lastPrice === null ? null : scene.yOf(scene.lastPrice);
        if (y !== null) {
          pen.horizontal({ left: 0, right: pen.width, y }, scene.content.colours.ink3, lastDash);
        }
      }),
  };
  const paneViews = [{ zOrder: () => 'bottom' as const, renderer: () => line }];
  const axisViews = [{ zOrder: () => 'normal' as const, renderer: () => tags }];
  return { paneViews: () => paneViews, priceAxisPaneViews: () => axisViews };
}

function tagsOf(scene: Scene): AxisTag[] {
  const { position, layers, isStale, formatPrice } = scene.content;
  const tag = (price: number, tone: AxisTag['tone']): AxisTag[] => {
    const y = scene.yOf(price);
    return y === null ? [] : [{ text: formatPrice(price), y, tone }];
  };
  const last = scene.lastPrice === null ? [] : tag(scene.lastPrice, isStale ? 'stale' : 'last');
  if (!position || !layers.position || !scene.layout()?.position) return last;
  return [
    ...tag(position.target, 'profit'),
    ...tag(position.entry, 'entry'),
    ...tag(position.stop, 'loss'),
    ...last,
  ];
}

function drawTag(pen: Pen, tag: AxisTag, colours: ChartColours): void {
  const look = {
    profit: { fill: colours.profit, edge: null, text: colours.ground },
    loss: { fill: colours.loss, edge: null, text: colours.ground },
    entry: { fill: colours.ink1, edge: null, text: colours.onInk },
    last: { fill: colours.raised, edge: colours.edge, text: colours.ink1 },
    stale: { fill: colours.raised, edge: colours.line, text: colours.ink3 },
  }[tag.tone];
  const top = tag.y - tagHeight / 2;
  pen.roundedBox({ left: 1, right: pen.width - 2, top, bottom: top + tagHeight }, look.fill, look.edge);
  pen.text({
    text: tag.text,
    x: 6,
    y: tag.y,
    align: 'left',
    font: colours.tagFont,
    colour: look.text,
    halo: null,
  });
}
