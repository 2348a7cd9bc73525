import { expect, it } from 'vitest';
import { type Patient, runDoctor } from '#server/doctor.ts';
import { strategiesFile } from '#server/strategyConfig.ts';
import { symbolsFile } from '#server/symbolConfig.ts';
import { systemTimer } from '#server/systemTimer.ts';
import { freshDatabase } from '../support/database.ts';
import { databaseUrl } from '../support/databaseUrl.ts';

async function examine(change: Partial<Patient> = {}, ...argv: string[]) {
  const said: string[] = [];
  const isWell = await runDoctor({
    argv,
    say: (line) => said.push(line),
    patient: {
      env: { DATABASE_URL: databaseUrl(await freshDatabase()), PORT: '0', HOME: '/home/someone' },
      nodeVersion: '22.0.0',
      wallNow: () => 0,
      timer: { ...systemTimer, after: (_ms, run) => systemTimer.after(0, run) },
      transportTo: () => ({
        request: () => Promise.reject(new Error('no network in this test')),
        open: (_url, listener) => {
          queueMicrotask(() => listener.closed('no network in this test'));
          return { send: () => {}, close: () => {} };
        },
      }),
      ask: () => Promise.reject(new Error('no network in this test')),
      freeBytes: () => Promise.resolve(9e9),
      files: { symbols: symbolsFile, strategies: strategiesFile },
      ...change,
    },
  });
  return { isWell, said };
}

it('goes through everything, says what to do, and fails when something stands in the way', async () => {
  const { isWell, said } = await examine();
  expect(isWell).toBe(false);
  const text = said.join('\n');
  expect(text).toMatch(/^ok {4}node {6}Node 22\.0\.0$/m);
  expect(text).toMatch(/^ok {4}database {2}Postgres \d+[.\d]* \(DATABASE_URL\), \d+ MB$/m);
  expect(text).toMatch(/^FAIL {2}venue .*cannot be reached/m);
  expect(text).toContain('> Is this machine online? Without the venue: npm start -- --sandbox');
  expect(said.at(-1)).toBe('2 to be mended.');
});

it('stops at settings that cannot be read', async () => {
  const { isWell, said } = await examine({ env: { PORT: 'abc' } });
  expect(isWell).toBe(false);
  expect(said.join('\n')).toContain('PORT is "abc", expected a whole number');
  expect(said.join('\n')).not.toContain('database');
});

it('says which database it cannot use, and no password', async () => {
  const { said } = await examine({
    env: { DATABASE_URL: 'postgres://nobody:s3cret@localhost:1/nothing', PORT: '0' },
  });
  expect(said.join('\n')).toMatch(/^FAIL {2}database {2}The Postgres of DATABASE_URL/m);
  expect(said.join('\n')).not.toContain('s3cret');
});

it('helps, and refuses what it does not know', async () => {
  expect((await examine({}, '--help')).said.join()).toContain('Exit code 0');
  await expect(examine({}, '--fast')).rejects.toThrow("Unknown option '--fast'");
});
