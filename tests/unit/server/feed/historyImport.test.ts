import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type FileOutcome, type ImportOptions, importHistory } from '#server/feed/historyImport.ts';
import { outcomeLines } from '#server/feed/historyReport.ts';
import { type CandleSeries, seriesLength } from '#shared/market/candleColumns.ts';
import { textFiles } from '../../../support/textFiles.ts';

const { folder, write } = textFiles();
const row = (step: number, rest = '1.5,2,1.25,1.75,10') => `${1_706_573_700 + step * 900},${rest}`;
const bad = '1.5,1,1.25,1.75,10';

async function run(paths: readonly string[], given: Partial<ImportOptions> = {}) {
  const kept: CandleSeries[] = [];
  const lines: string[] = [];
  const progress: string[] = [];
  const outcomes = await importHistory(
    { paths, symbol: null, timeframe: null, timeZone: 'UTC', skipBad: false, specs: new Map(), ...given },
    {
      keep: async (series, onRows) => {
        kept.push(series);
        onRows(seriesLength(series));
        return { added: seriesLength(series), changed: 0, unchanged: 0 };
      },
      onProgress: ({ file, files, rows, rowsDone }) =>
        progress.push(`${file}/${files} ${rowsDone} of ${rows}`),
      onOutcome: (outcome: FileOutcome) => lines.push(...outcomeLines(outcome)),
    },
  );
  return { kept, lines: lines.map((line) => line.replaceAll(`${folder}/`, '')), progress, outcomes };
}

it('imports nothing of a file with faults, shows the first twenty and counts them all', async () => {
  const path = write(
    'ETHUSDT-15m.csv',
    [row(0), ...Array.from({ length: 25 }, (_, step) => row(step + 1, bad))].join('\n'),
  );
  const { kept, lines } = await run([path]);
  expect(kept).toEqual([]);
  expect(lines).toHaveLength(1 + 20 + 1 + 1);
  expect(lines.slice(0, 2)).toEqual(['ETHUSDT-15m.csv: 25 faults.', '  line 2: high 1 is below open 1.5']);
  expect(lines.slice(20)).toEqual([
    '  line 21: high 1 is below open 1.5',
    '  and 5 more',
    '  Nothing was imported from it. With --skip-bad the good rows are imported.',
  ]);
});

it('imports the good rows when told to, and says exactly which lines were left out', async () => {
  const path = write(
    'ADAUSDT-15m.csv',
    [row(0), row(1, bad), row(2, bad), row(3), row(3), 'x', row(7)].join('\n'),
  );
  const { kept, lines } = await run([path], { skipBad: true });
  expect(kept.map(seriesLength)).toEqual([3]);
  expect(lines).toEqual([
    'ADAUSDT-15m.csv: ADAUSDT 15m, 3 candles, 2024-01-30 00:15 to 2024-01-30 02:00: 3 new, 0 changed, 0 known.',
    '  1 row said the same twice.',
    '  2 gaps, 5 candles missing; the longest: 2024-01-30 01:00 to 2024-01-30 02:00 (3), 2024-01-30 00:15 to 2024-01-30 01:00 (2)',
    '  Left out 3 rows, lines 2-3, 6:',
    '  line 2: high 1 is below open 1.5',
    '  line 3: high 1 is below open 1.5',
    '  line 6: time is "x", expected a date or epoch seconds',
  ]);
});

it('goes through folders, is not held up by bad files and passes over what holds no candles', async () => {
  const inner = join(folder, 'many', 'inner');
  mkdirSync(inner, { recursive: true });
  write('many/BTCUSDT-15m.csv', [row(0), row(1)].join('\n'));
  write('many/ETHUSDT-15m.csv', row(0, bad));
  write('many/inner/SOLUSDT-15m.csv.gz', row(0));
  write('many/quotes.csv', 'time_ms,bid,ask\n1,2,3');
  write('many/SOLUSDT-quotes.csv', 'time_ms,bid,ask\n1,2,3');
  write('many/README.md', '# no candles');
  const { kept, lines, progress, outcomes } = await run([join(folder, 'many')]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['imported', 'faulty', 'other', 'imported', 'refused']);
  expect(kept.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'SOLUSDT']);
  expect(progress.slice(0, 3)).toEqual(['1/5 0 of 0', '1/5 2 of 2', '2/5 0 of 0']);
  expect(lines).toContain(
    'Passed over: many/SOLUSDT-quotes.csv: the first row is neither a header nor a candle: "time_ms,bid,ask".',
  );
});

it('refuses a named file that holds no candles, and a path that is not there', async () => {
  const path = write('SOLUSDT-ticks.csv', 'time_ms,bid,ask\n1,2,3');
  const { outcomes, lines } = await run([path]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['refused']);
  expect(lines.at(-1)).toBe('  Nothing was imported from it.');
  await expect(run([join(folder, 'nowhere')])).rejects.toThrow('nowhere does not exist');
  mkdirSync(join(folder, 'hollow'));
  await expect(run([join(folder, 'hollow')])).rejects.toThrow(
    'hollow holds no file that ends in .csv or .csv.gz.',
  );
});
