import { ensureBrowser } from './setup/browser.mjs';
import { ensureClient } from './setup/client.mjs';
import { main } from './setup/main.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { runSteps } from './testing/steps.mjs';
import { endToEnd, vitest } from './testing/suites.mjs';
import { deadCode, lint, types } from './testing/tools.mjs';

await main(async () => {
  await ensurePackages();
  await runSteps([
    types,
    lint,
    deadCode,
    vitest('unit, property, contract, integration'),
    {
      name: 'client build',
      run: async () => {
        await ensureClient();
        return { passed: 1, failed: 0 };
      },
    },
    endToEnd(ensureBrowser),
  ]);
});
