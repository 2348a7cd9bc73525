import { type Candle, seriesKey, type UnixMs } from '#shared/market/candle.ts';
import { missingSteps, type Session } from '#shared/market/session.ts';
import { timeframeMinutes } from '#shared/market/timeframe.ts';
import type { HistoryStore, SeriesName, Span } from '#shared/ports.ts';
import { readFirstCandles, upsertCandles } from './candles.ts';
import type { Sql, Transaction } from './db.ts';
import { takenOver } from './market.ts';

interface LiveHistoryOptions {
  readonly sql: Sql;
  /** The name the market was opened under; null where no server runs it. */
  readonly writer: string | null;
  readonly sessionOf: (symbol: string) => Session;
}

/** How far the engine has folded each series, by `seriesKey`. */
type Folded = Readonly<Record<string, UnixMs>>;

/** What a live market has of each series, folded or not. */
export function liveHistory({ sql, writer, sessionOf }: LiveHistoryOptions): HistoryStore {
  return {
    async spans(series, { from, before }) {
      const minutes = timeframeMinutes(series.timeframe);
      // A stretch begins where the candle before is further away than one step.
      const stretches = await sql<Span[]>`
        select min(ts) as first, max(ts) as last
        from (
          select ts, count(*) filter (where is_start) over (order by ts) as stretch
          from (
            select ts, ts - lag(ts) over (order by ts) is distinct from ${minutes * 60_000}::bigint as is_start
            from candle
            where symbol_id = (select id from symbol where name = ${series.symbol})
              and tf = ${minutes} and ts >= ${from} and ts < ${before}
          ) as neighbours
        ) as numbered
        group by stretch
        order by first`;
      return joined(stretches, { ...series, session: sessionOf(series.symbol) });
    },

    async save(candles) {
      if (candles.length === 0) return;
      await sql.begin(async (tx) => {
        const [market] = await tx<
          { writer: string | null; folded: Folded | null }[]
        >`select writer, folded from market for share`;
        if (writer !== null && market?.writer !== writer) throw takenOver();
        const late = candles.filter(
          (candle) => candle.openTime <= (market?.folded?.[seriesKey(candle)] ?? -1),
        );
        await noteOutdated(tx, late);
        await upsertCandles(tx, candles);
      });
    },

    read: (series, range) => readFirstCandles(sql, { ...series, ...range }),
  };
}

/** The engines folded other candles than those that will be stored: where one of these is not there yet as it is. */
async function noteOutdated(tx: Transaction, late: readonly Candle[]): Promise<void> {
  if (late.length === 0) return;
  await tx`
    update engine_state e set is_outdated = true
    from symbol s
    where s.id = e.symbol_id and not e.is_outdated and exists (
      select
      from unnest(
        ${late.map(({ symbol }) => symbol)}::text[],
        ${late.map(({ timeframe }) => timeframeMinutes(timeframe))}::int[],
        ${late.map(({ openTime }) => openTime)}::bigint[],
        ${late.map(({ open }) => open)}::float8[],
        ${late.map(({ high }) => high)}::float8[],
        ${late.map(({ low }) => low)}::float8[],
        ${late.map(({ close }) => close)}::float8[]
      ) as late (name, tf, ts, o, h, l, c)
      where late.name = s.name and late.tf = e.tf and not exists (
        select from candle c
        where c.symbol_id = s.id and c.tf = late.tf and c.ts = late.ts
          and (c.o, c.h, c.l, c.c) = (late.o, late.h, late.l, late.c)))`;
}

/** Stretches with nothing between them but hours in which the instrument does not trade are one. */
function joined(
  stretches: readonly Span[],
  series: SeriesName & { readonly session: Session },
): readonly Span[] {
  const whole: Span[] = [];
  for (const stretch of stretches) {
    const last = whole.at(-1);
    const isNext =
      last !== undefined && missingSteps({ ...series, after: last.last, before: stretch.first }) === 0;
    if (isNext) whole[whole.length - 1] = { first: last.first, last: stretch.last };
    else whole.push({ first: stretch.first, last: stretch.last });
  }
  return whole;
}
