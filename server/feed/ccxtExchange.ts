import { TradingError } from '#shared/errors.ts';
import type { UnixMs } from '#shared/market/candle.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import { refused, unanswered } from './ccxtWords.ts';

/** [open time, open, high, low, close, volume]; a venue may leave a value out. */
export type CcxtRow = readonly (number | undefined)[];

/** What is used of an exchange of the `ccxt` package. */
export interface CcxtExchange {
  readonly id: string;
  /** For people: "Kraken". */
  readonly name: string;
  /** Timeframes it knows, by their names. */
  readonly timeframes: Readonly<Record<string, unknown>>;
  /** Most candles that one call gives. */
  readonly pageRows: number;
  /** Symbols it trades, as ccxt writes them: "BTC/USDT", "SOL/USD:USD". */
  symbols(): Promise<readonly string[]>;
  /** Its own time; the machine's where it tells none. */
  time(): Promise<UnixMs>;
  /** Oldest first, the candle that is still open included. */
  candles(ask: {
    readonly symbol: string;
    readonly timeframe: Timeframe;
    readonly since: UnixMs;
    readonly limit: number;
  }): Promise<readonly CcxtRow[]>;
}

/** Used where a venue does not say how many it gives. */
const usualPageRows = 500;
const mostPageRows = 1_000;

/**
 * An exchange of the `ccxt` package by its id, "kraken". The package is loaded when the first one is asked for: whoever
 * follows Delta alone never pays for it. `settings` go to its constructor: URLs of a sandbox, say.
 */
export async function openCcxtExchange(
  id: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<CcxtExchange> {
  const { default: ccxt } = await import('ccxt');
  if (!ccxt.exchanges.includes(id)) {
    const near = ccxt.exchanges.filter((name: string) => name.startsWith(id.slice(0, 2))).join(', ');
    throw new TradingError(
      'config',
      'ccxt.unknown',
      `The venue "ccxt:${id}" is unknown, expected an exchange of the ccxt package${near === '' ? '' : ` (like ${near})`}.`,
    );
  }
  const makers: Readonly<Record<string, unknown>> = { ...ccxt };
  const Maker = makers[id];
  if (!isMaker(Maker)) throw new Error(`invariant: ccxt lists ${id} and does not have it`);
  // Its own pause between requests keeps us within the venue's limits.
  const exchange = new Maker({ enableRateLimit: true, ...settings });
  const told = <Value>(ask: () => Promise<Value>) => asked(ask, { ccxt, name: exchange.name });
  return {
    id,
    name: exchange.name,
    timeframes: exchange.timeframes,
    pageRows: Math.min(mostPageRows, pageRowsOf(exchange.features) ?? usualPageRows),
    symbols: () => told(async () => Object.keys(await exchange.loadMarkets())),
    time: () =>
      told(() => (exchange.has.fetchTime === true ? exchange.fetchTime() : Promise.resolve(Date.now()))),
    candles: ({ symbol, timeframe, since, limit }) =>
      told(() => exchange.fetchOHLCV(symbol, timeframe, since, limit)),
  };
}

interface CcxtInstance {
  readonly name: string;
  readonly timeframes: Readonly<Record<string, unknown>>;
  readonly features: unknown;
  readonly has: Readonly<Record<string, unknown>>;
  loadMarkets(): Promise<Readonly<Record<string, unknown>>>;
  fetchTime(): Promise<UnixMs>;
  fetchOHLCV(symbol: string, timeframe: string, since: number, limit: number): Promise<readonly CcxtRow[]>;
}

const isMaker = (value: unknown): value is new (settings: object) => CcxtInstance =>
  typeof value === 'function';

/** The smallest that any kind of market of it says. */
function pageRowsOf(features: unknown): number | null {
  const limits = Object.values(isRecord(features) ? features : {}).flatMap((kind) => {
    const candles = isRecord(kind) ? kind.fetchOHLCV : null;
    const limit = isRecord(candles) ? candles.limit : null;
    return typeof limit === 'number' && limit > 0 ? limit : [];
  });
  return limits.length === 0 ? null : Math.min(...limits);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

interface CcxtErrors {
  readonly ccxt: {
    readonly BadSymbol: ErrorMaker;
    readonly BadRequest: ErrorMaker;
    readonly NotSupported: ErrorMaker;
    readonly AuthenticationError: ErrorMaker;
  };
  readonly name: string;
}
type ErrorMaker = new (...words: string[]) => Error;

/** What the venue will say again to the same question is refused; anything else is worth another try. */
async function asked<Value>(ask: () => Promise<Value>, { ccxt, name }: CcxtErrors): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    const isFinal = [ccxt.BadSymbol, ccxt.BadRequest, ccxt.NotSupported, ccxt.AuthenticationError].some(
      (kind) => error instanceof kind,
    );
    const text = error instanceof Error ? error.message : String(error);
    if (isFinal) throw new TradingError('rejected', 'ccxt.refused', refused(name, text), { cause: error });
    throw new TradingError('transient', 'ccxt.unreachable', unanswered(name, text), { cause: error });
  }
}
