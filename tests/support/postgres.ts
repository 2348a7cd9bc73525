import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { type DatabaseAddress, openClient } from '#server/store/db.ts';
import { startEmbeddedPostgres } from '#server/store/embeddedPostgres.ts';
import { isAlive, removeFolder } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgres: DatabaseAddress;
  }
}

const prefix = 'breaker-tests-';

/** One server for all integration tests, in a temporary folder; every test file makes databases of its own in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeLeftOvers();
  const dataDir = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const embedded = await startEmbeddedPostgres({
    dataDir,
    env: process.env,
    log: pino({ level: 'warn' }),
  });
  await keepStill(embedded.connection);
  project.provide('postgres', embedded.connection);
  return async () => {
    // A failed test may have left a pool open, which would keep the server running.
    const sql = openClient({ connection: embedded.connection, maxConnections: 1 });
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    await sql.end({ timeout: 1 });
    await embedded.stop();
    removeFolder(dataDir);
  };
}

/** A worker that tidies the catalogues lets new sessions read them anew, which waits where a test has locked them. */
async function keepStill(connection: DatabaseAddress): Promise<void> {
  const sql = openClient({ connection, maxConnections: 1 });
  await sql`alter system set autovacuum = off`;
  await sql`select pg_reload_conf()`;
  await sql.end({ timeout: 1 });
}

/** A run that was killed could not clean up: its server still runs, and its folder names the dead process. */
function removeLeftOvers(): void {
  for (const name of readdirSync(tmpdir())) {
    const runner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (runner === undefined || isAlive(Number(runner))) continue;
    removeFolder(join(tmpdir(), name));
  }
}
