import { chmod, mkdir, mkdtemp, readlink, rm, stat, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type PostgresOwner, runAs } from './postgresCommand.ts';

/** Left in the data directory when the cluster had to be put somewhere else; it says where. */
const signpost = 'postgres';

/** The folder that an earlier start chose for everything of Postgres, or the data directory itself. */
export async function knownHome(dataDir: string): Promise<string> {
  return readlink(join(dataDir, signpost)).catch(() => resolve(dataDir));
}

/**
 * A folder that the owner can walk into, for the cluster and what belongs to it: the data directory if at all
 * possible. Under a home that is closed to others (root's usually is) the cluster goes to a system place, and the
 * data directory gets a link to it.
 */
export async function reachableHome(dataDir: string, owner: PostgresOwner | undefined): Promise<string> {
  const known = await knownHome(dataDir);
  if (owner === undefined || (await canEnter(owner, known))) return known;
  // Ours, so it may be opened: walking in, not listing. The folders above are somebody else's.
  await chmod(known, ((await stat(known)).mode & 0o777) | 0o011);
  if (await canEnter(owner, known)) return known;

  const parent = process.platform === 'darwin' ? '/Users/Shared' : '/var/lib';
  await mkdir(parent, { recursive: true });
  const elsewhere = await mkdtemp(join(parent, 'breaker-'));
  await chmod(elsewhere, 0o711);
  try {
    await symlink(elsewhere, join(dataDir, signpost));
  } catch {
    // Another start was faster: its choice holds.
    await rm(elsewhere, { recursive: true });
  }
  return knownHome(dataDir);
}

async function canEnter(owner: PostgresOwner, directory: string): Promise<boolean> {
  return (await runAs(owner, '/bin/sh', ['-c', 'cd "$1"', 'sh', directory])).succeeded;
}
