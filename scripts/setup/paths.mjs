import { fileURLToPath } from 'node:url';

/** The checkout: the folder that holds package.json, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {string} path relative to the checkout */
export const inRoot = (path) => `${root}${path}`;
