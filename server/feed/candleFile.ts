import { CsvError } from 'csv-parse';
import { TradingError } from '#shared/errors.ts';
import type { Candle } from '#shared/market/candle.ts';
import type { CandleSeries } from '#shared/market/candleColumns.ts';
import { type SeriesGap, seriesCheck } from '#shared/market/seriesChecks.ts';
import type { Session } from '#shared/market/session.ts';
import { decimalsOf } from '#shared/market/symbols.ts';
import { type Timeframe, timeframeMs, timeframes } from '#shared/market/timeframe.ts';
import { type CandleLayout, layoutOf } from './candleLayout.ts';
import { type FileRow, rowsOfFile } from './candleRows.ts';
import { ColumnBuilder } from './columnBuilder.ts';
import { seriesOfFileName } from './fileName.ts';
import { type TimeReader, timeReader } from './fileTime.ts';

export interface CandleFileOptions {
  /** null: told by the file's name. */
  readonly symbol: string | null;
  /** null: told by the file's name, else by its most frequent step. */
  readonly timeframe: Timeframe | null;
  /** Of dates that name none. */
  readonly timeZone: string;
  readonly knownSymbols: ReadonlySet<string>;
  readonly sessionOf: (symbol: string) => Session;
}

export interface FileFault {
  readonly line: number;
  readonly text: string;
}

/** What a file holds: its good candles, and everything that was found wrong on the way. */
export interface CandleFile {
  readonly path: string;
  readonly series: CandleSeries;
  /** Rows that should be candles: good, duplicate and faulty ones. */
  readonly rows: number;
  readonly duplicates: number;
  readonly faults: readonly FileFault[];
  readonly gaps: readonly SeriesGap[];
  /** Most decimals among the good prices. */
  readonly priceDigits: number;
}

/** Reads and checks a file. One that holds no candles at all, or nobody knows of what, is an error. */
export async function readCandleFile(path: string, options: CandleFileOptions): Promise<CandleFile> {
  const named = seriesOfFileName(path, options.knownSymbols);
  const symbol = options.symbol ?? named.symbol;
  if (symbol === null) {
    throw refusal(
      path,
      'symbol',
      'its name does not tell the symbol: call it like SOLUSDT-15m.csv, or import it with --symbol',
    );
  }
  const raw = await readRows(path, timeReader(options.timeZone));
  const timeframe = options.timeframe ?? named.timeframe ?? mostFrequentStep(raw.rows);
  if (timeframe === null) {
    throw refusal(
      path,
      'timeframe',
      'neither its name nor its rows tell the timeframe: call it like SOLUSDT-15m.csv, or import it with --timeframe',
    );
  }
  return checkRows(raw, { path, symbol, timeframe, session: options.sessionOf(symbol) });
}

const refusal = (path: string, code: string, text: string): TradingError =>
  new TradingError('rejected', `candleFile.${code}`, `${path}: ${text}.`);

interface RawRows {
  readonly rows: ColumnBuilder;
  readonly faults: readonly FileFault[];
}

async function readRows(path: string, readTime: TimeReader): Promise<RawRows> {
  const rows = new ColumnBuilder();
  const faults: FileFault[] = [];
  let layout: CandleLayout | null = null;
  try {
    for await (const row of rowsOfFile(path)) {
      if (layout === null) {
        const found = layoutOf(row.cells);
        if (typeof found === 'string') throw refusal(path, 'noCandles', found);
        layout = found;
        if (layout.hasHeader) continue;
      }
      const fault = readRow(row, layout, readTime, rows);
      if (fault !== null) faults.push({ line: row.line, text: fault });
    }
  } catch (error) {
    if (error instanceof CsvError) throw refusal(path, 'format', `it is no CSV file: ${error.message}`);
    throw error;
  }
  if (layout === null) throw refusal(path, 'noCandles', 'it is empty');
  return { rows, faults };
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Appends the row to the columns, or tells what cannot be read. */
function readRow(
  row: FileRow,
  layout: CandleLayout,
  readTime: TimeReader,
  rows: ColumnBuilder,
): string | null {
  const { cells, line } = row;
  const day = cells[layout.time] ?? '';
  const moment = layout.clock === null ? day : `${day} ${cells[layout.clock] ?? ''}`;
  const openTime = readTime(moment);
  if (Number.isNaN(openTime)) return `time is "${moment}", expected a date or epoch seconds`;
  const numberAt = (column: number): number => {
    const text = cells[column] ?? '';
    return number.test(text) ? Number(text) : Number.NaN;
  };
  const open = numberAt(layout.open);
  const high = numberAt(layout.high);
  const low = numberAt(layout.low);
  const close = numberAt(layout.close);
  const volume = layout.volume === null || cells[layout.volume] === undefined ? 0 : numberAt(layout.volume);
  if (Number.isNaN(open + high + low + close + volume)) return unreadable(cells, layout);
  rows.push({ line, openTime, open, high, low, close, volume });
  return null;
}

function unreadable(cells: readonly string[], layout: CandleLayout): string {
  for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
    const column = layout[name];
    const text = column === null ? '0' : cells[column];
    if (text === undefined && name !== 'volume') {
      return `the row has ${cells.length} columns, expected at least ${layout.close + 1}`;
    }
    if (text !== undefined && !number.test(text)) return `${name} is "${text}", expected a number`;
  }
  return 'its numbers are out of range';
}

function mostFrequentStep(rows: ColumnBuilder): Timeframe | null {
  const counts = new Map<number, number>();
  for (let index = 1; index < rows.length; index += 1) {
    const step = rows.at(index).openTime - rows.at(index - 1).openTime;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [step] = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0]);
  return timeframes.find((timeframe) => timeframeMs(timeframe) === step) ?? null;
}

interface Named {
  readonly path: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly session: Session;
}

/** Decimals are looked at in so many candles, spread over the file. */
const pricesLookedAt = 5_000;

function checkRows(raw: RawRows, { path, symbol, timeframe, session }: Named): CandleFile {
  const series = seriesCheck(session);
  const good = new ColumnBuilder();
  const faults = [...raw.faults];
  let duplicates = 0;
  let priceDigits = 0;
  const stride = Math.max(1, Math.floor(raw.rows.length / pricesLookedAt));
  for (let index = 0; index < raw.rows.length; index += 1) {
    const row = raw.rows.at(index);
    const candle: Candle = { symbol, timeframe, ...row };
    const next = index + 1 < raw.rows.length ? { symbol, timeframe, ...raw.rows.at(index + 1) } : null;
    const finding = series.check(candle, next);
    if (finding === 'duplicate') duplicates += 1;
    else if (finding !== 'good') faults.push({ line: row.line, text: finding.fault });
    else {
      good.push(row);
      if (good.length % stride === 0) priceDigits = Math.max(priceDigits, digitsOf(candle));
    }
  }
  return {
    path,
    series: { symbol, timeframe, columns: good.columns() },
    rows: raw.rows.length + raw.faults.length,
    duplicates,
    faults: faults.sort((a, b) => a.line - b.line),
    gaps: series.gaps(),
    priceDigits,
  };
}

const digitsOf = ({ open, high, low, close }: Candle): number =>
  Math.max(decimalsOf(open), decimalsOf(high), decimalsOf(low), decimalsOf(close));
