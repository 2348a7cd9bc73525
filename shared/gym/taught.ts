import { z } from 'zod';
import { humanTrainedParams } from '../strategies/humanParams.ts';
import type { HumanModel } from './humanModel.ts';
import { paramsOf, taughtParams } from './humanSettings.ts';

/** Parameters of Human-trained that practice taught and the owner chose to trade by; the others are not in it. */
export const taughtSchema = z.strictObject({
  params: z.record(z.string(), z.unknown()),
  trades: z.int().min(0),
  /** Of the clock of the market. */
  at: z.number(),
});
export type Taught = z.infer<typeof taughtSchema>;

/** Only what was learned: a default that changes later changes for everybody. */
export function taughtBy({ settings, learned }: HumanModel): Taught['params'] {
  const { minRr } = paramsOf(settings);
  const names = taughtParams.filter((name) => learned.includes(name));
  const params = Object.fromEntries(names.map((name) => [name, settings[name]]));
  const isNearer = minRr < humanTrainedParams.parse({}).minRr;
  return isNearer ? { ...params, minRr } : params;
}
