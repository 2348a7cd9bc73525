import { rememberedDecisions } from '#shared/core/accountState.ts';
import type { SeriesKey, SeriesSnapshot, StoredSeries } from '#shared/core/batch.ts';
import type { StoredAccount } from '#shared/core/restoreAccount.ts';
import { type Candle, seriesKey, type UnixMs } from '#shared/market/candle.ts';
import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { timeframeMinutes, timeframeOfMinutes } from '#shared/market/timeframe.ts';
import { smcStateVersion } from '#shared/smc/smcState.ts';
import { readAccounts } from './accounts.ts';
import { countCandles, readCandles, readSeries } from './candles.ts';
import type { Sql } from './db.ts';
import {
  readDecisions,
  readLastSignals,
  readRestingSignals,
  readTakenZones,
  readWaitingSignals,
} from './signals.ts';
import { readTrades } from './trades.ts';

/** How far the log and the candles reach. */
export interface Tail {
  readonly lastFactId: number;
  readonly lastFactAt: UnixMs | null;
  /** Open time of the newest candle of each series, by `seriesKey`. */
  readonly newestOpenTimes: ReadonlyMap<string, UnixMs>;
}

export async function readTail(sql: Sql): Promise<Tail> {
  const [facts] = await sql<{ id: number; at: UnixMs | null }[]>`
    select coalesce(max(id), 0)::bigint as id, max(at) as at from fact`;
  const newest = await sql<{ symbol: string; tf: number; openTime: UnixMs }[]>`
    select s.name as symbol, c.tf, max(c.ts) as "openTime"
    from candle c join symbol s on s.id = c.symbol_id group by s.name, c.tf`;
  return {
    lastFactId: facts?.id ?? 0,
    lastFactAt: facts?.at ?? null,
    newestOpenTimes: new Map(
      newest.map(({ symbol, tf, openTime }) => [
        seriesKey({ symbol, timeframe: timeframeOfMinutes(tf) }),
        openTime,
      ]),
    ),
  };
}

export interface StoredQuery {
  readonly series: readonly SeriesKey[];
  /** Candles before the state: for the times of old levels and for what looks back. */
  readonly remembered: number;
  /** Keys of the parts that a series needs, by their names. */
  readonly partsOf: (key: SeriesKey) => Readonly<Record<string, string>>;
}

/**
 * Each series with its last stored state, if this engine can continue it. What was stored but never folded is left for
 * the feed to hand over. A state that other candles lie before than those it was made of is outdated: history came in
 * later, or a candle became another one.
 */
export async function readStoredSeries(
  sql: Sql,
  { series, remembered, partsOf }: StoredQuery,
): Promise<readonly StoredSeries[]> {
  const [market] = await sql<
    { folded: Readonly<Record<string, UnixMs>> | null }[]
  >`select folded from market`;
  const foldedUpTo = (name: SeriesKey) =>
    market?.folded ? (market.folded[seriesKey(name)] ?? -1) : Number.MAX_SAFE_INTEGER - 1;
  return await Promise.all(
    series.map(async ({ symbol, timeframe }) => {
      const wanted = Object.entries(partsOf({ symbol, timeframe }));
      const [kept] = await sql<{ ts: UnixMs; state: SeriesSnapshot; isOutdated: boolean }[]>`
        select e.ts, e.state, e.is_outdated as "isOutdated" from engine_state e join symbol s on s.id = e.symbol_id
        where s.name = ${symbol} and e.tf = ${timeframeMinutes(timeframe)}`;
      const isOutdated =
        kept !== undefined &&
        (kept.isOutdated ||
          kept.state.engine.version !== smcStateVersion ||
          kept.state.engine.bar + 1 !== (await countCandles(sql, { symbol, timeframe, upTo: kept.ts })));
      const stored = isOutdated ? undefined : kept;
      const since = {
        symbol,
        timeframe,
        from: (stored?.ts ?? -1) + 1,
        before: foldedUpTo({ symbol, timeframe }) + 1,
      };
      const upTo = { symbol, timeframe, before: (stored?.ts ?? 0) + 1, limit: remembered };
      const lacksPart = wanted.some(([name, key]) => stored?.state.parts?.[name]?.key !== key);
      const whole = { symbol, timeframe, from: 0, before: upTo.before };
      return {
        symbol,
        timeframe,
        isOutdated,
        snapshot: stored?.state ?? null,
        before: stored ? await readCandles(sql, upTo) : [],
        whole: stored && lacksPart ? await candlesOf(sql, whole) : [],
        since: await candlesOf(sql, since),
      };
    }),
  );
}

async function candlesOf(sql: Sql, query: Parameters<typeof readSeries>[1]): Promise<readonly Candle[]> {
  const found = await readSeries(sql, query);
  return Array.from({ length: seriesLength(found) }, (_, index) => candleAt(found, index));
}

export async function readStoredAccounts(sql: Sql): Promise<readonly StoredAccount[]> {
  const accounts = await readAccounts(sql);
  return await Promise.all(
    accounts.map(async (account) => ({
      account,
      waiting: await readWaitingSignals(sql, account.id),
      decisions: await readDecisions(sql, { accountId: account.id, limit: rememberedDecisions }),
      takenZones: await readTakenZones(sql, account.id),
      trades: await readTrades(sql, account.id),
      resting: await readRestingSignals(sql, account.id),
      lastSignals: await readLastSignals(sql, account.id),
    })),
  );
}
