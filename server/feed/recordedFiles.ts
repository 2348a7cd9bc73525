import { TradingError } from '#shared/errors.ts';
import { seriesKey } from '#shared/market/candle.ts';
import { type CandleSeries, columnsOf, seriesLength } from '#shared/market/candleColumns.ts';
import { mergeSeries } from '#shared/market/mergeSeries.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import type { CandleFile } from './candleFile.ts';
import { candleFilesAt } from './candleFolder.ts';
import { fileOptions, readFound } from './historyImport.ts';
import { faultLines } from './historyReport.ts';

/** Recorded candles to replay, and what is known of their instruments. */
export interface RecordedFiles {
  readonly series: readonly CandleSeries[];
  /** One for each symbol; the usual contract where nobody described it. */
  readonly specs: readonly SymbolSpec[];
}

/** Reads files and folders; one error tells everything that is wrong with them. Files of one series are joined. */
export async function readRecordedFiles(
  paths: readonly string[],
  specs: ReadonlyMap<string, SymbolSpec>,
): Promise<RecordedFiles> {
  const options = fileOptions({ symbol: null, timeframe: null, timeZone: 'UTC', specs });
  const files: CandleFile[] = [];
  const problems: string[] = [];
  for (const found of await candleFilesAt(paths)) {
    const read = await readFound(found, options);
    if (read.kind === 'refused') problems.push(read.reason);
    if (read.kind !== 'read') continue;
    if (read.file.faults.length > 0) problems.push(...faultLines(read.file));
    files.push(read.file);
  }
  if (problems.length === 0 && files.length === 0)
    problems.push(`${paths.join(', ')}: there are no candles in it.`);
  if (problems.length > 0) throw new TradingError('rejected', 'recording.faulty', problems.join('\n'));
  return { series: joined(files), specs: specsOf(files, specs) };
}

function joined(files: readonly CandleFile[]): CandleSeries[] {
  const bySeries = new Map<string, CandleSeries>();
  for (const { series, path } of files) {
    const key = seriesKey(series);
    const before = bySeries.get(key) ?? { ...series, columns: columnsOf([]) };
    const merged = mergeSeries(before, series);
    if ('conflict' in merged) {
      throw new TradingError(
        'rejected',
        'recording.conflict',
        `${path}: ${merged.conflict} in another file of ${key}. Replay only one of them.`,
      );
    }
    bySeries.set(key, merged);
  }
  return [...bySeries.values()].filter((series) => seriesLength(series) > 0);
}

function specsOf(files: readonly CandleFile[], specs: ReadonlyMap<string, SymbolSpec>): SymbolSpec[] {
  const symbols = [...new Set(files.map(({ series }) => series.symbol))].sort();
  return symbols.map((symbol) => {
    const known = specs.get(symbol);
    if (known) return known;
    const own = files.filter(({ series }) => series.symbol === symbol);
    return inferSymbolSpec({
      symbol,
      priceDigits: Math.max(...own.map((file) => file.priceDigits)),
      timeframes: [...new Set(own.map(({ series }) => series.timeframe))],
    });
  });
}
