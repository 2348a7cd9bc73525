import { processEnvironment } from '#server/config.ts';
import { runIngest } from '#server/ingest.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

// Whoever reads may stop early: `npm run ... | head`.
stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  const isDone = await runIngest({
    argv: process.argv.slice(2),
    env: processEnvironment(),
    say: (line) => stdout.write(`${line}\n`),
  });
  process.exitCode = isDone ? 0 : 1;
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
