import { sweep } from '#server/sweep/sweep.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

// A reader like `head` takes what it wants and leaves: the rest is not worth an error.
stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
});

try {
  await sweep(process.argv.slice(2), {
    say: (line) => stdout.write(`${line}\n`),
    warn: (line) => stderr.write(`${line}\n`),
    showProgress: (line) => {
      if (stderr.isTTY) stderr.write(`\r\u001b[K${line}`);
    },
  });
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
