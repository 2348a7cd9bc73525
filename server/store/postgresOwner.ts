import { chown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TradingError } from '#shared/errors.ts';
import { type PostgresOwner, runAs } from './postgresCommand.ts';

interface OwnerOptions {
  /** The folder in which an earlier start may have left a cluster. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Postgres refuses to run as root, so root hands it to somebody else: whoever owns the existing data, else the user
 * behind sudo, else `postgres`, else `nobody`. Undefined when we are an ordinary user.
 */
export async function postgresOwner({ home, env }: OwnerOptions): Promise<PostgresOwner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const cluster = (await readdir(home)).find((name) => /^pg\d+$/.test(name));
  if (cluster !== undefined) {
    const { uid, gid } = await stat(join(home, cluster));
    if (uid !== 0) return { uid, gid };
  }
  const sudoUid = Number(env.SUDO_UID);
  if (sudoUid > 0) return { uid: sudoUid, gid: Number(env.SUDO_GID) || sudoUid };
  const account = (await accountNamed('postgres')) ?? (await accountNamed('nobody'));
  if (account !== undefined) return account;
  throw new TradingError(
    'config',
    'database.noOwner',
    'Postgres does not run as root, and there is no user "postgres" or "nobody" to run it as. ' +
      'Start Breaker as an ordinary user, or set DATABASE_URL.',
  );
}

async function accountNamed(name: string): Promise<PostgresOwner | undefined> {
  const uid = await runAs(undefined, 'id', ['-u', name]);
  const gid = await runAs(undefined, 'id', ['-g', name]);
  if (!uid.succeeded || !gid.succeeded) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

/** Gives a path that we made to the account that Postgres runs under. */
export async function giveTo(owner: PostgresOwner | undefined, path: string): Promise<void> {
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
}
