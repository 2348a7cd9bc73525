import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStrategies, strategiesFile } from '#server/strategyConfig.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { testSpec } from '../../support/marketViews.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breaker-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (content: string) => {
  const path = join(folder, 'strategies.json');
  writeFileSync(path, content);
  return readStrategies(path);
};

it('makes the strategies that the shipped file names', async () => {
  expect((await readStrategies(strategiesFile)).map(({ strategy }) => strategy.id)).toEqual([
    'progressive-smc',
    'human-trained',
  ]);
});

it('keeps the default of what is not set', async () => {
  expect(await read('{"progressive-smc": {"freshTargetAtr": 3}}')).toHaveLength(1);
  expect(await read('{}')).toEqual([]);
});

it('names every wrong parameter and unknown strategy by its place', async () => {
  const wrong = '{"progressive-smc": {"stopAtr": -1, "targets": 2}, "moon": {}}';
  await expect(read(wrong)).rejects.toThrow(
    /strategies\.json: progressive-smc\.stopAtr: [\s\S]*progressive-smc: .*targets[\s\S]*no strategy "moon"; known: progressive-smc/,
  );
  await expect(read('{')).rejects.toThrow('strategies.json: it is no JSON');
  await expect(read('{"progressive-smc": 5}')).rejects.toThrow('strategies.json: progressive-smc: ');
});

it('runs a strategy on the symbols that are named, on all without', async () => {
  const [human, progressive] = await read(
    '{"human-trained": {"symbols": ["EURUSD", "XAUUSD"], "rr": 4}, "progressive-smc": {}}',
  );
  expect(human?.symbols).toEqual(new Set(['EURUSD', 'XAUUSD']));
  expect(progressive?.symbols).toBeNull();
  await expect(read('{"human-trained": {"symbols": []}}')).rejects.toThrow(
    'strategies.json: human-trained.symbols',
  );
  await expect(read('{"human-trained": {"rr": 1}}')).rejects.toThrow('expected at least minRr');
});

describe('what practice taught', () => {
  const withTaught = async (content: string, params: Readonly<Record<string, unknown>>) => {
    const path = join(folder, 'strategies.json');
    writeFileSync(path, content);
    const unfit: string[] = [];
    const runs = await readStrategies(path, {
      params: { 'human-trained': params },
      unfit: (id) => unfit.push(id),
    });
    const key = runs[0]?.strategy.setupFinder({
      spec: testSpec,
      config: defaultSmcConfig,
      costs: { spread: 0, makerRate: 0, takerRate: 0 },
    })?.stateKey;
    return { runs, unfit, key };
  };
  const keyOf = async (content: string) => (await withTaught(content, {})).key;

  it('counts where the file sets nothing', async () => {
    const { key, unfit } = await withTaught('{"human-trained": {}}', { shiftPivotLeft: 7 });
    expect(unfit).toEqual([]);
    expect(key).toBe(await keyOf('{"human-trained": {"shiftPivotLeft": 7}}'));
    const file = '{"human-trained": {"shiftPivotLeft": 2}}';
    expect((await withTaught(file, { shiftPivotLeft: 7 })).key).toBe(await keyOf(file));
  });

  it('does not count where it does not go with the file, which is told', async () => {
    const file = '{"human-trained": {"minRr": 5, "rr": 6}}';
    expect((await withTaught(file, { rr: 2 })).unfit).toEqual([]);
    const { unfit, key } = await withTaught('{"human-trained": {"minRr": 2.5}}', {
      rr: 2,
      shiftPivotLeft: 7,
    });
    expect(unfit).toEqual(['human-trained']);
    expect(key).toBe(await keyOf('{"human-trained": {"minRr": 2.5}}'));
  });

  it('runs nothing that the file does not name', async () => {
    expect((await withTaught('{}', { rr: 2 })).runs).toEqual([]);
  });
});
