import {
  type BlockBook,
  comesFrom,
  findNearest,
  nearEdge,
  neverAbove,
  neverBelow,
  put,
  remove,
} from './blockBook.ts';
import type { OrderBlock, Side } from './events.ts';
import type { FoldBar, SourceBar } from './foldBar.ts';

interface Birth {
  readonly side: Side;
  readonly source: SourceBar;
  readonly why: OrderBlock['why'];
  /** The level whose break gives birth to the block. */
  readonly level: number;
}

/** Takes note of a break of structure and draws its block. */
export function recordBreak(book: BlockBook, birth: Birth, bar: FoldBar): void {
  const { side, source, why, level } = birth;
  bar.lastBreak = {
    kind: why === 'bos' ? 'bos' : 'choch',
    side,
    level,
    bar: bar.index,
    closeTime: bar.closeTime,
    source: source.at,
    sourceTime: source.openTime,
  };
  createBlock(book, birth, bar);
}

function createBlock(book: BlockBook, birth: Birth, bar: FoldBar): void {
  const { side, source } = birth;
  const zone = zoneOf(birth, bar);
  if (zone.top <= zone.bottom || isDrawn(book, birth)) return;
  const block: OrderBlock = {
    id: bar.nextId,
    side,
    top: zone.top,
    bottom: zone.bottom,
    source: source.at,
    sourceTime: source.openTime,
    born: bar.index,
    bornTime: bar.closeTime,
    why: birth.why,
    breakLevel: birth.level,
    state: 'fresh',
    touched: false,
    retested: false,
    flipped: null,
    flippedTime: null,
    penetration: 0,
    displacement: (bar.high - bar.low) / bar.atr,
    volume: source.volume,
    hasGap: (side > 0 ? bar.bullGapMid : bar.bearGapMid) > source.at,
    sweptAt: null,
  };
  bar.nextId += 1;
  const { id, top, bottom, why } = block;
  bar.events.push({
    bar: bar.index,
    time: bar.time,
    kind: 'ob',
    id,
    side,
    top,
    bottom,
    source: source.at,
    why,
  });
  if (bar.config.overlap === 'drop-older') dropOverlapped(book, block, bar);
  put(book, { block, watch: nearEdge(block) }, book.living.length);
  evictOldest(book, side, bar);
  findNearest(book);
}

/** A block that was born on this bar takes note of the sweeps up to it; after liquidity, which comes last on a bar. */
export function noteSweptBefore(book: BlockBook, bar: FoldBar): void {
  const place = book.living.length - 1;
  const block = book.living[place];
  if (block === undefined || block.born !== bar.index) return;
  const sweptAt = block.side > 0 ? bar.sweptLowAt : bar.sweptHighAt;
  if (sweptAt >= 0) put(book, { block: { ...block, sweptAt }, watch: nearEdge(block) }, place);
}

/** The life of the blocks born before this bar. */
export function ageBlocks(book: BlockBook, bar: FoldBar): void {
  if (bar.low > book.nearestBelow && bar.high < book.nearestAbove) return;
  const { below, above } = book;
  const { low, high } = bar;
  for (let place = below.length - 1; place >= 0; place--)
    if (low <= (below[place] ?? neverBelow) || high >= (above[place] ?? neverAbove)) visit(book, place, bar);
  findNearest(book);
}

/** Price is in the zone: reached for the first time, deeper than before, or through. */
function visit(book: BlockBook, place: number, bar: FoldBar): void {
  const block = book.living[place];
  if (block === undefined || block.born === bar.index) return;
  const isFresh = block.state === 'fresh';
  const isFirst = isFresh ? !block.touched : !block.retested;
  if (isFirst) say(bar, isFresh ? 'ob_touch' : 'ob_retest', block.id);
  if (!isThrough(block, bar)) deepen(book, place, bar);
  else if (isFresh) breakBlock(book, place, bar);
  else {
    say(bar, 'ob_invalid', block.id);
    remove(book, place);
  }
}

function isThrough(block: OrderBlock, bar: FoldBar): boolean {
  const { mitigation } = bar.config;
  const { top, bottom } = block;
  const middle = (top + bottom) / 2;
  if (comesFrom(block) > 0) {
    if (mitigation === 'close') return Math.min(bar.open, bar.close) < bottom;
    return bar.low < (mitigation === 'wick' ? bottom : middle);
  }
  if (mitigation === 'close') return Math.max(bar.open, bar.close) > top;
  return bar.high > (mitigation === 'wick' ? top : middle);
}

/** From here on only a deeper wick, or one beyond the far edge, is news. */
function deepen(book: BlockBook, place: number, bar: FoldBar): void {
  const block = book.living[place];
  if (block === undefined) return;
  const near = nearEdge(block);
  const deepest = comesFrom(block) > 0 ? Math.max(bar.low, block.bottom) : Math.min(bar.high, block.top);
  // As a size, so that it is never -0: saved as JSON that would come back as 0.
  const penetration = Math.abs(near - deepest) / (block.top - block.bottom);
  const isKnown = block.state === 'fresh' ? block.touched : block.retested;
  if (isKnown && penetration <= block.penetration) return;
  const reached: OrderBlock =
    block.state === 'fresh'
      ? { ...block, touched: true, penetration }
      : { ...block, retested: true, penetration };
  put(book, { block: reached, watch: deepest }, place);
}

function breakBlock(book: BlockBook, place: number, bar: FoldBar): void {
  const block = book.living[place];
  if (block === undefined) return;
  say(bar, 'ob_breaker', block.id);
  if (!bar.config.keepBreakers) {
    remove(book, place);
    return;
  }
  const breaker: OrderBlock = {
    ...block,
    state: 'breaker',
    touched: true,
    flipped: bar.index,
    flippedTime: bar.closeTime,
    penetration: 0,
  };
  put(book, { block: breaker, watch: nearEdge(breaker) }, place);
}

function say(bar: FoldBar, kind: 'ob_touch' | 'ob_breaker' | 'ob_retest' | 'ob_invalid', id: number): void {
  bar.events.push({ bar: bar.index, time: bar.time, kind, id });
}

function zoneOf({ side, source }: Birth, bar: FoldBar): { top: number; bottom: number } {
  if (bar.config.obMode === 'full') return { top: source.high, bottom: source.low };
  const height = (bar.config.obLength / 5) * source.atr;
  return side > 0
    ? { top: Math.min(source.high, source.low + height), bottom: source.low }
    : { top: source.high, bottom: Math.max(source.low, source.high - height) };
}

const isDrawn = (book: BlockBook, { side, source }: Birth): boolean =>
  book.living.some((block) => block.side === side && block.source === source.at);

function dropOverlapped(book: BlockBook, by: OrderBlock, bar: FoldBar): void {
  for (let place = book.living.length - 1; place >= 0; place--) {
    const block = book.living[place];
    if (block === undefined || block.side !== by.side || block.state !== 'fresh') continue;
    if (block.bottom >= by.top || block.top <= by.bottom) continue;
    bar.events.push({ bar: bar.index, time: bar.time, kind: 'ob_dropped', id: block.id, by: by.id });
    remove(book, place);
  }
}

function evictOldest(book: BlockBook, side: Side, bar: FoldBar): void {
  let count = 0;
  for (const block of book.living) if (block.side === side) count += 1;
  if (count <= bar.config.maxBlocks) return;
  const oldest = book.living.findIndex((block) => block.side === side);
  const block = book.living[oldest];
  if (block === undefined) return;
  bar.events.push({ bar: bar.index, time: bar.time, kind: 'ob_evicted', id: block.id });
  remove(book, oldest);
}
