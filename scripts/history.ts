import { processEnvironment } from '#server/config.ts';
import { runHistory } from '#server/history.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

// Whoever reads may stop early: `npm run ... | head`.
stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit(0);
});
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

try {
  const isDone = await runHistory({
    argv: process.argv.slice(2),
    env: processEnvironment(),
    signal: stop.signal,
    terminal: {
      say: (line) => stdout.write(`${line}\n`),
      showProgress: (line) => {
        if (stderr.isTTY) stderr.write(`\r\u001b[K${line}`);
        else if (line !== '') stderr.write(`${line}\n`);
      },
    },
  });
  process.exitCode = isDone ? 0 : 1;
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
