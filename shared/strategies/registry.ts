import type { BaseStrategy } from './baseStrategy.ts';
import { humanTrainedParams } from './humanParams.ts';
import { HumanTrained } from './humanTrained.ts';
import { ProgressiveSmc, progressiveSmcParams } from './progressiveSmc.ts';

/** Every strategy by its id, made from parameters that its schema accepts; adding one is its file and a line here. */
export const strategies: Readonly<Record<string, (params: unknown) => BaseStrategy>> = {
  'progressive-smc': (params) => new ProgressiveSmc(progressiveSmcParams.parse(params)),
  'human-trained': (params) => new HumanTrained(humanTrainedParams.parse(params)),
};
