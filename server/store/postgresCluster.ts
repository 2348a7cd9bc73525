import { randomBytes } from 'node:crypto';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { TradingError } from '#shared/errors.ts';
import type { PostgresBinaries } from './postgresBinaries.ts';
import { type PostgresOwner, runAs } from './postgresCommand.ts';
import { giveTo } from './postgresOwner.ts';

/** A database cluster on disk, which may or may not have a server running. */
export interface PostgresCluster {
  readonly dir: string;
  readonly password: string;
}

interface ClusterOptions {
  readonly home: string;
  readonly binaries: PostgresBinaries;
  readonly owner: PostgresOwner | undefined;
}

/** The one role of the cluster; initdb makes it superuser. */
export const clusterUser = 'breaker';

const abandonedAfterMs = 10 * 60_000;

const clusterDirectory = (home: string, major: number): string => join(home, `pg${major}`);

/** The cluster in `home`, made on the first start. */
export async function openCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const { home, binaries } = options;
  const dir = clusterDirectory(home, binaries.major);
  if (!(await isDirectory(dir))) {
    await refuseOtherMajor(home, binaries.major);
    await sweepDrafts(home);
    await createCluster(options, dir);
  }
  return { dir, password: await readPassword(dir) };
}

/**
 * initdb works in a folder of its own, which gets its name when it is finished: a kill in the middle never leaves a
 * half-made cluster, and of several starts at once one wins.
 */
async function createCluster({ binaries, owner }: ClusterOptions, dir: string): Promise<void> {
  const draft = await mkdtemp(`${dir}.init-`);
  const passwordFile = `${draft}.password`;
  try {
    await giveTo(owner, draft);
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    await giveTo(owner, passwordFile);
    const made = await runAs(owner, join(binaries.binDir, 'initdb'), [
      ...['-D', draft, '-U', clusterUser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-E', 'UTF8'],
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ]);
    if (!made.succeeded) {
      throw new TradingError('config', 'database.initFailed', `initdb failed in ${dir}: ${made.output}`);
    }
    await rename(passwordFile, join(draft, 'breaker.password'));
    await rename(draft, dir).catch(async (error: unknown) => {
      if (!(await isDirectory(dir))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

/** What killed starts left behind. A start that is still at work is younger. */
async function sweepDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!/^pg\d+\.init-/.test(name)) continue;
    const path = join(home, name);
    const entry = await stat(path).catch(() => null);
    if (entry !== null && Date.now() - entry.mtimeMs > abandonedAfterMs) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

/** Another Postgres would start with an empty journal beside the full one, which looks like lost data. */
async function refuseOtherMajor(home: string, major: number): Promise<void> {
  const other = (await readdir(home)).find((name) => /^pg\d+$/.test(name));
  if (other === undefined) return;
  throw new TradingError(
    'config',
    'database.otherVersion',
    `The data in ${join(home, other)} was made by Postgres ${other.slice(2)}, but only Postgres ${major} was found. ` +
      'Reinstall the packages (npm ci), or move that folder away to begin with an empty database.',
  );
}

async function readPassword(dir: string): Promise<string> {
  try {
    return await readFile(join(dir, 'breaker.password'), 'utf8');
  } catch (cause) {
    throw new TradingError(
      'config',
      'database.noPassword',
      `Cannot read ${join(dir, 'breaker.password')}: the data belongs to another user, or was not made by Breaker.`,
      { cause },
    );
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

/** A folder that only the owner may use, for the server's socket. */
export async function privateFolder(path: string, owner: PostgresOwner | undefined): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const wantedUid = owner?.uid ?? process.getuid?.();
  // In /tmp somebody else could have put something of theirs, or a link, in its place.
  const entry = await lstat(path);
  const isOurs = entry.isDirectory() && [wantedUid, process.getuid?.()].includes(entry.uid);
  if (!isOurs) {
    throw new TradingError(
      'config',
      'database.socketFolder',
      `${path} is no folder of user ${wantedUid} (it belongs to ${entry.uid}): remove it, or set DATA_DIR to a shorter path.`,
    );
  }
  await giveTo(owner, path);
  await chmod(path, 0o700);
}
