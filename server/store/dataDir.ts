import { join } from 'node:path';

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/**
 * Where Breaker keeps what must survive: the platform's place for user data, outside the checkout, because
 * `git clean` and synchronised folders destroy databases. `DATA_DIR` overrides it.
 */
export function dataDirectory(env: Readonly<Record<string, string | undefined>>, machine: Machine): string {
  if (env.DATA_DIR) return env.DATA_DIR;
  if (machine.platform === 'darwin') return join(machine.home, 'Library', 'Application Support', 'Breaker');
  return join(env.XDG_DATA_HOME || join(machine.home, '.local', 'share'), 'breaker');
}
