import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';

/**
 * Runs a TypeScript file of the checkout in this very process, so that signals reach it and no second one has to die
 * with it. tsx is imported late: packages may have been installed a moment ago.
 * @param {string} file
 */
export async function runTypeScript(file) {
  const { register } = await import('tsx/esm/api');
  register({ tsconfig: false });
  // What the file sees as its own path, as if it had been started directly.
  process.argv[1] = inRoot(file);
  await import(pathToFileURL(inRoot(file)).href);
}
