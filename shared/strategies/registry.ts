import type { z } from 'zod';
import type { BaseStrategy } from './baseStrategy.ts';
import { humanTrainedParams } from './humanParams.ts';
import { HumanTrained } from './humanTrained.ts';
import { progressiveSmcParams } from './progressiveParams.ts';
import { ProgressiveSmc } from './progressiveSmc.ts';

/** Makes a strategy of parameters that its schema accepts; {} gives every parameter its default. */
export interface StrategyMaker {
  (params: unknown): BaseStrategy;
  readonly params: z.ZodType;
}

/** Every strategy by its id; adding one is its file and a line here. */
export const strategies: Readonly<Record<string, StrategyMaker>> = {
  'progressive-smc': maker(progressiveSmcParams, (params) => new ProgressiveSmc(params)),
  'human-trained': maker(humanTrainedParams, (params) => new HumanTrained(params)),
};

function maker<Schema extends z.ZodType>(
  params: Schema,
  make: (params: z.output<Schema>) => BaseStrategy,
): StrategyMaker {
  return Object.assign((given: unknown) => make(params.parse(given)), { params });
}
