import type { Timeframe } from '../market/timeframe.ts';
import type { Drawing, DrawnBreak, DrawnZone, PineDrawings } from './pineDrawings.ts';

/** TradingView draws at most 500 boxes, lines and labels of one script; a drawing is one of each at most. */
const mostDrawings = 400;

interface Chart {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** A TradingView indicator (Pine v6) that draws the newest blocks, gaps and breaks by their times. */
export function pineScript(drawings: PineDrawings, { symbol, timeframe }: Chart): string {
  const { lastOpen } = drawings;
  const shown =
    lastOpen === null ? [] : drawings.newest(mostDrawings).map((drawing) => callOf(drawing, lastOpen));
  return [
    ...heading(`Breaker: ${symbol} ${timeframe}`),
    ...(shown.length === 0
      ? []
      : ['if barstate.islastconfirmedhistory', ...shown.map((call) => `    ${call}`)]),
    '',
  ].join('\n');
}

const heading = (title: string): string[] => [
  '//@version=6',
  `indicator(${quoted(title)}, overlay = true, max_boxes_count = 500, max_lines_count = 500, max_labels_count = 500)`,
  '',
  'color bullish = color.new(color.teal, 0)',
  'color bearish = color.new(color.maroon, 0)',
  'color broken = color.new(color.gray, 0)',
  '',
  'zone(int from, int until, float top, float bottom, color tint, string name) =>',
  '    box.new(from, top, until, bottom, border_color = tint, xloc = xloc.bar_time, bgcolor = color.new(tint, 85), text = name, text_size = size.tiny, text_color = tint, text_halign = text.align_left, text_valign = text.align_top)',
  '',
  'level(int from, int until, float price, color tint, string name, string place) =>',
  '    line.new(from, price, until, price, xloc = xloc.bar_time, color = tint, style = line.style_dashed)',
  '    label.new(until, price, name, xloc = xloc.bar_time, color = color.new(tint, 100), style = place, textcolor = tint, size = size.tiny)',
  '',
];

const callOf = (drawing: Drawing, lastOpen: number): string =>
  'level' in drawing ? levelCall(drawing) : zoneCall(drawing, lastOpen);

function zoneCall({ kind, side, top, bottom, from, until }: DrawnZone, lastOpen: number): string {
  const name = { block: 'OB', breaker: 'Breaker', gap: 'FVG' }[kind];
  const tint = kind === 'breaker' ? 'broken' : tintOf(side);
  return `zone(${from}, ${until ?? lastOpen}, ${top}, ${bottom}, ${tint}, ${quoted(name)})`;
}

function levelCall({ kind, side, level, from, until }: DrawnBreak): string {
  const name = kind === 'bos' ? 'BOS' : 'CHoCH';
  const place = side > 0 ? 'label.style_label_down' : 'label.style_label_up';
  return `level(${from}, ${until}, ${level}, ${tintOf(side)}, ${quoted(name)}, ${place})`;
}

const tintOf = (side: number): string => (side > 0 ? 'bullish' : 'bearish');

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;
