import { expect, it } from 'vitest';
import { openRecording } from '#server/feed/recording.ts';
import { seriesKey } from '#shared/market/candle.ts';
import { seriesLength } from '#shared/market/candleColumns.ts';
import { textFiles } from '../../../support/textFiles.ts';

const { write } = textFiles();
const row = (step: number, rest = '1.5,2,1.25,1.75,10') => `${1_706_573_700 + step * 900},${rest}`;
const open = (paths: readonly string[], from: number | null = null) =>
  openRecording({ kind: 'replay', paths, from });

it('plays the sample when nothing is named', async () => {
  const { kind, label, source, specs } = await openRecording({ kind: 'sample', from: null });
  expect([kind, label]).toEqual(['sample', 'SAMPLE']);
  expect(source.every(({ symbol }) => specs.has(symbol))).toBe(true);
});

it('gives the sample tables of its own for every beginning', async () => {
  const schemas = await Promise.all(
    [null, Date.UTC(2026, 0, 20), Date.UTC(1969, 0, 1)].map(
      async (from) => (await openRecording({ kind: 'sample', from })).schema,
    ),
  );
  expect(new Set(schemas).size).toBe(3);
  for (const schema of schemas) expect(schema).toMatch(/^sample_[0-9a-f]{16}$/);
});

it('joins the files of a series and describes every symbol', async () => {
  const paths = [
    write('PEPEUSDT-15m-b.csv', [row(2, '2e-6,2e-6,1e-7,1e-6,4'), row(3)].join('\n')),
    write('PEPEUSDT-15m-a.csv', [row(0), row(1), row(3)].join('\n')),
    write('SOLUSDT-15m.csv', row(0)),
  ];
  const { source, specs, kind } = await open(paths);
  expect(kind).toBe('replay');
  expect(source.map((series) => [seriesKey(series), seriesLength(series)])).toEqual([
    ['PEPEUSDT 15m', 4],
    ['SOLUSDT 15m', 1],
  ]);
  expect([...(source[0]?.columns.volume ?? [])]).toEqual([10, 10, 4, 10]);
  expect(specs.get('PEPEUSDT')?.tick).toBe('0.0000001');
  expect(specs.get('SOLUSDT')?.tick).toBe('0.01');
});

it('gives the same candles the same tables, wherever they lie, and other ones others', async () => {
  const here = write('BTCUSDT-15m.csv', [row(0), row(1)].join('\n'));
  const there = write('BTCUSDT-15m.csv.gz', [row(0), row(1)].join('\n'));
  const longer = write('BTCUSDT-15m-longer.csv', [row(0), row(1), row(2)].join('\n'));
  const { schema } = await open([here]);
  expect(schema).toMatch(/^replay_[0-9a-f]{16}$/);
  expect((await open([there])).schema).toBe(schema);
  expect((await open([longer])).schema).not.toBe(schema);
  expect((await open([here], 1_706_573_700_000)).schema).not.toBe(schema);
});

it('refuses files with faults, files that contradict each other and files without candles', async () => {
  const faulty = write('ETHUSDT-15m.csv', [row(0, '1,0.5,1,1,1'), row(0)].join('\n'));
  await expect(open([faulty])).rejects.toThrow(
    /ETHUSDT-15m.csv: 1 fault\.\n {2}line 1: high 0.5 is below open 1/,
  );
  const one = write('XRPUSDT-15m-1.csv', row(0));
  const other = write('XRPUSDT-15m-2.csv', row(0, '1.5,2,1.25,1.75,11'));
  await expect(open([one, other])).rejects.toThrow(
    'time 2024-01-30 00:15 appears twice with different values in another file of XRPUSDT 15m',
  );
  await expect(open([write('SOLUSDT-empty.csv', '')])).rejects.toThrow('it is empty');
});
