import { expect, it } from 'vitest';
import { codeVersion } from '#server/jobs/codeVersion.ts';
import { runWorker } from '#server/jobs/worker.ts';
import { readWorkerCommand } from '#server/jobs/workerOptions.ts';

it('explains itself without a database', async () => {
  const said: string[] = [];
  await runWorker({
    argv: ['--help'],
    env: {},
    signal: new AbortController().signal,
    say: (line) => said.push(line),
  });
  expect(said.join('\n')).toContain('npm run worker [-- options]');
});

it('reads how many threads it may use, and refuses what it does not know', () => {
  expect(readWorkerCommand([])).toEqual({ command: 'work', threads: 2 });
  expect(readWorkerCommand(['--threads', '64'])).toEqual({ command: 'work', threads: 64 });
  for (const wrong of ['0', '65', 'two', '1.5', '']) {
    expect(() => readWorkerCommand([`--threads=${wrong}`])).toThrow(
      `--threads is "${wrong}", expected a whole number from 1 to 64.`,
    );
  }
  expect(() => readWorkerCommand(['--nonsense'])).toThrow("Unknown option '--nonsense'");
  expect(() => readWorkerCommand(['more'])).toThrow('See: npm run worker -- --help');
});

it('names the program by its source', async () => {
  expect(await codeVersion()).toMatch(/^[0-9a-f]{12}$/);
});
