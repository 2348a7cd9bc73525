import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readStrategies, strategiesFile } from '#server/strategyConfig.ts';

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
