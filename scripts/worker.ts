import { processEnvironment } from '#server/config.ts';
import { runWorker } from '#server/jobs/worker.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  await runWorker({
    argv: process.argv.slice(2),
    env: processEnvironment(),
    signal: stop.signal,
    say: (line) => stdout.write(`${line}\n`),
  });
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
