import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive, postmasterPid, removeFolder } from '../../support/cluster.ts';
import { type Breaker, startBreaker, temporaryDataDir } from '../../support/process.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = temporaryDataDir();
});
afterAll(() => removeFolder(dataDir));

const start = (args: readonly string[] = ['--sample'], env: Readonly<Record<string, string>> = {}) =>
  startBreaker({ dataDir, args, env });
const postmaster = () => postmasterPid(join(dataDir, 'pg18'));
const isUp = (pid: number | null) => pid !== null && isAlive(pid);
const candles = async (breaker: Breaker) => {
  const response = await fetch(`${breaker.url}/trpc/system.status`);
  const { result } = await response.json();
  return result.data.series.map((series: { candles: number }) => series.candles);
};

describe('what cannot start', () => {
  it('names an option it does not know', async () => {
    await expect(start(['--sped', '60'])).rejects.toThrow(/code 1[\s\S]*Unknown option '--sped'/);
  });

  it('lists every wrong value at once, with what was expected', async () => {
    const wrong = start(['--sample', '--speed', 'fast', '--from', 'yesterday'], { LOG_LEVEL: 'loud' });
    await expect(wrong).rejects.toThrow(
      /LOG_LEVEL is "loud"[\s\S]*--speed is "fast", expected[\s\S]*--from is "yesterday", expected/,
    );
  });

  it('names the path of a replay that is not there', async () => {
    await expect(start(['--replay', 'no/such/folder'])).rejects.toThrow(/code 1[\s\S]*no\/such\/folder/);
  });

  it('names the port that is taken, and stops the database it had started', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    await expect(start(['--sample'], { PORT: port })).rejects.toThrow(
      new RegExp(`code 1[\\s\\S]*Port ${port} is taken`),
    );
    expect(isUp(postmaster())).toBe(false);
    other.close();
  });
});

it('prints its options and does nothing else when asked for help', async () => {
  await expect(start(['--help'])).rejects.toThrow(/code 0[\s\S]*--replay[\s\S]*DATABASE_URL/);
});

it('stops the database, too, when it is asked to end before it is ready', async () => {
  const ended = startBreaker({
    dataDir,
    args: ['--sample'],
    env: { LOG_LEVEL: 'info' },
    endAt: 'database.started',
  });
  await expect(ended).rejects.toThrow(/ended with code 0 before it was ready/);
  expect(isUp(postmaster())).toBe(false);
});

it.each([
  [
    'postgres://nobody:s3cret@localhost:1/nothing',
    'The Postgres of DATABASE_URL (localhost:1/nothing) does not',
  ],
  ['mysql://nobody:s3cret@localhost/nothing', 'DATABASE_URL is not shown here, expected postgres://'],
])('says which database it cannot use, and no password: %s', async (DATABASE_URL, text) => {
  const refused = await start(['--sample'], { DATABASE_URL }).catch((error: Error) => error.message);
  expect(refused).toContain('ended with code 1');
  expect(refused).toContain(text);
  expect(refused).not.toContain('s3cret');
});

it('is alone on its data: the second one says so and ends, the first goes on', async () => {
  const first = await start();
  await expect(start()).rejects.toThrow(/code 1[\s\S]*Another Breaker is already running/);
  expect(await (await fetch(`${first.url}/healthz`)).text()).toBe('ok');
  expect(await first.stop()).toBe(0);
});

it('goes on after a kill with the database that was left running, and takes it down when it ends well', async () => {
  const killed = await start();
  const before = await candles(killed);
  const database = postmaster();
  await killed.kill();
  expect(isUp(database)).toBe(true);
  const next = await start();
  expect(postmaster()).toBe(database);
  for (const [index, count] of (await candles(next)).entries())
    expect(count).toBeGreaterThanOrEqual(before[index]);
  expect(await next.stop()).toBe(0);
  expect(isUp(database)).toBe(false);
});
