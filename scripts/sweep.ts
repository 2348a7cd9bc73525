import { processEnvironment } from '#server/config.ts';
import { sweep } from '#server/sweep/sweep.ts';
import { startSweepWorker } from '#server/sweep/sweepLoad.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

// A reader like `head` takes what it wants and leaves: the rest is not worth an error.
stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
});

// Only a sweep through the queue has something to put away; without it a signal ends the process.
const argv = process.argv.slice(2);
const stop = new AbortController();
if (argv.includes('--queue')) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
}

try {
  const terminal = {
    say: (line: string) => stdout.write(`${line}\n`),
    warn: (line: string) => stderr.write(`${line}\n`),
    showProgress: (line: string) => {
      if (stderr.isTTY) stderr.write(`\r\u001b[K${line}`);
    },
  };
  await sweep(argv, terminal, startSweepWorker, { env: processEnvironment(), signal: stop.signal });
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
