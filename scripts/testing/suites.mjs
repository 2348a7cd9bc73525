import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inRoot } from '../setup/paths.mjs';
import { runNode } from '../setup/processes.mjs';
import { plain } from './steps.mjs';

/** @typedef {import('./steps.mjs').Outcome} Outcome */

/**
 * Runs projects of vitest.config.ts; all of them when none is named.
 * @param {string} name
 * @param {readonly string[]} [projects]
 * @returns {import('./steps.mjs').Step}
 */
export const vitest = (name, projects = []) => ({
  name,
  run: async () => {
    const result = freshResultFile(`vitest-${projects.join('-') || 'all'}.json`);
    const { code, output } = await runNode(
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--reporter=default',
        '--reporter=./scripts/testing/vitestReporter.mjs',
        ...projects.map((project) => `--project=${project}`),
      ],
      { output: 'capture', env: { ...plain, BREAKER_VITEST_RESULT: result } },
    );
    if (!existsSync(result)) return { passed: 0, failed: 1, output };
    return asJudged(code, { ...JSON.parse(readFileSync(result, 'utf8')), output });
  },
});

/**
 * The product itself in a browser of phone size.
 * @param {() => Promise<string>} browser finds the Chromium to use
 * @returns {import('./steps.mjs').Step}
 */
export const endToEnd = (browser) => ({
  name: 'end to end',
  run: async () => {
    const result = freshResultFile('playwright.json');
    const { code, output } = await runNode(
      ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'],
      {
        output: 'capture',
        env: { ...plain, CHROME_PATH: await browser(), PLAYWRIGHT_JSON_OUTPUT_FILE: result },
      },
    );
    if (!existsSync(result)) return { passed: 0, failed: 1, output };
    return asJudged(code, { ...countPlaywright(JSON.parse(readFileSync(result, 'utf8'))), output });
  },
});

/**
 * What of Playwright's JSON report is read here.
 * @typedef {{ title: string, tests: { status: string, annotations: { description?: string }[] }[] }} Spec
 */
/** @typedef {{ file: string, specs: Spec[], suites?: Suite[] }} Suite */
/** @typedef {{ expected: number, unexpected: number, flaky: number }} Stats */

/**
 * @param {{ suites: Suite[], stats: Stats, errors: unknown[] }} report
 * @returns {Outcome}
 */
export function countPlaywright({ suites, stats, errors }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: suites.flatMap(skippedIn),
  };
}

/**
 * @param {Suite} suite
 * @returns {string[]}
 */
function skippedIn({ specs, suites = [], file }) {
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'skipped')
      .map(
        ({ annotations }) => `${file} > ${spec.title} (${annotations[0]?.description ?? 'no reason given'})`,
      ),
  );
  return [...own, ...suites.flatMap(skippedIn)];
}

/**
 * A runner that ends badly without naming a failed test has failed all the same.
 * @param {number} code
 * @param {Outcome} outcome
 * @returns {Outcome}
 */
const asJudged = (code, outcome) =>
  code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome;

/** @param {string} name */
function freshResultFile(name) {
  mkdirSync(inRoot('.cache/test'), { recursive: true });
  const file = inRoot(`.cache/test/${name}`);
  rmSync(file, { force: true });
  return file;
}
