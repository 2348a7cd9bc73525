import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLookaheadCommand } from '#server/lookaheadOptions.ts';
import { strategiesFile } from '#server/strategyConfig.ts';
import { readStrategyParams } from '#server/strategyParams.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'params-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string, strategy = 'progressive-smc') {
  const paramsPath = join(folder, 'own.json');
  writeFileSync(paramsPath, text);
  return readStrategyParams({ strategy, paramsPath });
}

it('are those of the file, or those that the strategy runs with live', async () => {
  expect(await read('{"minDepth": 0.5, "sessions": ["London"]}')).toEqual({
    ...{ minDepth: 0.5, sessions: ['London'] },
  });
  const live: Record<string, object> = JSON.parse(readFileSync(strategiesFile, 'utf8'));
  for (const [strategy, own] of Object.entries({ ...live, 'no-such': {} })) {
    const params = await readStrategyParams({ strategy, paramsPath: null });
    expect({ symbols: ['any'], ...params }).toEqual({ ...own, symbols: ['any'] });
  }
});

it('name the file, the parameter, its value and what was expected when they cannot be', async () => {
  await expect(read('{"minDepth": 3}')).rejects.toThrow(
    'own.json: minDepth: Too big: expected number to be <=1 (it is 3)',
  );
  await expect(read('{"sessions": ["Paris"]}')).rejects.toThrow(
    /^own\.json: sessions\.0: expected one of Asia, London, New York, .* \(it is "Paris"\)$/,
  );
  await expect(read('{"minAge": 3}')).rejects.toThrow('minAge');
  await expect(read('{')).rejects.toThrow('own.json: it is no JSON');
  const missing = { strategy: 'progressive-smc', paramsPath: join(folder, 'none.json') };
  await expect(readStrategyParams(missing)).rejects.toThrow('none.json');
});

it('are an option of the look-ahead check, but not for a file of a strategy', () => {
  const asked = readLookaheadCommand(['--strategy', 'progressive-smc', '--params', 'own.json']);
  expect(asked).toMatchObject({ command: 'check', paramsPath: 'own.json' });
  expect(() => readLookaheadCommand(['--file', 'a.ts', '--params', 'own.json'])).toThrow(
    '--params is of a --strategy',
  );
});
