import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Ends a server that still runs there, and removes the folder with all data. */
export function removeFolder(dataDir: string): void {
  const home = elsewhere(dataDir) ?? dataDir;
  const pid = postmasterPid(join(home, 'pg18'));
  if (pid !== null && isAlive(pid)) process.kill(pid, 'SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 20 });
  rmSync(dataDir, { recursive: true, force: true });
}

function elsewhere(dataDir: string): string | null {
  try {
    return readlinkSync(join(dataDir, 'postgres'));
  } catch {
    return null;
  }
}

/** The number in the pid file; the process may be gone. */
export function postmasterPid(clusterDir: string): number | null {
  try {
    return Number.parseInt(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return null;
  }
}

/** A zombie has ended, though its number is still taken. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
