import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { main } from './setup/main.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { inRoot, root } from './setup/paths.mjs';
import { passSignalsTo } from './setup/processes.mjs';

const folder = 'scripts/bench';

await main(async () => {
  await ensurePackages();
  const files = existsSync(inRoot(folder))
    ? readdirSync(inRoot(folder)).filter((name) => name.endsWith('.ts'))
    : [];
  let isGood = files.length > 0;
  for (const file of files.sort()) isGood = (await figures(`${folder}/${file}`)) && isGood;
  process.exit(isGood ? 0 : 1);
});

/**
 * Runs one bench in its own process and lets its figures through to stdout; whatever else it prints goes to stderr.
 * @param {string} file
 * @returns {Promise<boolean>} true when it ended well and gave a figure
 */
function figures(file) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const release = passSignalsTo(child);
    let count = 0;
    createInterface(child.stdout).on('line', (line) => {
      if (isFigure(line)) count += 1;
      (isFigure(line) ? process.stdout : process.stderr).write(`${line}\n`);
    });
    child.on('close', (code) => {
      release();
      if (code !== 0 || count === 0) console.error(`${file} ended with code ${code} and ${count} figures.`);
      resolve(code === 0 && count > 0);
    });
  });
}

/** @param {string} line */
function isFigure(line) {
  try {
    const { name, value, unit, n } = JSON.parse(line);
    return (
      typeof name === 'string' &&
      typeof value === 'number' &&
      typeof unit === 'string' &&
      typeof n === 'number'
    );
  } catch {
    return false;
  }
}
