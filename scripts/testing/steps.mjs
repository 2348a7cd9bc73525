import { runNode } from '../setup/processes.mjs';

/**
 * What a step found. `skipped` holds one line per test that did not run, with its reason; `notes` what is told of those
 * that passed, too; `output` is shown after a failure alone.
 * @typedef {{ passed: number, failed: number, skipped?: readonly string[], notes?: readonly string[], output?: string }} Outcome
 */
/** @typedef {{ name: string, run: () => Promise<Outcome> }} Step */

/**
 * Runs the steps one after another, also after a failure, and ends the process with the sum as its last line.
 * @param {readonly Step[]} steps
 * @returns {Promise<never>}
 */
export async function runSteps(steps) {
  const outcomes = [];
  for (const step of steps) outcomes.push(await timed(step));
  const passed = sum(outcomes, 'passed');
  const failed = sum(outcomes, 'failed');
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}

/**
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
async function timed({ name, run }) {
  const startedAt = performance.now();
  const outcome = await run().catch(failedWith);
  const { passed, failed, skipped = [], notes = [], output = '' } = outcome;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (failed > 0 && output !== '') console.log(output.trimEnd());
  for (const line of notes) console.log(line);
  for (const line of skipped) console.log(`skipped: ${line}`);
  console.log(`${failed > 0 ? 'FAIL' : 'ok  '} ${name}: ${passed} passed, ${failed} failed, ${seconds} s`);
  return outcome;
}

/**
 * A step that could not even run counts as one failed test.
 * @param {unknown} error
 * @returns {Outcome}
 */
const failedWith = (error) => ({
  passed: 0,
  failed: 1,
  output: error instanceof Error ? (error.stack ?? error.message) : String(error),
});

/** @type {(outcomes: readonly Outcome[], key: 'passed' | 'failed') => number} */
const sum = (outcomes, key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);

/**
 * A tool that either finds fault or does not: it counts as one test.
 * @param {string} name
 * @param {readonly string[]} args of Node
 * @returns {Step}
 */
export const tool = (name, args) => ({
  name,
  run: async () => {
    const { code, output } = await runNode(args, { output: 'capture', env: plain });
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, output };
  },
});

/** No colours and no redrawing: the output may end in a file. */
export const plain = { NO_COLOR: '1', FORCE_COLOR: '0', CI: '1' };
