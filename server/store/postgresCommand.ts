import { execFile } from 'node:child_process';

/** The account that Postgres runs under; undefined means ours. */
export interface PostgresOwner {
  readonly uid: number;
  readonly gid: number;
}

export interface CommandResult {
  readonly succeeded: boolean;
  /** Standard output and error, trimmed, for an error message. */
  readonly output: string;
}

/** A fixed environment, so that nothing of the caller's locale, time zone or PG* variables reaches the cluster. */
const environment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs a program to its end under the owner's account; failing to start counts as failing. */
export function runAs(
  owner: PostgresOwner | undefined,
  program: string,
  args: readonly string[],
): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(program, args, { ...owner, cwd: '/', env: environment }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      resolve({ succeeded: error === null, output: output || (error?.message ?? '') });
    });
  });
}
