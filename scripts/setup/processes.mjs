import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

/**
 * @typedef {object} RunOptions
 * @property {'inherit' | 'capture'} [output] `inherit` shows what the program prints on our stderr; our stdout stays clean
 * @property {NodeJS.ProcessEnv} [env] added to ours
 * @property {number} [timeoutMs] the program is ended after this long
 */
/**
 * @typedef {object} Ended
 * @property {number} code 0 when all went well, 127 when the program could not be started
 * @property {string} output what it printed on both channels, when captured
 */

/**
 * Runs a program from the checkout to its end. A signal that ends us is passed on first, so nothing is left running.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export function run(command, args, { output = 'inherit', env = {}, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: output === 'capture' ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    const release = passSignalsTo(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
        text += chunk;
      });
    }
    child.on('error', (error) => {
      release();
      resolve({ code: 127, output: `${text}${error.message}\n` });
    });
    child.on('close', (code) => {
      release();
      resolve({ code: code ?? 1, output: text });
    });
  });
}

/** Runs a JavaScript file with this Node. @type {(args: readonly string[], options?: RunOptions) => Promise<Ended>} */
export const runNode = (args, options) => run(process.execPath, args, options);

/** @param {import('node:child_process').ChildProcess} child */
export function passSignalsTo(child) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const listeners = signals.map((signal) => {
    const listen = () => {
      child.kill(signal);
      child.once('close', () => process.exit(128 + constants.signals[signal]));
    };
    process.once(signal, listen);
    return { signal, listen };
  });
  return () => {
    for (const { signal, listen } of listeners) process.off(signal, listen);
  };
}
