import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A script of the product in a process of its own. */
export interface Script {
  /** What it printed so far, both channels. */
  output(): string;
  /** Resolves once so many lines match; rejects with all it printed when it ends before. */
  said(line: RegExp, times?: number): Promise<void>;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  /** Asks it to end, as Ctrl-C does, and gives the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** `node scripts/run.mjs scripts/<name>.ts ...`; the environment is this one's without a database of its own. */
export function startScript(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Script {
  const { DATABASE_URL: _, DATA_DIR: __, ...inherited } = process.env;
  const child = spawn(process.execPath, ['scripts/run.mjs', `scripts/${name}.ts`, ...args], {
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const hearers = new Set<() => void>();
  const hear = (chunk: string) => {
    output += chunk;
    for (const hearer of hearers) hearer();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const ended = once(child, 'close').then(() => {
    running.delete(child);
    for (const hearer of hearers) hearer();
    return child.exitCode;
  });
  return {
    output: () => output,
    said: (line, times = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const count = output.split('\n').filter((each) => line.test(each)).length;
          if (count >= times) resolve();
          else if (running.has(child)) return;
          else reject(new Error(`${name} ended before it said ${line} ${times} times:\n${output}`));
          hearers.delete(look);
        };
        hearers.add(look);
        look();
      }),
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
