import { tool } from './steps.mjs';

export const types = tool('types', ['node_modules/typescript/bin/tsc', '-b']);
export const lint = tool('lint', ['node_modules/@biomejs/biome/bin/biome', 'ci', '.']);
export const deadCode = tool('dead code', ['node_modules/knip/bin/knip.js']);
