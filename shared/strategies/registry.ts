import type { BaseStrategy } from './baseStrategy.ts';
import { ProgressiveSmc } from './progressiveSmc.ts';

/** Every strategy by its id; adding one is its file and a line here. */
export const strategies: Readonly<Record<string, new () => BaseStrategy>> = {
  'progressive-smc': ProgressiveSmc,
};
