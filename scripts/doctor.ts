import { processEnvironment } from '#server/config.ts';
import { runDoctor, thisMachine } from '#server/doctor.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

// Whoever reads may stop early: `npm run ... | head`.
stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  const isWell = await runDoctor({
    argv: process.argv.slice(2),
    patient: thisMachine(processEnvironment()),
    say: (line) => stdout.write(`${line}\n`),
  });
  process.exitCode = isWell ? 0 : 1;
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
