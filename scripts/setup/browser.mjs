import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Complaint } from './main.mjs';
import { run, runNode } from './processes.mjs';

const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const downloadMs = 5 * 60_000;

/**
 * Path of a Chromium that starts: the one CHROME_PATH names, one of the system, Playwright's, else a fresh install.
 * @returns {Promise<string>}
 */
export async function ensureBrowser() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (await starts(named)) return named;
    throw new Complaint(
      `CHROME_PATH is ${named}, which does not start. Expected the path of Chrome or Chromium.`,
    );
  }
  return (
    (await firstThatStarts(await candidates())) ?? (await download()) ?? (await installAsRoot()) ?? giveUp()
  );
}

/** Playwright is imported late: packages may have been installed a moment ago. */
async function playwrightPath() {
  const { chromium } = await import('@playwright/test');
  return chromium.executablePath();
}

async function candidates() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const system = onPath.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...system, ...(process.platform === 'darwin' ? macApps : []), await playwrightPath()];
}

async function download() {
  console.error('No Chromium found. Downloading the one of Playwright: playwright install chromium.');
  const { code } = await runNode(['node_modules/@playwright/test/cli.js', 'install', 'chromium'], {
    timeoutMs: downloadMs,
  });
  return code === 0 ? firstThatStarts([await playwrightPath()]) : null;
}

async function installAsRoot() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
  console.error('Installing Chromium with the package manager: apt-get install chromium.');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env });
  await run('apt-get', ['install', '-y', 'chromium'], { env });
  return firstThatStarts(['/usr/bin/chromium']);
}

/** @returns {never} */
function giveUp() {
  throw new Complaint(
    'The end-to-end tests need Chromium and none could be found or installed. Install Chrome or Chromium, or set CHROME_PATH.',
  );
}

/** @param {readonly string[]} paths */
async function firstThatStarts(paths) {
  for (const path of paths) if (existsSync(path) && (await starts(path))) return path;
  return null;
}

/** A file of the right name may be a stub or lack its libraries. @param {string} path */
async function starts(path) {
  const { code } = await run(path, ['--version'], { output: 'capture', timeoutMs: 60_000 });
  return code === 0;
}
