import { once } from 'node:events';
import { runSmc } from '#server/smc.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;
let isGone = false;

// A reader like `head` takes what it wants and leaves: the rest is not worth an error.
stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  isGone = true;
});

async function write(text: string): Promise<boolean> {
  if (!isGone && !stdout.write(text)) await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]);
  return !isGone;
}

try {
  await runSmc(process.argv.slice(2), write);
} catch (error) {
  // Waiting for a reader that is gone ends with what the pipe said.
  if (!isGone) {
    if (!(error instanceof TradingError)) throw error;
    stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
