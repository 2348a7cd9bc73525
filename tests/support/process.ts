import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The whole product as a user starts it, in a process and a data directory of its own, on a free port. */
export interface Breaker {
  readonly url: string;
  readonly pid: number;
  /** What it printed so far, both channels, for the message of a failed test. */
  output(): string;
  /** Its exit code, once it has ended by itself or was asked to. */
  readonly ended: Promise<number | null>;
  /** Asks it to end, as Ctrl-C does, and gives the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would: no handler runs. The database it started stays behind. */
  kill(): Promise<void>;
}

interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** From `temporaryDataDir`; the same one again after a kill continues where the killed one was. */
  readonly dataDir: string;
  /** Asks it to end as soon as it has printed this. */
  readonly endAt?: string;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** To be removed with `removeFolder` of cluster.ts, which also ends a database that a killed Breaker left behind. */
export function temporaryDataDir(): string {
  return mkdtempSync(join(tmpdir(), `breaker-tests-${process.pid}-`));
}

/** Resolves with its `ready` line; rejects with all it printed when it ends before. */
export async function startBreaker({ args = [], env = {}, dataDir, endAt }: StartOptions): Promise<Breaker> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['scripts/start.mjs', ...args], {
    env: { ...inherited, NO_COLOR: '1', PORT: '0', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const ended = once(child, 'exit').then(() => {
    running.delete(child);
    return child.exitCode;
  });
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: string) => {
      const isAtEnd = endAt !== undefined && !output.includes(endAt) && `${output}${chunk}`.includes(endAt);
      output += chunk;
      if (isAtEnd) child.kill('SIGTERM');
      const ready = /^ready (http\S+)/m.exec(output);
      if (ready?.[1] !== undefined) resolve(ready[1]);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`Breaker ended with code ${code} before it was ready:\n${output}`)),
    );
  });
  return {
    url: url.replace(/\/$/, ''),
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
