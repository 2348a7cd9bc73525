import type { CandleTuple, Chart, ChartBreak, ChartUpdate } from '#shared/sync/chart.ts';

/** Candles kept per chart: enough to scroll back through, little enough to store with every candle. */
const maxCandles = 3_000;

/**
 * The kept chart with one closed candle more, or null when it missed candles and has to be read anew. A candle that
 * is there already is replaced, so a repeated update changes nothing.
 */
export function withUpdate(chart: Chart, update: ChartUpdate): Chart | null {
  const [openTime] = update.candle;
  const before = chart.candles.filter(([time]) => time < openTime);
  const previous = before.at(-1)?.[0] ?? null;
  const lastKept = chart.candles.at(-1)?.[0] ?? null;
  if (lastKept !== null && openTime < lastKept) return chart;
  if (previous !== update.after) return null;
  const updated = new Set(update.blocks.map((block) => block.id));
  const candles = [...before, update.candle].slice(-maxCandles);
  const first = candles[0]?.[0] ?? openTime;
  return {
    ...chart,
    candles,
    blocks: [...chart.blocks.filter((block) => !updated.has(block.id)), ...update.blocks].filter(
      ({ endedAt }) => endedAt === null || endedAt >= first,
    ),
    breaks: joinBreaks(chart.breaks, update.breaks).filter(({ at }) => at >= first),
    hasMore: chart.hasMore || before.length >= maxCandles,
  };
}

/** The chart with the candles at its end that have not closed yet; those that have meanwhile are left out. */
export function withOpen(chart: Chart, open: readonly CandleTuple[]): Chart {
  const last = chart.candles.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  const later = open.filter(([time]) => time > last);
  return later.length === 0 ? chart : { ...chart, candles: [...chart.candles, ...later] };
}

/** Older candles in front of the kept ones; blocks and breaks of both, the kept ones winning. */
export function withOlder(chart: Chart, older: Chart): Chart {
  const first = chart.candles[0]?.[0] ?? Number.POSITIVE_INFINITY;
  const kept = new Set(chart.blocks.map((block) => block.id));
  return {
    ...chart,
    candles: [...older.candles.filter(([time]) => time < first), ...chart.candles].slice(-maxCandles),
    blocks: [...older.blocks.filter((block) => !kept.has(block.id)), ...chart.blocks],
    breaks: joinBreaks(older.breaks, chart.breaks),
    hasMore: older.hasMore,
  };
}

const breakKey = ({ kind, at, level }: ChartBreak): string => `${kind}:${at}:${level}`;

function joinBreaks(first: readonly ChartBreak[], second: readonly ChartBreak[]): ChartBreak[] {
  return [...new Map([...first, ...second].map((line) => [breakKey(line), line])).values()];
}
