import type { Status } from '#shared/sync/status.ts';
import { db } from './local.ts';
import { readStatus } from './sync.ts';
import { storedQuery, useStored } from './useStored.ts';

const statusQuery = storedQuery(async () => (await readStatus(db)) ?? null, { needsSync: false });

/** The last status heard and when it came; null or undefined before the first. */
export const useStoredStatus = () => useStored(statusQuery);

export const useStatus = (): Status | undefined => useStoredStatus()?.status;

export type Series = Status['series'][number];

/** Why prices of the symbol cannot be trusted now, as the server last said; null: they can. */
export const doubtOf = (status: Status | undefined, symbol: string): string | null =>
  status?.series.find((one) => one.symbol === symbol)?.doubt ?? null;

/** Decimals of an instrument's prices: its series knows; without it, as many as these prices use. */
export function digitsOf(
  status: Status | undefined,
  symbol: string,
  prices: readonly (number | string)[] = [],
) {
  const series = status?.series.find((one) => one.symbol === symbol);
  return series?.digits ?? Math.max(0, ...prices.map(decimalsIn));
}

const decimalsIn = (price: number | string): number => String(price).split('.')[1]?.length ?? 0;
