import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { countPlaywright } from '../../../scripts/testing/suites.mjs';

const folder = mkdtempSync(join(tmpdir(), 'breaker-steps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const steps = pathToFileURL(join(process.cwd(), 'scripts/testing/steps.mjs')).href;

function runSteps(outcomes: readonly string[]): { readonly lines: string[]; readonly code: number | null } {
  const script = join(folder, 'steps.mjs');
  const list = outcomes.map((outcome, index) => `{ name: 'step ${index}', run: async () => ${outcome} }`);
  writeFileSync(script, `import { runSteps } from '${steps}';\nawait runSteps([${list.join(', ')}]);\n`);
  const { stdout, status } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  return { lines: stdout.trimEnd().split('\n'), code: status };
}

describe('a run of all tests', () => {
  it('ends with the sum as its last line', () => {
    const { lines, code } = runSteps(['({ passed: 1, failed: 0 })', '({ passed: 41, failed: 0 })']);
    expect(lines.at(-1)).toBe('42 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('goes on after a failure, shows its output and fails', () => {
    const { lines, code } = runSteps([
      "({ passed: 2, failed: 1, output: 'expected 3, got 4' })",
      '({ passed: 5, failed: 0 })',
    ]);
    expect(lines).toContain('expected 3, got 4');
    expect(lines.at(-1)).toBe('7 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('counts a step that breaks as one failed test', () => {
    const { lines, code } = runSteps(["{ throw new Error('no browser') }", '({ passed: 5, failed: 0 })']);
    expect(lines.join('\n')).toContain('no browser');
    expect(lines.at(-1)).toBe('5 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('fails when nothing ran', () => {
    expect(runSteps(['({ passed: 0, failed: 0 })'])).toMatchObject({ code: 1 });
  });

  it('shows what a step that passed has to tell', () => {
    const { lines } = runSteps([
      "({ passed: 1, failed: 0, notes: ['seed 7, 1000 runs: a law'], output: 'ok' })",
    ]);
    expect(lines).toContain('seed 7, 1000 runs: a law');
    expect(lines).not.toContain('ok');
  });

  it('names each skipped test with its reason', () => {
    const { lines } = runSteps([
      "({ passed: 1, failed: 0, skipped: ['a.test.ts > b (no recorded candles)'] })",
    ]);
    expect(lines).toContain('skipped: a.test.ts > b (no recorded candles)');
  });
});

describe('the counting of vitest results', () => {
  const sample = `
import { describe, expect, it } from 'vitest';
it('passes', () => {
  console.info('seed 7, 1000 runs: passes');
  console.info('something else');
  expect(1).toBe(1);
});
it('fails', () => expect(1).toBe(2));
it('is skipped', (context) => context.skip('no recorded candles'));
describe.skip('a group', () => { it('is skipped too', () => {}); });
`;

  it('tells passed, failed and skipped apart, keeps seeds and counts a file that does not load', () => {
    const result = join(folder, 'result.json');
    writeFileSync(join(folder, 'sample.test.ts'), sample);
    writeFileSync(join(folder, 'broken.test.ts'), "throw new Error('does not load');\n");
    const reporter = join(process.cwd(), 'scripts/testing/vitestReporter.mjs');
    spawnSync(
      process.execPath,
      [
        join(process.cwd(), 'node_modules/vitest/vitest.mjs'),
        'run',
        '--root',
        folder,
        `--reporter=${reporter}`,
      ],
      { env: { ...process.env, BREAKER_VITEST_RESULT: result } },
    );
    const counts: unknown = JSON.parse(readFileSync(result, 'utf8'));
    expect(counts).toEqual({
      passed: 1,
      failed: 2,
      skipped: [
        'sample.test.ts > is skipped (no recorded candles)',
        'sample.test.ts > a group > is skipped too',
      ],
      notes: ['seed 7, 1000 runs: passes'],
    });
  });
});

describe('the counting of end-to-end results', () => {
  const spec = (
    title: string,
    status: 'expected' | 'skipped',
    annotations: { description: string }[] = [],
  ) => ({
    title,
    tests: [{ status, annotations }],
  });
  const report = {
    suites: [
      {
        file: 'road.test.ts',
        specs: [spec('accepts', 'expected')],
        suites: [
          { file: 'road.test.ts', specs: [spec('pushes', 'skipped', [{ description: 'no network' }])] },
          { file: 'road.test.ts', specs: [spec('waits', 'skipped')] },
        ],
      },
    ],
    stats: { expected: 1, unexpected: 2, flaky: 1, skipped: 2 },
    errors: [{ message: 'a file does not load' }],
  };

  it('counts flaky tests and files that do not load as failed, and names the skipped with their reason', () => {
    expect(countPlaywright(report)).toEqual({
      passed: 1,
      failed: 4,
      skipped: ['road.test.ts > pushes (no network)', 'road.test.ts > waits (no reason given)'],
    });
  });
});
