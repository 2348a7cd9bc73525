import { checkNode } from './nodeVersion.mjs';

/** Something the reader can mend: told by its message alone, without a stack. */
export class Complaint extends Error {}

/**
 * Runs a script's work on a Node that can; what goes wrong is told and ends the process with code 1.
 * @param {() => Promise<void>} work
 */
export async function main(work) {
  checkNode();
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Complaint ? error.message : error);
    process.exit(1);
  }
}
