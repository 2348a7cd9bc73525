import { z } from 'zod';
import { checked } from './checked.ts';
import { successReply } from './envelope.ts';
import type { FaultBook } from './faultBook.ts';
import type { FaultOf } from './faultSchema.ts';
import { type CandleQuery, type CandleRow, type Resolution, resolutions } from './marketView.ts';
import type { Exchange } from './model.ts';
import type { SandboxReply } from './sandbox.ts';

/** Rows in one reply; what is older is left out. */
const mostRows = 2_000;

const seconds = z
  .string()
  .regex(/^\d{1,11}$/, 'expected unix seconds')
  .transform(Number);
const querySchema = z.object({
  resolution: z.enum(resolutions),
  symbol: z.string(),
  start: seconds,
  end: seconds,
});

/** Newest first, the forming candle included, quiet ones padded, also past now where `end` is. */
export function candleReply(
  { exchange, faults }: { readonly exchange: Exchange; readonly faults: FaultBook },
  given: Readonly<Record<string, string>>,
): SandboxReply {
  const query = checked(querySchema, given);
  const rows = exchange.candles(query).slice(0, mostRows);
  return successReply(asBefore(exchange, faults, { query, rows: withHoles(faults, query, rows) }));
}

function withHoles(faults: FaultBook, query: CandleQuery, rows: readonly CandleRow[]): readonly CandleRow[] {
  const isIn = (row: CandleRow, { fromMs, toMs }: FaultOf<'missingCandles'>) =>
    row.time * 1_000 >= fromMs && row.time * 1_000 <= toMs;
  const hole = faults.strike(
    'missingCandles',
    (fault) => isAbout(fault, query) && rows.some((row) => isIn(row, fault)),
  );
  return hole === null ? rows : rows.filter((row) => !isIn(row, hole));
}

/** What closed just now, as if its last trades were not counted yet. */
function asBefore(
  exchange: Exchange,
  faults: FaultBook,
  { query, rows }: { readonly query: CandleQuery; readonly rows: readonly CandleRow[] },
): readonly CandleRow[] {
  const ageMs = (row: CandleRow) => exchange.now() - (row.time * 1_000 + resolutionMs(query.resolution));
  const isYoung = (row: CandleRow, settlesMs: number) => ageMs(row) >= 0 && ageMs(row) < settlesMs;
  const fault = faults.strike(
    'unsettledCandles',
    (one) => isAbout(one, query) && rows.some((row) => isYoung(row, one.settlesMs)),
  );
  if (fault === null) return rows;
  return rows.map((row) =>
    isYoung(row, fault.settlesMs)
      ? { ...row, close: row.open, volume: row.volume === null ? null : Math.floor(row.volume / 2) }
      : row,
  );
}

const isAbout = (
  fault: { readonly symbol?: string | undefined; readonly resolution?: Resolution | undefined },
  query: CandleQuery,
): boolean =>
  (fault.symbol === undefined || fault.symbol === query.symbol) &&
  (fault.resolution === undefined || fault.resolution === query.resolution);

const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const resolutionMs = (resolution: Resolution): number =>
  Number.parseInt(resolution, 10) * (unitMs[resolution.slice(-1)] ?? Number.NaN);
