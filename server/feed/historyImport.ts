import { TradingError } from '#shared/errors.ts';
import { type CandleSeries, seriesLength } from '#shared/market/candleColumns.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import { type CandleFile, type CandleFileOptions, readCandleFile } from './candleFile.ts';
import { candleFilesAt, type FoundFile } from './candleFolder.ts';

/** What keeping a series did: rows that were missing, that had other values, that were there already. */
export interface KeptRows {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export type FileOutcome =
  | { readonly kind: 'imported'; readonly file: CandleFile; readonly kept: KeptRows }
  | { readonly kind: 'faulty'; readonly file: CandleFile }
  | { readonly kind: 'refused'; readonly path: string; readonly reason: string }
  /** It lay in a folder and holds something else. */
  | { readonly kind: 'other'; readonly path: string; readonly reason: string };

export interface ImportOptions {
  readonly paths: readonly string[];
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
  readonly timeZone: string;
  /** Imports the good rows of a file that has faults. */
  readonly skipBad: boolean;
  readonly specs: ReadonlyMap<string, SymbolSpec>;
}

/** Where the candles go and who hears about it. */
export interface ImportHost {
  /** All rows of the series or none. */
  readonly keep: (series: CandleSeries, onRows: (done: number) => void) => Promise<KeptRows>;
  readonly onProgress: (progress: {
    readonly path: string;
    readonly file: number;
    readonly files: number;
    readonly rows: number;
    /** 0 while the file is being read. */
    readonly rowsDone: number;
  }) => void;
  readonly onOutcome: (outcome: FileOutcome) => void;
}

/** Imports file by file: one that has faults imports nothing, the others are not held up by it. */
export async function importHistory(
  options: ImportOptions,
  host: ImportHost,
): Promise<readonly FileOutcome[]> {
  const files = await candleFilesAt(options.paths);
  const outcomes: FileOutcome[] = [];
  for (const [index, found] of files.entries()) {
    const progress = { path: found.path, file: index + 1, files: files.length };
    host.onProgress({ ...progress, rows: 0, rowsDone: 0 });
    const read = await readFound(found, fileOptions(options));
    const outcome =
      read.kind === 'read'
        ? await keepFile(read.file, options, host, (rowsDone, rows) =>
            host.onProgress({ ...progress, rows, rowsDone }),
          )
        : read;
    outcomes.push(outcome);
    host.onOutcome(outcome);
  }
  return outcomes;
}

export function fileOptions(options: Omit<ImportOptions, 'paths' | 'skipBad'>): CandleFileOptions {
  const { specs, symbol, timeframe, timeZone } = options;
  return {
    symbol,
    timeframe,
    timeZone,
    knownSymbols: new Set(specs.keys()),
    sessionOf: (name) =>
      (specs.get(name) ?? inferSymbolSpec({ symbol: name, priceDigits: 0, timeframes: [] })).session,
  };
}

type ReadOutcome =
  | { readonly kind: 'read'; readonly file: CandleFile }
  | Extract<FileOutcome, { kind: 'refused' | 'other' }>;

/** Reads a file; what makes it no candle file is an answer, not an error. */
export async function readFound(found: FoundFile, options: CandleFileOptions): Promise<ReadOutcome> {
  try {
    return { kind: 'read', file: await readCandleFile(found.path, options) };
  } catch (error) {
    if (!(error instanceof TradingError) || error.kind !== 'rejected') throw error;
    const isOther = error.code === 'candleFile.noCandles' && !found.isNamed;
    return { kind: isOther ? 'other' : 'refused', path: found.path, reason: error.message };
  }
}

async function keepFile(
  file: CandleFile,
  options: ImportOptions,
  host: ImportHost,
  onRows: (done: number, rows: number) => void,
): Promise<FileOutcome> {
  if (file.faults.length > 0 && !options.skipBad) return { kind: 'faulty', file };
  const rows = seriesLength(file.series);
  const kept = await host.keep(file.series, (done) => onRows(done, rows));
  return { kind: 'imported', file, kept };
}
