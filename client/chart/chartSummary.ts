import type { Chart, ChartBlock } from '#shared/sync/chart.ts';
import { workingSide } from './zoneGeometry.ts';

const dayMs = 86_400_000;

/**
 * Change since the open of the newest candle's day in the reader's zone, as a fraction; null without candles. Rounded to
 * the tenth of a percent that is shown, so that a shown zero is no gain and no loss.
 */
export function changeToday({ candles }: Chart, offset: (at: number) => number): number | null {
  const last = candles.at(-1);
  if (!last) return null;
  const dayOf = (at: number) => Math.floor((at + offset(at)) / dayMs);
  const today = dayOf(last[0]);
  const first = candles.find(([at]) => dayOf(at) === today) ?? last;
  return Math.round((last[4] / first[1] - 1) * 1000) / 1000;
}

/** Living blocks, nearest to the last price first. */
export function livingBlocks({ candles, blocks }: Chart): ChartBlock[] {
  const price = candles.at(-1)?.[4] ?? 0;
  const distance = (block: ChartBlock) => Math.max(0, block.bottom - price, price - block.top);
  return blocks.filter((block) => block.endedAt === null).sort((a, b) => distance(a) - distance(b));
}

/** What the canvas shows, in one sentence for who cannot see it. */
export function chartSummary(chart: Chart, formatPrice: (price: number) => string): string {
  const last = chart.candles.at(-1);
  const name = `${chart.symbol} ${chart.timeframe}`;
  if (!last) return `${name}, no candles yet.`;
  const blocks = livingBlocks(chart);
  const [nearest] = blocks;
  const count = `${blocks.length} living ${blocks.length === 1 ? 'block' : 'blocks'}`;
  const zone = nearest
    ? `, nearest ${workingSide(nearest) === 'long' ? 'bullish' : 'bearish'} ${formatPrice(nearest.bottom)}–${formatPrice(nearest.top)}`
    : '';
  return `${name}, last ${formatPrice(last[4])}, ${count}${zone}.`;
}
