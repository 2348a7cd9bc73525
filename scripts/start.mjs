import { ensureClient } from './setup/client.mjs';
import { main } from './setup/main.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { runTypeScript } from './setup/typescript.mjs';

await main(async () => {
  await ensurePackages();
  if (!process.argv.includes('--help')) await ensureClient();
  await runTypeScript('server/main.ts');
});
