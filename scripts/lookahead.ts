import { lookahead } from '#server/lookahead.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

// A reader like `head` takes what it wants and leaves: the rest is not worth an error.
stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
});

try {
  const hasPassed = await lookahead(process.argv.slice(2), (line) => stdout.write(`${line}\n`));
  if (!hasPassed) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
