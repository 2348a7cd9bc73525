/** @import { SerializedError, TestCase, TestModule } from 'vitest/node' */
import { writeFileSync } from 'node:fs';

/** Where the counts go: set by whoever starts vitest with this reporter. */
const resultFile = process.env.BREAKER_VITEST_RESULT;

/** Counts tests, keeps the seeds that tests tell, and the reason of each skipped one, which vitest's JSON reporter leaves out. */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter from the default export of its file
export default class CountingReporter {
  /** @type {string[]} */
  #seeds = [];

  /** @param {{ content: string }} log */
  onUserConsoleLog({ content }) {
    this.#seeds.push(...content.split('\n').filter((line) => line.startsWith('seed ')));
  }

  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly SerializedError[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const states = tests.map((test) => test.result().state);
    // A file or a hook that breaks outside of any test takes its tests along unseen.
    const broken = modules.filter((module) => module.state() === 'failed' && !hasFailedTest(module)).length;
    const counts = {
      passed: states.filter((state) => state === 'passed').length,
      failed: states.filter((state) => state === 'failed').length + broken + unhandledErrors.length,
      skipped: tests.filter((test) => test.result().state === 'skipped').map(skippedLine),
      notes: this.#seeds,
    };
    if (resultFile) writeFileSync(resultFile, JSON.stringify(counts));
  }
}

/** @param {TestModule} module */
function hasFailedTest(module) {
  for (const test of module.children.allTests()) if (test.result().state === 'failed') return true;
  return false;
}

/** @param {TestCase} test */
function skippedLine(test) {
  const result = test.result();
  const note = result.state === 'skipped' && result.note ? ` (${result.note})` : '';
  return `${test.module.relativeModuleId} > ${test.fullName}${note}`;
}
