import type { BaseExecutor } from './baseExecutor.ts';
import type { BlockEntryParams } from './blockEntryParams.ts';
import { CloseEntry } from './closeEntry.ts';
import { RestingLimit } from './restingLimit.ts';

/** Every mode that places orders, by its name; adding one is its file and a line here. */
export const modes: Readonly<Record<string, (params: BlockEntryParams) => BaseExecutor>> = {
  A: (params) => new CloseEntry(params),
  B: (params) => new RestingLimit(params),
};
