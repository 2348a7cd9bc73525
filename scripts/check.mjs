import { main } from './setup/main.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { runSteps } from './testing/steps.mjs';
import { vitest } from './testing/suites.mjs';
import { deadCode, lint, types } from './testing/tools.mjs';

await main(async () => {
  await ensurePackages();
  await runSteps([types, lint, deadCode, vitest('unit', ['unit'])]);
});
