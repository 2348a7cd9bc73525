import { timeframeMs } from '#shared/market/timeframe.ts';
import type { FoundFile } from './feed/candleFolder.ts';
import { seriesOfFileName } from './feed/fileName.ts';

export interface TradedFiles {
  readonly traded: readonly string[];
  /** Shorter candles of symbols that are traded. */
  readonly finer: readonly string[];
  readonly left: readonly string[];
}

/**
 * Tells by their names which files are traded: those of the timeframes that are wanted. Shorter candles of the same
 * symbol look inside of them. What somebody named and is neither is traded all the same; of a folder it is left out.
 */
export function partFiles(
  found: readonly FoundFile[],
  wanted: readonly string[],
  symbols: ReadonlySet<string>,
): TradedFiles {
  const files = found.map((file) => ({ ...file, ...seriesOfFileName(file.path, symbols) }));
  const isWanted = ({ timeframe }: (typeof files)[number]) => wanted.some((one) => one === timeframe);
  const tradedSymbols = new Map(
    files.flatMap((file) =>
      isWanted(file) && file.symbol !== null && file.timeframe !== null
        ? [[file.symbol, timeframeMs(file.timeframe)] as const]
        : [],
    ),
  );
  const isFiner = ({ symbol, timeframe }: (typeof files)[number]) =>
    symbol !== null && timeframe !== null && timeframeMs(timeframe) < (tradedSymbols.get(symbol) ?? 0);
  const pathsOf = (some: readonly FoundFile[]) => some.map(({ path }) => path);
  const others = files.filter((file) => !isWanted(file));
  const finer = others.filter(isFiner);
  return {
    traded: pathsOf(files.filter((file) => isWanted(file) || (file.isNamed && !isFiner(file)))),
    finer: pathsOf(finer),
    left: pathsOf(others.filter((file) => !file.isNamed && !isFiner(file))),
  };
}
