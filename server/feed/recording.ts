import { createHash } from 'node:crypto';
import { seriesKey } from '#shared/market/candle.ts';
import type { CandleSeries } from '#shared/market/candleColumns.ts';
import { sampleSeries, sampleSymbols } from '#shared/market/sampleSeries.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { readSymbols, symbolsFile } from '../symbolConfig.ts';
import { readRecordedFiles } from './recordedFiles.ts';

/** What is to be replayed, and the market it makes. */
export interface Recording {
  readonly kind: 'replay' | 'sample';
  /** For the ready line: "SAMPLE", "REPLAY of data/crypto". */
  readonly label: string;
  /** Each recording has its own tables, so that journals never mix and a restart goes on where it stopped. */
  readonly schema: string;
  readonly source: readonly CandleSeries[];
  readonly specs: ReadonlyMap<string, SymbolSpec>;
  /** Where the play begins unless the owner says otherwise; null: after the warm-up. */
  readonly from: number | null;
  /** Candles of each series that are history when there is no such date. */
  readonly warmupCandles: number;
}

const warmupCandles = 300;

export type RecordingChoice =
  | { readonly kind: 'sample'; readonly from: number | null }
  | { readonly kind: 'replay'; readonly paths: readonly string[]; readonly from: number | null };

export async function openRecording(choice: RecordingChoice): Promise<Recording> {
  if (choice.kind === 'sample') return sampleRecording(choice.from);
  const { series, specs } = await readRecordedFiles(choice.paths, await readSymbols(symbolsFile));
  return {
    kind: 'replay',
    label: `REPLAY of ${choice.paths.join(', ')}`,
    schema: `replay_${fingerprint(series, choice.from)}`,
    source: series,
    specs: new Map(specs.map((spec) => [spec.symbol, spec])),
    from: null,
    warmupCandles,
  };
}

function sampleRecording(from: number | null): Recording {
  const source = sampleSeries();
  return {
    kind: 'sample',
    label: 'SAMPLE',
    schema: `sample_${fingerprint(source, from)}`,
    source,
    specs: new Map(sampleSymbols.map((spec) => [spec.symbol, spec])),
    // A busy stretch: who starts Breaker for the first time should not have to wait for something to decide.
    from: Date.UTC(2026, 0, 15, 1, 30),
    warmupCandles,
  };
}

/** The same candles played from the same time are the same market, wherever their files lie. */
function fingerprint(series: readonly CandleSeries[], from: number | null): string {
  const hash = createHash('sha256').update(`from ${from}`);
  const inOrder = [...series].sort((a, b) => (seriesKey(a) < seriesKey(b) ? -1 : 1));
  for (const one of inOrder) {
    hash.update(`${seriesKey(one)} ${one.columns.openTime.length}`);
    for (const { buffer, byteOffset, byteLength } of Object.values(one.columns)) {
      hash.update(Buffer.from(buffer, byteOffset, byteLength));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
