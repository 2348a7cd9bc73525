import { useLiveQuery } from 'dexie-react-hooks';
import { db } from './local.ts';

type Argument = string | number | null;

/**
 * A hook for what a query of the local copy holds now, renewed as rows change; undefined while it is being read for
 * the first time and until this device was synced once. Coming back to a screen shows the last answer at once, so
 * nothing jumps.
 */
export function storedQuery<Arguments extends readonly Argument[], T>(
  query: (...args: Arguments) => Promise<T>,
  { before = 'firstSync' }: { readonly before?: 'firstSync' | 'nothing' } = {},
): (...args: Arguments) => T | undefined {
  const lastKnown = new Map<string, T>();
  return function useStored(...args) {
    const key = JSON.stringify(args);
    const fresh = useLiveQuery(async () => {
      if (before === 'firstSync' && (await db.meta.count()) === 0) return undefined;
      const value = await query(...args);
      lastKnown.set(key, value);
      return { key, value };
    }, [key]);
    return fresh?.key === key ? fresh.value : lastKnown.get(key);
  };
}
