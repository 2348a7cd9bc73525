import { backtest } from '#server/backtest.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

// A reader like `head` takes what it wants and leaves: the rest is not worth an error.
stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
});

function showProgress(line: string): void {
  // A line that the terminal breaks could not be taken away again.
  if (stderr.isTTY) stderr.write(`\r\u001b[K${line.slice(0, stderr.columns - 1)}`);
  else if (line !== '') stderr.write(`${line}\n`);
}

try {
  await backtest(process.argv.slice(2), {
    say: (line) => stdout.write(`${line}\n`),
    warn: (line) => stderr.write(`${line}\n`),
    showProgress,
  });
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  showProgress('');
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
