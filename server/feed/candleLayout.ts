import { isDay, isTime, isTimeOfDay } from './fileTime.ts';

/** Where a file keeps what. `clock` is the column of the time of day when the day has one of its own. */
export interface CandleLayout {
  readonly time: number;
  readonly clock: number | null;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number | null;
  readonly hasHeader: boolean;
}

const names = {
  moment: [
    'time',
    'timestamp',
    'datetime',
    'date',
    'open time',
    'opentime',
    'gmt time',
    'unix',
    'time utc',
    't',
  ],
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c'],
  // MetaTrader 5 writes both; its VOL is 0 where only ticks are counted.
  volume: ['tickvol', 'tick volume', 'volume', 'vol', 'v'],
} as const;

/** The layout that the first row shows, or in words why it holds no candles. */
export function layoutOf(first: readonly string[]): CandleLayout | string {
  const titles = first.map((title) => title.toLowerCase().replace(/[<>"]/g, '').replace(/_/g, ' ').trim());
  const isHeader = titles.some((title) => names.open.some((name) => name === title));
  if (isHeader) return layoutOfHeader(titles);
  if (isDay(first[0] ?? '') && isTimeOfDay(first[1] ?? '')) return inOrder({ firstPrice: 2, clock: 1 });
  if (isTime(first[0] ?? '')) return inOrder({ firstPrice: 1, clock: null });
  return `the first row is neither a header nor a candle: "${first.join(',').slice(0, 60)}"`;
}

function inOrder({ firstPrice, clock }: { firstPrice: number; clock: number | null }): CandleLayout {
  return {
    time: 0,
    clock,
    open: firstPrice,
    high: firstPrice + 1,
    low: firstPrice + 2,
    close: firstPrice + 3,
    volume: firstPrice + 4,
    hasHeader: false,
  };
}

function layoutOfHeader(titles: readonly string[]): CandleLayout | string {
  const column = (known: readonly string[]) => {
    const title = known.find((name) => titles.includes(name));
    return title === undefined ? null : titles.indexOf(title);
  };
  const day = column(['date']);
  const clock = day === null ? null : column(['time']);
  const time = clock === null ? column(names.moment) : day;
  const [open, high, low, close] = [names.open, names.high, names.low, names.close].map(column);
  if (time === null || open == null || high == null || low == null || close == null) {
    return `its header is "${titles.join(',').slice(0, 80)}", expected columns time, open, high, low and close`;
  }
  return { time, clock, open, high, low, close, volume: column(names.volume), hasHeader: true };
}
