import { expect, it } from 'vitest';
import { readSetting } from '#server/backtestFiles.ts';
import { readBacktestCommand } from '#server/backtestOptions.ts';
import { packLoad, unpackLoad } from '#server/jobs/loadBytes.ts';
import { type SweepLoad, sharedFile } from '#server/sweep/sweepLoad.ts';
import { sliceColumns } from '#shared/market/candleColumns.ts';
import { sampleSeries } from '#shared/market/sampleSeries.ts';

const shortSeries = () =>
  sampleSeries().map((series) => ({ ...series, columns: sliceColumns(series.columns, 0, 300) }));

async function load(entryPenetration: number): Promise<SweepLoad> {
  const asked = readBacktestCommand(['--strategy', 'progressive-smc', '--data', 'candles']);
  if (asked.command !== 'run') throw new RangeError('a run was asked for');
  const files = shortSeries().map((series) =>
    sharedFile({ path: 'x.csv', series, rows: 3, duplicates: 0, faults: [], gaps: [], priceDigits: 2 }),
  );
  const params = [{ strategy: { entryPenetration }, executor: { riskPct: Number.NaN, other: undefined } }];
  return { run: asked, setting: await readSetting(asked), files, params };
}

it('packs a load without its candles and brings it back as it was', async () => {
  const whole = await load(0.2);
  const { bytes, columns } = packLoad(whole);
  expect(bytes.length).toBeLessThan(20_000);
  expect(unpackLoad({ bytes, columns })).toEqual(whole);
});

it('knows columns by their content, whoever made them', async () => {
  const [one, two, other] = [packLoad(await load(0.2)), packLoad(await load(0.2)), packLoad(await load(0.3))];
  expect([...two.columns.keys()]).toEqual([...one.columns.keys()]);
  expect(two.hash).toBe(one.hash);
  expect(other.hash).not.toBe(one.hash);
  const [first] = shortSeries();
  if (first === undefined) throw new RangeError('the sample has series');
  const close = first.columns.close.slice();
  close[100] = (close[100] ?? 0) + 0.01;
  const changed = { ...(await load(0.2)) };
  const files = changed.files.map((file, index) =>
    index === 0 ? { ...file, series: { ...file.series, columns: { ...file.series.columns, close } } } : file,
  );
  expect(packLoad({ ...changed, files }).hash).not.toBe(one.hash);
});

it('says which column is missing', async () => {
  const { bytes } = packLoad(await load(0.2));
  expect(() => unpackLoad({ bytes, columns: new Map() })).toThrow(
    /column [0-9a-f]{64} of the load was not kept/,
  );
});
