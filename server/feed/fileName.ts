import { basename } from 'node:path';
import { type Timeframe, timeframeMinutes, timeframes } from '#shared/market/timeframe.ts';

export interface NamedSeries {
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
}

const quotes = /(USD|USDT|USDC|BUSD|FDUSD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|INR|BTC|ETH|PERP)$/;

/** What a file's name tells: "binance-usdm-SOLUSDT-15m.csv.gz", "EURUSD-M15-2026.csv", "BTCUSD_5.csv", "XAUUSD60.csv". */
export function seriesOfFileName(path: string, knownSymbols: ReadonlySet<string>): NamedSeries {
  const name = basename(path)
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z]+$/i, '');
  const words = name.split(/[-_,\s.()]+/).flatMap(withoutGlue);
  return { symbol: symbolIn(words, knownSymbols), timeframe: timeframeIn(words) };
}

/** "XAUUSD60" and "EURUSDM15" are a symbol and a timeframe. */
function withoutGlue(word: string): string[] {
  const glued = /^([A-Z]{6,}?)(M1|M5|M15|M30|H1|H4|D1|1|5|15|30|60|240|1440)$/.exec(word);
  return glued ? glued.slice(1) : [word];
}

function symbolIn(words: readonly string[], known: ReadonlySet<string>): string | null {
  const upper = words.map((word) => word.toUpperCase());
  const candidates = upper.filter((word) => /^[A-Z0-9]{5,24}$/.test(word) && timeframeOf(word) === null);
  return (
    onlyOne(candidates.filter((word) => known.has(word))) ??
    onlyOne(candidates.filter((word) => quotes.test(word)))
  );
}

/** Bare minutes count only where no word has a unit: they may also number the parts of a recording. */
function timeframeIn(words: readonly string[]): Timeframe | null {
  const withUnit = words.map((word) => (/^\d+$/.test(word) ? null : timeframeOf(word)));
  return onlyOne(withUnit.some((timeframe) => timeframe !== null) ? withUnit : words.map(timeframeOf));
}

/** "15m", "M15", "4h", "H4", "1d", "D1", "D", or minutes: "15", "240". */
function timeframeOf(word: string): Timeframe | null {
  const written = word.toLowerCase();
  const [, unitFirst, count] = /^([mhd])(\d{1,2})$/.exec(written) ?? [];
  const text = unitFirst === undefined ? written : `${count}${unitFirst}`;
  // In "1M" the M is a month.
  if (/^\d+M$/.test(word)) return null;
  const minutes = text === 'd' ? 1440 : /^\d+$/.test(text) ? Number(text) : null;
  return (
    timeframes.find((timeframe) => timeframe === text || timeframeMinutes(timeframe) === minutes) ?? null
  );
}

/** The one value that is there; null when there is none, or when two disagree. */
function onlyOne<Value>(values: readonly (Value | null)[]): Value | null {
  const [first, ...others] = new Set(values.filter((value) => value !== null));
  return first === undefined || others.length > 0 ? null : first;
}
