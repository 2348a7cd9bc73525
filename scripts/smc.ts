import { runSmc } from '#server/smc.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;
let isGone = false;

// A reader like `head` takes what it wants and leaves: the rest is not worth an error.
stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  isGone = true;
});

/** Waits for a slow reader; false once there is none. */
const write = (text: string): Promise<boolean> =>
  new Promise((resolve) => {
    stdout.write(text, (error) => resolve(!error && !isGone));
  });

try {
  await runSmc(process.argv.slice(2), write);
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
