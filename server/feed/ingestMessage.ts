import { z } from 'zod';
import type { Candle } from '#shared/market/candle.ts';
import type { StreamTick } from '#shared/market/tickOrder.ts';
import { type Timeframe, timeframeMinutes, timeframes } from '#shared/market/timeframe.ts';
import { timeReader } from './fileTime.ts';

/** Most candles or ticks in one push. */
export const pushRows = 2_000;

const readTime = timeReader('UTC');
const timeSchema = z
  .union([z.string(), z.number()])
  .transform((time) => readTime(String(time)))
  .refine(Number.isFinite, 'expected epoch seconds or milliseconds, or ISO 8601 like 2026-01-05T08:00:00Z');

/** Our own names, MetaTrader's (M5, H1, D1) and TradingView's (5, 60, 1D). */
const namesOf = (timeframe: Timeframe): readonly string[] => {
  const minutes = timeframeMinutes(timeframe);
  const metaTrader = minutes >= 1_440 ? 'd1' : minutes >= 60 ? `h${minutes / 60}` : `m${minutes}`;
  const tradingView = minutes >= 1_440 ? ['d', '1d'] : [String(minutes)];
  return [timeframe, metaTrader, ...tradingView];
};
const byName = new Map(timeframes.flatMap((one) => namesOf(one).map((name) => [name, one] as const)));
const timeframeSchema = z
  .union([z.string(), z.number()])
  .transform((name) => byName.get(String(name).toLowerCase()))
  .refine((found) => found !== undefined, `expected one of ${timeframes.join(', ')}, or 5, M5, 60, H1`);

/** Numbers, or texts of numbers, as chart programs fill them into templates. */
const numberSchema = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(\.\d+)?(e[+-]?\d+)?$/i)
    .transform(Number),
]);

/** "OANDA:EURUSD", "EUR/USD" and "EURUSD" are one. */
const symbolSchema = z
  .string()
  .min(1)
  .max(40)
  .transform((text) =>
    text
      .slice(text.indexOf(':') + 1)
      .replaceAll('/', '')
      .toUpperCase(),
  );

const candleSchema = z.strictObject({
  time: timeSchema,
  open: numberSchema,
  high: numberSchema,
  low: numberSchema,
  close: numberSchema,
  volume: numberSchema.default(0),
});

const priceSchema = numberSchema.refine((price) => price > 0, 'expected a price above 0');

const tickSchema = z.union([
  z.strictObject({
    time: timeSchema,
    price: priceSchema,
    quantity: numberSchema.default(1),
    id: z.union([z.string(), z.number()]).optional(),
  }),
  /** Candles are made of bids, as brokers draw them. */
  z.strictObject({ time: timeSchema, bid: priceSchema, ask: priceSchema.optional() }),
]);

const seriesFields = { symbol: symbolSchema, timeframe: timeframeSchema };
/** Where a sender can set no header, the token stands beside; whoever reads the message has looked at it before. */
const tokenField = { token: z.string().optional() };

const oneCandle = z
  .strictObject({ ...tokenField, ...seriesFields, ...candleSchema.shape })
  .transform(({ symbol, timeframe, token: _, ...candle }) => ({ symbol, timeframe, candles: [candle] }));
const manyCandles = z.strictObject({
  ...tokenField,
  ...seriesFields,
  candles: z.array(candleSchema).min(1).max(pushRows),
});
const manyTicks = z.strictObject({
  ...tokenField,
  symbol: symbolSchema,
  ticks: z.array(tickSchema).min(1).max(pushRows),
});

export type IngestMessage =
  | { readonly type: 'candles'; readonly candles: readonly Candle[] }
  | { readonly type: 'ticks'; readonly symbol: string; readonly ticks: readonly StreamTick[] };

/** What was pushed, or every fault in words, each with its place. */
export function readIngestMessage(body: unknown): IngestMessage | { readonly faults: readonly string[] } {
  const keys = new Set(typeof body === 'object' && body !== null ? Object.keys(body) : []);
  if (keys.has('ticks')) {
    const { data, error } = manyTicks.safeParse(body);
    return data ? ticksOf(data) : faultsOf(error);
  }
  const { data, error } = (keys.has('candles') ? manyCandles : oneCandle).safeParse(body);
  return data ? candlesOf(data) : faultsOf(error);
}

function candlesOf({ symbol, timeframe, candles }: z.output<typeof manyCandles>): IngestMessage {
  return {
    type: 'candles',
    candles: candles.map(({ time, ...prices }) => ({ symbol, timeframe, openTime: time, ...prices })),
  };
}

function ticksOf({ symbol, ticks }: z.output<typeof manyTicks>): IngestMessage {
  return {
    type: 'ticks',
    symbol,
    ticks: ticks.map((tick) => {
      const price = 'bid' in tick ? tick.bid : tick.price;
      const quantity = 'bid' in tick ? 1 : tick.quantity;
      const id = 'id' in tick ? tick.id : undefined;
      // Without a number of its own, the same price and size in the same millisecond is the same tick.
      const key = id === undefined ? `${tick.time} ${price} ${quantity}` : String(id);
      return { at: Math.floor(tick.time), atUs: Math.round(tick.time * 1_000), price, quantity, key };
    }),
  };
}

const faultsOf = (error: z.ZodError) => ({
  faults: error.issues.map(
    ({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
  ),
});
