/** A JSON object, not an array. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const decimal = /^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/;

/** The venue sends numbers as numbers or as text; null: it is neither. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'string') {
    if (value.length > 40 || !decimal.test(value)) return null;
    const number = Number(value);
    return Number.isFinite(number) ? number : null;
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A price or a size: more than 0. */
export function positiveOf(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && number > 0 ? number : null;
}

/** From 2001 to 2286, which no time in seconds or milliseconds reaches. */
const firstUs = 1e15;
const lastUs = 1e16;

/** A time in microseconds; null when it is none, or in another unit. */
export function microsOf(value: unknown): number | null {
  const us = numberOf(value);
  return us !== null && us >= firstUs && us < lastUs && Number.isInteger(us) ? us : null;
}

export const msOfMicros = (us: number): number => Math.floor(us / 1_000);

/** "SOLUSD"; null when it is none. */
export const symbolOf = (value: unknown): string | null =>
  typeof value === 'string' && value.length > 0 && value.length <= 64 ? value : null;

const markPrefix = 'MARK:';

export const isMarkSymbol = (symbol: string): boolean => symbol.startsWith(markPrefix);

export const markSymbol = (symbol: string): string =>
  isMarkSymbol(symbol) ? symbol : `${markPrefix}${symbol}`;

/** The symbol of the contract whose mark price it is; others as they are. */
export const withoutMark = (symbol: string): string =>
  isMarkSymbol(symbol) ? symbol.slice(markPrefix.length) : symbol;
