import { z } from 'zod';
import { resolutions } from './marketView.ts';

const count = z.int().positive();
const ms = z.int().nonnegative();
const chance = z.number().positive().max(1);

/** How often, or for how long in exchange time; without either it lasts until it is taken back. */
const lasting = {
  count: count.optional(),
  durationMs: ms.positive().optional(),
};

/** Which requests: a method, and how the path begins. */
const requests = {
  ...lasting,
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).optional(),
  path: z.string().startsWith('/v2').optional(),
};

/** Which frames: of a channel as it is subscribed to, of a symbol. */
const frames = {
  ...lasting,
  channel: z.string().min(1).optional(),
  symbol: z.string().min(1).optional(),
};

/** Which candles: of a symbol as it is asked for, of a resolution. */
const candles = {
  ...lasting,
  symbol: z.string().min(1).optional(),
  resolution: z.enum(resolutions).optional(),
};

const dialect = z.enum(['legacy', 'compact']).optional();

/** Everything that can be made to go wrong. Times in ms. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** The request is carried out; its reply never comes. */
  z.strictObject({ kind: z.literal('dropReply'), ...requests }),
  /** The request never arrives. */
  z.strictObject({ kind: z.literal('loseRequest'), ...requests }),
  /** `isCarriedOut`: the request had its effect all the same. */
  z.strictObject({
    kind: z.literal('serverError'),
    ...requests,
    status: z.int().min(500).max(599).default(500),
    isCarriedOut: z.boolean().default(false),
  }),
  /** The page of the network in front of the exchange. */
  z.strictObject({ kind: z.literal('htmlForbidden'), ...requests }),
  z.strictObject({ kind: z.literal('throttle'), ...requests, resetMs: ms.default(60_000) }),
  /** Real milliseconds before a request is looked at. */
  z.strictObject({
    kind: z.literal('latency'),
    ...requests,
    delayMs: ms,
    jitterMs: ms.default(0),
  }),
  z.strictObject({ kind: z.literal('addressRefused'), ...lasting }),
  /** Codes of errors as other pages of the venue's documents spell them: "SignatureExpired". */
  z.strictObject({ kind: z.literal('otherSpelling'), ...requests }),
  z.strictObject({ kind: z.literal('duplicateFrames'), ...frames, chance: chance.default(1) }),
  z.strictObject({
    kind: z.literal('lateFrames'),
    ...frames,
    chance: chance.default(1),
    delayMs: ms.positive(),
  }),
  /** So many frames are held back and then sent in another order. */
  z.strictObject({ kind: z.literal('shuffleFrames'), ...frames, group: z.int().min(2).max(100).default(4) }),
  /** A numbered frame is missing, and so is its number. */
  z.strictObject({ kind: z.literal('sequenceGap'), ...frames }),
  /** Nothing comes, while heartbeats go on. */
  z.strictObject({ kind: z.literal('silentChannel'), ...frames }),
  /** Prices that cannot be: 0, below 0, ten times too high, or no number at all. */
  z.strictObject({
    kind: z.literal('badPrices'),
    ...frames,
    price: z.enum(['zero', 'negative', 'tenfold', 'nonsense']),
  }),
  z.strictObject({ kind: z.literal('acceptThenClose'), ...lasting, dialect, afterMs: ms.default(0) }),
  /** Connections are refused with 429. */
  z.strictObject({ kind: z.literal('refuseConnects'), ...lasting, dialect }),
  /** Once, at once. */
  z.strictObject({ kind: z.literal('disconnect'), dialect }),
  /**
   * Everything is down, then cancelling only, then an auction that takes resting orders only. Whoever was down has
   * restarted: connections are gone, and the numbers of account channels begin anew.
   */
  z.strictObject({
    kind: z.literal('maintenance'),
    downMs: ms.default(0),
    cancelOnlyMs: ms.positive(),
    auctionMs: ms.default(0),
  }),
  /** REST tells a candle that closed less than so long ago as it was before its last trades. */
  z.strictObject({ kind: z.literal('unsettledCandles'), ...candles, settlesMs: ms.positive() }),
  /** REST leaves out candles that open within the span: unix ms, both ends included. */
  z.strictObject({ kind: z.literal('missingCandles'), ...candles, fromMs: ms, toMs: ms }),
  /** REST repeats a ticker until it is so old. */
  z.strictObject({ kind: z.literal('cachedTickers'), ...lasting, ageMs: ms.positive().default(60_000) }),
  /** Reads of orders tell a wrong state: cancelled and never filled. */
  z.strictObject({ kind: z.literal('lyingStatus'), ...lasting, symbol: z.string().optional() }),
  z.strictObject({ kind: z.literal('refuseStops'), ...lasting, code: z.string().default('trading_blocked') }),
  z.strictObject({ kind: z.literal('refuseCancels'), ...lasting, code: z.string().default('unavailable') }),
  /** Limit orders are filled the moment they rest. */
  z.strictObject({ kind: z.literal('instantFills'), durationMs: ms.positive().optional() }),
  /** Once, at once: percent of the price now, signed; it stays. */
  z.strictObject({
    kind: z.literal('priceJump'),
    symbol: z.string(),
    pct: z.number().gt(-100),
    of: z.enum(['last', 'mark', 'spot', 'all']).default('all'),
  }),
  /** Reads of orders and positions show what was so long ago; the margined view no more than 10 s. */
  z.strictObject({
    kind: z.literal('readLag'),
    durationMs: ms.positive().optional(),
    lagMs: ms.positive(),
  }),
  /** The clock of the exchange is off: forward, or back below 0. */
  z.strictObject({
    kind: z.literal('clockSkew'),
    durationMs: ms.positive().optional(),
    skewMs: z.int(),
  }),
]);
export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;

/** A script: what goes wrong, and when, in ms of exchange time since its start. */
export const faultScriptSchema = z.array(z.strictObject({ atMs: ms, fault: faultSchema }));
export type FaultScript = z.infer<typeof faultScriptSchema>;
