import type { UnixMs } from '#shared/market/candle.ts';
import { timeText } from '#shared/market/candleChecks.ts';
import type { SeriesName, Span } from '#shared/ports.ts';

/** `why` may be a sentence of its own, or end with the one about the venue: what was asked for then is no matter. */
export function unreachable(name: string, why: string, retryMs: number): string {
  const plain = why.replace(/\.$/, '');
  const known = plain.lastIndexOf(`${name} cannot be reached`);
  const sentence = known === -1 ? `${name} cannot be reached: ${lower(plain)}` : plain.slice(known);
  return `${sentence}. ${trying(retryMs)}`;
}

/** The stream was there and is not any more. */
export const interrupted = (name: string, why: string, retryMs: number): string =>
  `The stream of ${name} is interrupted: ${lower(why.replace(/\.$/, ''))}. ${trying(retryMs)}`;

const trying = (retryMs: number): string =>
  `Trying again in ${Math.max(1, Math.round(retryMs / 1_000))} s. Stored data is shown as stale.`;

/** "The connection ended" -> "the connection ended"; names in capitals stay. */
const lower = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;

export const loading = ({ symbol, timeframe }: SeriesName): string => `Loading ${symbol} ${timeframe}`;

/** All candles are there; the engine takes its time with half a year of them. */
export const folding = 'Looking through the history.';

export const missing = ({ symbol, timeframe }: SeriesName, { first, last }: Span): string =>
  first === last
    ? `${symbol} ${timeframe}: the venue does not have the candle of ${timeText(first)} UTC.`
    : `${symbol} ${timeframe}: the venue does not have the candles from ${timeText(first)} to ${timeText(last)} UTC.`;

export const unconfirmed = ({ symbol, timeframe }: SeriesName, openTime: UnixMs): string =>
  `The ${timeframe} candle of ${symbol} that opened at ${timeText(openTime)} UTC is not confirmed by the venue yet.`;

/** `since`: the venue's time of the newest price; 0: none has come. */
export const silent = (symbol: string, since: UnixMs): string =>
  since === 0
    ? `No price of ${symbol} has come yet.`
    : `No price of ${symbol} has come since ${timeText(Math.floor(since / 1_000) * 1_000)} UTC.`;

/** What the venue says of itself in system messages, and of one product: "maintenance", "disrupted_cancel_only". */
export const disturbed = (what: string, status: string): string =>
  `Trading of ${what} is disturbed: ${status.replaceAll('_', ' ')}.`;
