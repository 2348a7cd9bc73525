import type { Timeframe } from '#shared/market/timeframe.ts';
import type { ChartBlock } from '#shared/sync/chart.ts';
import type { Direction } from '#shared/trading/signal.ts';
import type { LabelWish } from './labelPlacement.ts';
import type { PaneView, Rect } from './view.ts';

export interface ZoneBox extends Rect {
  readonly id: string;
  /** The side it works for now: a breaker works for the other side than it was born for. */
  readonly side: Direction;
  readonly look: 'fresh' | 'touched' | 'breaker' | 'ended';
  /** The source candle is in the picture, so the left edge is drawn solid. */
  readonly showsSource: boolean;
}

const mostZones = 30;
const mostEnded = 8;

/** Living blocks nearest to price first, then what ended most recently; only what the pane shows. */
export function layOutZones(blocks: readonly ChartBlock[], view: PaneView, price: number): ZoneBox[] {
  const inView = blocks.filter((block) => isInView(block, view));
  const living = inView
    .filter((block) => block.endedAt === null)
    .sort((a, b) => distance(a, price) - distance(b, price));
  const ended = inView
    .filter((block) => block.endedAt !== null)
    .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))
    .slice(0, mostEnded);
  return [...living, ...ended].slice(0, mostZones).map((block) => zoneBox(block, view));
}

/** How far price is from the block, 0 inside. */
const distance = (block: ChartBlock, price: number) => Math.max(0, block.bottom - price, price - block.top);

export const workingSide = (block: ChartBlock): Direction =>
  (block.bias === 'bullish') === (block.flippedAt === null) ? 'long' : 'short';

function isInView(block: ChartBlock, view: PaneView): boolean {
  if (view.xOf(block.formedAt) > view.width) return false;
  if (block.endedAt !== null && view.xOf(block.endedAt) < 0) return false;
  return view.yOf(block.bottom) > 0 && view.yOf(block.top) < view.height;
}

function zoneBox(block: ChartBlock, view: PaneView): ZoneBox {
  const left = view.xOf(block.formedAt) - view.barWidth / 2;
  const top = view.yOf(block.top);
  return {
    id: block.id,
    side: workingSide(block),
    look: lookOf(block),
    showsSource: left >= 0,
    left: Math.max(left, -1),
    right: block.endedAt === null ? view.width : Math.min(view.width, view.xOf(block.endedAt)),
    top,
    bottom: Math.max(view.yOf(block.bottom), top + 1),
  };
}

function lookOf(block: ChartBlock): ZoneBox['look'] {
  if (block.endedAt !== null || block.state === 'ended') return 'ended';
  if (block.state === 'breaker') return 'breaker';
  return block.touched ? 'touched' : 'fresh';
}

/** The words beside a zone, outside it and away from price: under a block that carries, over one that caps. */
export function zoneLabel(box: ZoneBox, timeframe: Timeframe, view: PaneView): LabelWish | null {
  if (box.look === 'ended') return null;
  const text = box.look === 'breaker' ? `${timeframe} breaker` : `${timeframe} block · ${box.look}`;
  const x = Math.max(box.left, 0) + 7;
  const below = { x, y: box.bottom + 9, align: 'left' } as const;
  const above = { x, y: box.top - 8, align: 'left' } as const;
  const inside = { x, y: (box.top + box.bottom) / 2, align: 'left' } as const;
  const before = { x: box.left - 4, y: (box.top + box.bottom) / 2, align: 'right' } as const;
  const fitsInside = box.bottom - box.top >= 16;
  const outside = box.side === 'long' ? [below, above] : [above, below];
  const places = [...outside, ...(fitsInside ? [inside] : []), ...(box.showsSource ? [before] : [])];
  return { text, tone: box.side, places: places.filter(({ y }) => y > 6 && y < view.height - 4) };
}
