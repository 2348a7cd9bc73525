import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fingerprint, readMark } from './fingerprint.mjs';
import { alone } from './lock.mjs';
import { Complaint } from './main.mjs';
import { inRoot } from './paths.mjs';
import { run, runNode } from './processes.mjs';

// Inside node_modules: whoever removes the packages removes the mark with them.
const mark = 'node_modules/.breaker-packages';

/**
 * An entry of a lock file.
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked
 */

/** Installs the packages of the lock file when they are missing or not the ones it names, and patches them. */
export async function ensurePackages() {
  if (readMark(mark) === wanted()) return;
  await alone('packages', async () => {
    if (readMark(mark) === wanted()) return; // another process was faster
    if (!(await isInstalledAsLocked())) await install();
    writeFileSync(inRoot(mark), wanted());
  });
}

const machine = () => `node ${process.versions.node.split('.')[0]} ${process.platform} ${process.arch}`;
const wanted = () => `${machine()}\n${fingerprint(['package.json', 'package-lock.json', 'patches'])}\n`;

/** True when the right packages are there already, as after `npm ci` by hand, and take their patches. */
async function isInstalledAsLocked() {
  const previous = readMark(mark);
  if (previous !== null && !previous.startsWith(`${machine()}\n`)) return false;
  const missing = missingPackages(lockedIn('package-lock.json'), lockedIn('node_modules/.package-lock.json'));
  return missing.length === 0 && (await patch()).code === 0;
}

/**
 * Names of packages that the lock file asks for on this machine and that are not installed as it says.
 * @param {Readonly<Record<string, Locked>>} locked
 * @param {Readonly<Record<string, Locked>>} installed
 */
export function missingPackages(locked, installed) {
  return Object.entries(locked)
    .filter(([name, want]) => name !== '' && isForThisMachine(want) && !isSame(want, installed[name]))
    .map(([name]) => name);
}

/** @param {Locked} locked */
function isForThisMachine({ optional, os, cpu, libc }) {
  if (!optional) return true;
  // npm may leave out the other optional ones for reasons of its own, and which C library runs here is its business.
  if (libc !== undefined || (os === undefined && cpu === undefined)) return false;
  return (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
}

/** @type {(want: Locked, have: Locked | undefined) => boolean} */
const isSame = (want, have) =>
  have?.version === want.version && (want.integrity === undefined || have?.integrity === want.integrity);

/**
 * @param {string} file
 * @returns {Record<string, Locked>}
 */
const lockedIn = (file) =>
  existsSync(inRoot(file)) ? JSON.parse(readFileSync(inRoot(file), 'utf8')).packages : {};

async function install() {
  const reason = existsSync(inRoot('node_modules'))
    ? 'do not match package-lock.json and this Node'
    : 'are not installed yet';
  console.error(`Installing packages (they ${reason}): npm ci. This takes about a minute, once.`);
  const npmCli = process.env.npm_execpath ?? '';
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const { code } = npmCli.endsWith('npm-cli.js') ? await runNode([npmCli, ...args]) : await run('npm', args);
  if (code !== 0)
    throw new Complaint(`npm ci ended with code ${code}; its messages are above. Nothing was started.`);
  // npm leaves this step out where install scripts are switched off.
  const patching = await patch();
  if (patching.code !== 0) throw new Complaint(`The patches in patches/ do not apply:\n${patching.output}`);
}

/** Puts patches/ on the packages; those that have them already stay as they are. */
const patch = () =>
  runNode(['node_modules/patch-package/index.js', '--error-on-fail'], { output: 'capture' });
