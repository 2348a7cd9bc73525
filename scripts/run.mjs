import { Complaint, main } from './setup/main.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { runTypeScript } from './setup/typescript.mjs';

await main(async () => {
  const [file] = process.argv.splice(2, 1);
  if (file === undefined)
    throw new Complaint('Which script? Expected: node scripts/run.mjs scripts/<name>.ts [options]');
  await ensurePackages();
  await runTypeScript(file);
});
