import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isAlive, postmasterPid, removeFolder } from '../../support/cluster.ts';
import { startBreaker, temporaryDataDir } from '../../support/process.ts';
import { writeSampleFiles } from '../../support/sampleFiles.ts';
import { type Script, startScript } from '../../support/script.ts';
import { textFiles } from '../../support/textFiles.ts';

const { folder, write } = textFiles();
const dataDir = temporaryDataDir();
const env = { DATA_DIR: dataDir };

beforeAll(() => writeSampleFiles(folder, Date.UTC(2026, 0, 31)));
afterAll(() => removeFolder(dataDir));

const worker = async (): Promise<Script> => {
  const script = startScript('worker', ['--threads', '1'], env);
  await script.said(/^Worker of version [0-9a-f]{12} on the database of /);
  return script;
};

/** Whether a server runs on the built-in database. */
const isUp = (): boolean => {
  const pid = postmasterPid(join(dataDir, 'pg18'));
  return pid !== null && isAlive(pid);
};

it('a worker starts the built-in database where nobody has, and stops it', async () => {
  const alone = await worker();
  expect(isUp()).toBe(true);
  expect(await alone.stop()).toBe(0);
  expect(isUp()).toBe(false);
});

it('a worker and a running Breaker share it; whoever leaves last stops it', async () => {
  const breaker = await startBreaker({ dataDir });
  const beside = await worker();
  expect(await breaker.stop()).toBe(0);
  expect(isUp()).toBe(true);
  const again = await startBreaker({ dataDir });
  expect(await beside.stop()).toBe(0);
  expect(isUp()).toBe(true);
  expect(await again.stop()).toBe(0);
  expect(isUp()).toBe(false);
});

it('a sweep and its worker outlive a database that is killed', async () => {
  const grid = write(
    'params.json',
    '{"entryPenetration": [0.1, 0.2, 0.3, 0.4], "cooldownBars": [0, 2, 4, 6, 8]}',
  );
  const data = ['--data', join(folder, 'SOLUSD-15m.csv')];
  const argv = ['--mode', 'A', '--grid', grid, ...data, '--json', '--workers', '1'];
  const plain = startScript('sweep', argv, env);
  expect(await plain.ended).toBe(0);
  const helper = await worker();
  const queued = startScript('sweep', [...argv, '--queue'], env);
  await helper.said(/begun$/, 2);
  process.kill(postmasterPid(join(dataDir, 'pg18')) ?? 0, 'SIGKILL');
  expect(await queued.ended, queued.output()).toBe(0);
  expect(reportIn(queued)).toBe(reportIn(plain));
  expect(await helper.stop()).toBe(0);
});

const reportIn = (script: Script) =>
  script
    .output()
    .split('\n')
    .find((line) => line.startsWith('{"verdict"'));
