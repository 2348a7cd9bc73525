import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fingerprint, readMark } from './fingerprint.mjs';
import { alone } from './lock.mjs';
import { Complaint } from './main.mjs';
import { inRoot } from './paths.mjs';
import { runNode } from './processes.mjs';

const built = 'dist/client';
const mark = 'dist/client.fingerprint';

/** Types of the server that the client imports leave no trace in what is built, so server/ is not among them. */
const sources = ['client', 'shared', 'public', 'package-lock.json', 'vite.config.ts', 'pwa-assets.config.ts'];

/** Builds the phone's app into dist/client when its sources changed since the last build. */
export async function ensureClient() {
  if (isBuilt()) return;
  await alone('client', async () => {
    if (isBuilt()) return;
    const wanted = fingerprint(sources);
    console.error('Building the app for the phone (its sources changed): vite build.');
    await build();
    writeFileSync(inRoot(mark), wanted);
  });
}

const isBuilt = () => existsSync(inRoot(`${built}/index.html`)) && readMark(mark) === fingerprint(sources);

/** Builds beside the old one and swaps, so a server that runs meanwhile never serves half a build. */
async function build() {
  sweep();
  const fresh = inRoot(`${built}.${process.pid}`);
  const { code, output } = await runNode(
    ['node_modules/vite/bin/vite.js', 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'],
    { output: 'capture', env: { NODE_ENV: 'production', NO_COLOR: '1' } },
  );
  if (code !== 0) throw new Complaint(`vite build failed:\n${output}`);
  const old = inRoot(`${built}.old`);
  if (existsSync(inRoot(built))) renameSync(inRoot(built), old);
  renameSync(fresh, inRoot(built));
  rmSync(old, { recursive: true, force: true });
}

/** Removes what a build that was cut off left behind. */
function sweep() {
  if (!existsSync(inRoot('dist'))) return;
  for (const name of readdirSync(inRoot('dist'))) {
    if (/^client\.(\d+|old)$/.test(name)) rmSync(inRoot(`dist/${name}`), { recursive: true, force: true });
  }
}
