import { lookahead } from '#server/lookahead.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

try {
  const hasPassed = await lookahead(process.argv.slice(2), (line) => stdout.write(`${line}\n`));
  if (!hasPassed) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
