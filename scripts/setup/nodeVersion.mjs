import { readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

/**
 * One plain sentence when this Node is too old, else null.
 * @param {string} version of Node, as `20.19.0`
 * @param {string} engines as `>=20.19`
 */
export function nodeComplaint(version, engines) {
  const [major = 0, minor = 0] = numbers(version);
  const [needMajor = 0, needMinor = 0] = numbers(engines);
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return null;
  return `Breaker needs Node ${needMajor}.${needMinor} or newer; this is Node ${version}. Get it from https://nodejs.org.`;
}

/** Ends the process when this Node cannot run Breaker. */
export function checkNode() {
  const { engines } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const complaint = nodeComplaint(process.versions.node, engines.node);
  if (complaint === null) return;
  console.error(complaint);
  process.exit(1);
}

/** @param {string} text */
const numbers = (text) => (text.match(/\d+/g) ?? []).map(Number);
