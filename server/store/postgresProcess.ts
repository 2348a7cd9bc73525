import { link, readdir, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PostgresBinaries } from './postgresBinaries.ts';
import { type CommandResult, type PostgresOwner, runAs } from './postgresCommand.ts';

/** Names the socket only; nothing listens on TCP. */
export const socketPort = 5432;

interface ServerProcess {
  readonly binaries: PostgresBinaries;
  readonly owner: PostgresOwner | undefined;
  readonly clusterDir: string;
}

const settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  idle_in_transaction_session_timeout: '60s',
  client_connection_check_interval: '2s',
  logging_collector: 'on',
  log_filename: 'pg-%a.log',
  log_truncate_on_rotation: 'on',
  max_wal_size: '1GB',
  // The default of macOS does not flush the cache of the drive: an acknowledged commit could be lost with the power.
  ...(process.platform === 'darwin' ? { wal_sync_method: 'fsync_writethrough' } : {}),
};

/** Starts the server in a session of its own, so that Ctrl-C does not reach it, and waits until it answers. */
export function startServer(server: ServerProcess, socketDir: string): Promise<CommandResult> {
  const all = { ...settings, unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"` };
  const options = Object.entries(all).map(([name, value]) => `-c ${shellQuoted(`${name}=${value}`)}`);
  const log = join(server.clusterDir, 'server.log');
  return pgCtl(server, ['-w', '-t', '60', '-s', '-l', log, '-o', options.join(' '), 'start']);
}

/** Ends open transactions, writes a checkpoint and waits for the end of the process. */
export function stopServer(server: ServerProcess): Promise<CommandResult> {
  return pgCtl(server, ['-m', 'fast', '-w', '-t', '60', '-s', 'stop']);
}

function pgCtl({ binaries, owner, clusterDir }: ServerProcess, args: string[]): Promise<CommandResult> {
  return runAs(owner, join(binaries.binDir, 'pg_ctl'), ['-D', clusterDir, ...args]);
}

const shellQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Postgres sees by itself that the process of a left-over lock file is gone, except when its number was given to
 * another process of the same user, or when nobody has taken note of its end yet (a zombie, as under a container's
 * bare first process): then it refuses to start. Removes what no server of this cluster holds; true if there was any.
 */
export async function removeStaleLocks(clusterDir: string, socketDir: string): Promise<boolean> {
  const ofCluster = await removeIfStale(join(clusterDir, 'postmaster.pid'), clusterDir);
  const ofSocket = await removeIfStale(join(socketDir, `.s.PGSQL.${socketPort}.lock`), clusterDir);
  return ofCluster || ofSocket;
}

async function removeIfStale(file: string, clusterDir: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => null);
  // Empty: a server is just about to write it.
  if (text === null || text === '') return false;
  if (await isPostmasterOf(clusterDir, Number.parseInt(text, 10))) return false;
  // Moved aside and read again: another start may have removed it and put its own in its place meanwhile.
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    return false;
  }
  const isTheSame = (await readFile(aside, 'utf8')) === text;
  if (!isTheSame) await link(aside, file);
  await rm(aside);
  return isTheSame;
}

async function isPostmasterOf(clusterDir: string, pid: number): Promise<boolean> {
  const { output } = await runAs(undefined, 'ps', ['-o', 'stat=,comm=', '-p', String(pid)]);
  const [state = '', ...command] = output.split(/\s+/);
  if (state.startsWith('Z') || basename(command.join(' ')) !== 'postgres') return false;
  // A server works in its cluster's folder. Where that cannot be asked, any Postgres counts as ours.
  const workingDir = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return workingDir === null || workingDir === (await realpath(clusterDir));
}

/** The last lines that the server wrote, before and after it opened its log files: why it did not start. */
export async function lastWords(clusterDir: string): Promise<string> {
  const logDir = join(clusterDir, 'log');
  const names = await readdir(logDir).catch(() => []);
  const files = [join(clusterDir, 'server.log'), ...names.map((name) => join(logDir, name))];
  const dated = await Promise.all(
    files.map(async (file) => ({ file, at: (await stat(file).catch(() => null))?.mtimeMs ?? 0 })),
  );
  const latest = dated.sort((a, b) => a.at - b.at).slice(-2);
  const texts = await Promise.all(latest.map(({ file }) => readFile(file, 'utf8').catch(() => '')));
  return texts.map((text) => text.trim().split('\n').slice(-5).join('\n')).join('\n');
}
