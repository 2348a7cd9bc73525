import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHistory } from '#server/history.ts';
import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { sampleSeries } from '#shared/market/sampleSeries.ts';
import { printFigure } from '../measure/figure.ts';

const rows = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), 'breaker-bench-'));

/** The sample again and again, minute after minute, as one long file. */
function writeFile(path: string): void {
  const [series] = sampleSeries();
  if (!series) throw new Error('the sample has series');
  const lines = ['time,open,high,low,close,volume'];
  for (let row = 0; row < rows; row += 1) {
    const { open, high, low, close, volume } = candleAt(series, row % seriesLength(series));
    lines.push(
      `${1_500_000_000 - (1_500_000_000 % 60) + 60 * row},${open},${high},${low},${close},${volume}`,
    );
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

const file = join(folder, 'BENCHUSD-1m.csv');
writeFile(file);
const host = {
  env: { ...process.env, DATA_DIR: join(folder, 'data'), DATABASE_URL: '' },
  terminal: { say: () => undefined, showProgress: () => undefined },
  signal: new AbortController().signal,
};
try {
  // Brings the database up, so that only the import is measured.
  await runHistory({ ...host, argv: ['status'] });
  for (const name of ['import.rowsPerSecond', 'import.unchangedRowsPerSecond']) {
    const start = performance.now();
    if (!(await runHistory({ ...host, argv: ['import', file] }))) throw new Error('the import failed');
    printFigure({ name, value: rows / ((performance.now() - start) / 1_000), unit: 'rows/s', n: rows });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
