import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import postgres from 'postgres';
import { TradingError } from '#shared/errors.ts';
import { type DatabaseAddress, openClient } from './db.ts';
import { findPostgres, type PostgresBinaries } from './postgresBinaries.ts';
import { clusterUser, openCluster, privateFolder } from './postgresCluster.ts';
import type { PostgresOwner } from './postgresCommand.ts';
import { knownHome, reachableHome } from './postgresHome.ts';
import { postgresOwner } from './postgresOwner.ts';
import { lastWords, removeStaleLocks, socketPort, startServer, stopServer } from './postgresProcess.ts';

export interface EmbeddedPostgres {
  readonly connection: DatabaseAddress;
  /** Stops the server, unless somebody else is connected to it. Close all pools before. */
  stop(): Promise<void>;
}

interface EmbeddedOptions {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

interface Server {
  readonly binaries: PostgresBinaries;
  readonly owner: PostgresOwner | undefined;
  readonly clusterDir: string;
  readonly socketDir: string;
  readonly address: DatabaseAddress;
  readonly log: Logger;
}

const databaseName = 'breaker';
/** Name of a session that asks whether it is the last. */
const leaving = 'breaker leaving';
/** The whole path of a socket may have 103 characters (macOS); `/.s.PGSQL.5432` and a margin come on top. */
const longestSocketDir = 85;
/** For a server that does not answer. One that recovers from a crash says that it is busy, however long it takes. */
const startPatienceMs = 60_000;
const lookAgainMs = 50;
const lastClientPatienceMs = 3_000;

/**
 * A Postgres of our own, without any set-up: makes the cluster on the first start, adopts a server that is already
 * running (another start, or one left by a killed process), else starts one.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const server = await prepare(options);
  await bringUp(server);
  const connection = { ...server.address, database: databaseName };
  await createDatabase(server.address);
  return { connection, stop: () => stopUnlessUsed(server) };
}

async function prepare({ dataDir, env, log }: EmbeddedOptions): Promise<Server> {
  await mkdir(dataDir, { recursive: true });
  const owner = await postgresOwner({ home: await knownHome(dataDir), env });
  const home = await reachableHome(dataDir, owner);
  const binaries = await findPostgres({ env, home, owner });
  const cluster = await openCluster({ home, binaries, owner });
  const socketDir = socketFolder(home);
  await privateFolder(socketDir, owner);
  const address = {
    host: socketDir,
    port: socketPort,
    user: clusterUser,
    password: cluster.password,
    database: 'postgres',
  };
  return { binaries, owner, clusterDir: cluster.dir, socketDir, address, log };
}

function socketFolder(home: string): string {
  const inHome = join(home, 'run');
  if (Buffer.byteLength(inHome) <= longestSocketDir) return inHome;
  return `/tmp/breaker-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`;
}

/** Connect first, start only if nobody answers: of several starts at once one wins and the others connect. */
async function bringUp(server: Server): Promise<void> {
  const { clusterDir, log } = server;
  const startedFrom = performance.now();
  let started = false;
  for (;;) {
    const answer = await knock(server.address);
    if (answer === 'ready') {
      log.info({ evt: started ? 'database.started' : 'database.adopted', dir: clusterDir });
      return;
    }
    if (answer === 'nobody') {
      const result = await startServer(server, server.socketDir);
      started = result.succeeded;
      if (started) continue;
      if (await removeStaleLocks(clusterDir, server.socketDir)) {
        log.warn({ evt: 'database.staleLock', dir: clusterDir });
        continue;
      }
      const reason = `${result.output}\n${await lastWords(clusterDir)}`;
      const isPastPatience = performance.now() - startedFrom > startPatienceMs;
      if (isPastPatience || !anotherHasIt.test(reason)) throw notStarted(clusterDir, reason);
    }
    await delay(lookAgainMs);
  }
}

/** Another start was faster, or sessions of a killed server have not ended yet: both pass. */
const anotherHasIt = /lock file|shared memory block/;

function notStarted(clusterDir: string, reason: string): TradingError {
  return new TradingError(
    'config',
    'database.notStarted',
    `Postgres did not start in ${clusterDir}: ${reason}`,
  );
}

/** Busy means that a server is there and is starting up or shutting down. */
async function knock(address: DatabaseAddress): Promise<'ready' | 'busy' | 'nobody'> {
  const sql = openClient({ connection: address, maxConnections: 1 });
  try {
    await sql`select 1`;
    return 'ready';
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) return 'nobody';
    if (error.code === '57P03') return 'busy';
    throw new TradingError(
      'config',
      'database.refused',
      `The Postgres at ${address.host} does not let us in: ${error.message}`,
      { cause: error },
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function createDatabase(address: DatabaseAddress): Promise<void> {
  const sql = openClient({ connection: address, maxConnections: 1 });
  try {
    const [known] = await sql`select 1 from pg_database where datname = ${databaseName}`;
    if (known === undefined) await sql`create database ${sql(databaseName)}`;
  } catch (error) {
    const isMadeMeanwhile =
      error instanceof postgres.PostgresError && ['42P04', '23505'].includes(error.code);
    if (!isMadeMeanwhile) throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function stopUnlessUsed(server: Server): Promise<void> {
  const { clusterDir, log } = server;
  if ((await knock(server.address)) === 'nobody') return;
  if (await isUsed(server.address)) {
    log.info({ evt: 'database.leftRunning', dir: clusterDir, reason: 'somebody else is connected' });
    return;
  }
  const { succeeded, output } = await stopServer(server);
  // Another one that was leaving at the same time may have been faster.
  if (succeeded || (await knock(server.address)) === 'nobody')
    log.info({ evt: 'database.stopped', dir: clusterDir });
  else log.error({ evt: 'database.notStopped', dir: clusterDir, output });
}

/**
 * Sessions of pools that were closed a moment ago take a moment to end. Others that only ask this very question are
 * leaving too: counting each other, all would leave the server running.
 */
async function isUsed(address: DatabaseAddress): Promise<boolean> {
  const sql = openClient({ connection: address, maxConnections: 1 });
  const giveUpAt = performance.now() + lastClientPatienceMs;
  try {
    await sql`select set_config('application_name', ${leaving}, false)`;
    for (;;) {
      const others = await sql`
        select 1 from pg_stat_activity
        where backend_type = 'client backend' and application_name <> ${leaving}`;
      if (others.length === 0) return false;
      if (performance.now() > giveUpAt) return true;
      await delay(lookAgainMs);
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
}
