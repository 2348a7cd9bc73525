import { useLiveQuery } from 'dexie-react-hooks';
import { db } from './local.ts';

type Argument = string | number | null;

export interface StoredQuery<Arguments extends readonly Argument[], T> {
  readonly run: (...args: Arguments) => Promise<T>;
  /** False for what is there before the first sync. */
  readonly needsSync: boolean;
  readonly lastKnown: Map<string, T>;
}

/** A question to the local copy that remembers its last answers. One per question, at module level. */
export const storedQuery = <Arguments extends readonly Argument[], T>(
  run: (...args: Arguments) => Promise<T>,
  { needsSync = true }: { readonly needsSync?: boolean } = {},
): StoredQuery<Arguments, T> => ({ run, needsSync, lastKnown: new Map() });

/**
 * What the query holds now, renewed as rows change; undefined while it is being read for the first time and until
 * this device was synced once. Coming back to a screen shows the last answer at once, so nothing jumps.
 */
export function useStored<Arguments extends readonly Argument[], T>(
  { run, needsSync, lastKnown }: StoredQuery<Arguments, T>,
  ...args: Arguments
): T | undefined {
  const key = JSON.stringify(args);
  const fresh = useLiveQuery(async () => {
    if (needsSync && (await db.meta.count()) === 0) return undefined;
    const value = await run(...args);
    lastKnown.set(key, value);
    return { key, value };
  }, [key]);
  return fresh?.key === key ? fresh.value : lastKnown.get(key);
}
