import type { BaseStrategy } from './baseStrategy.ts';
import { ProgressiveSmc, progressiveSmcParams } from './progressiveSmc.ts';

/** Every strategy by its id, made from parameters that its schema accepts; adding one is its file and a line here. */
export const strategies: Readonly<Record<string, (params: unknown) => BaseStrategy>> = {
  'progressive-smc': (params) => new ProgressiveSmc(progressiveSmcParams.parse(params)),
};
