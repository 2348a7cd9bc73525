import fc from 'fast-check';
import { expect } from 'vitest';

/** Of every property, passed or failed, what it takes to run it again. `npm test` shows these lines. */
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  reporter: (details) => {
    const { seed, numRuns, failed } = details;
    console.info(
      `seed ${seed}, ${numRuns} runs: ${expect.getState().currentTestName ?? 'outside of a test'}`,
    );
    if (failed) throw new Error(fc.defaultReportMessage(details));
  },
});
