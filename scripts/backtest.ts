import { backtest } from '#server/backtest.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

try {
  await backtest(process.argv.slice(2), {
    say: (line) => stdout.write(`${line}\n`),
    warn: (line) => stderr.write(`${line}\n`),
  });
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
