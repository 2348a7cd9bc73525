/**
 * Numbers as the product writes them: a true minus, an explicit plus on results, fixed decimals, and "—" for what is
 * not known (never 0). Separators follow the reader's locale.
 */
export const unknown = '—';
const minus = '\u2212';
const nbsp = '\u00a0';

type Amount = number | string | null | undefined;
type Signs = 'signed' | 'plain';

interface Format {
  readonly digits: number;
  readonly signs?: Signs;
  readonly currency?: string | undefined;
  readonly locale?: string | undefined;
}

const known = new Map<string, Intl.NumberFormat>();

function formatter({ digits, signs = 'plain', currency, locale }: Format): Intl.NumberFormat {
  const key = `${digits}|${signs}|${currency}|${locale}`;
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;

  function make() {
    return new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: signs === 'signed' ? 'exceptZero' : 'negative',
      ...(currency !== undefined && { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
    });
  }
}

function write(value: Amount, format: Format): string {
  if (value === null || value === undefined || value === '') return unknown;
  const number = Number(value);
  if (!Number.isFinite(number)) return unknown;
  return formatter(format)
    .formatToParts(number)
    .map((part) => (part.type === 'minusSign' ? minus : part.value))
    .join('');
}

/** ISO codes get their symbol; others ("USDT") follow the number. */
const isIsoCurrency = (code: string): boolean => /^[A-Z]{3}$/.test(code);

export interface MoneyFormat {
  readonly currency: string;
  readonly signs?: Signs;
  readonly locale?: string | undefined;
}

/** "$493.02", "−$493.02", with `signs: 'signed'` also "+$493.02". */
export function money(value: Amount, { currency, signs = 'plain', locale }: MoneyFormat): string {
  if (isIsoCurrency(currency)) return write(value, { digits: 2, signs, currency, locale });
  const text = write(value, { digits: 2, signs, locale });
  return text === unknown ? unknown : `${text}${nbsp}${currency}`;
}

/** Whole units, rounded toward danger: never shows more than there is. For the hero figure. */
export function wholeMoney(value: Amount, { currency, locale }: MoneyFormat): string {
  if (value === null || value === undefined || value === '') return unknown;
  const floored = Math.floor(Number(value));
  if (isIsoCurrency(currency)) return write(floored, { digits: 0, currency, locale });
  const text = write(floored, { digits: 0, locale });
  return text === unknown ? unknown : `${text}${nbsp}${currency}`;
}

/** A price with the decimals of its instrument: "4,790.56", "1.17692". */
export const price = (value: Amount, digits: number, locale?: string): string =>
  write(value, { digits, locale });

/** A result in R: "+2.41R", "−1.02R", "0.00R". */
export const rMultiple = (value: Amount, locale?: string): string =>
  withUnit(write(value, { digits: 2, signs: 'signed', locale }), 'R');

/** Reward to risk, unsigned: "2.34R". */
export const rewardToRisk = (value: Amount, locale?: string): string =>
  withUnit(write(value, { digits: 2, locale }), 'R');

/** A fraction as percent: 0.364 is "36.4 %". */
export const percent = (fraction: Amount, locale?: string): string => withPercent(fraction, 'plain', locale);

/** A change as percent, signed: 0.045 is "+4.5 %". */
export const changePercent = (fraction: Amount, locale?: string): string =>
  withPercent(fraction, 'signed', locale);

/** The 95 % range of a rate in whole percent: "20–57 %". */
export function percentRange(low: Amount, high: Amount, locale?: string): string {
  if (isUnknown(low) || isUnknown(high)) return unknown;
  const whole = (fraction: Amount) => write(Number(fraction) * 100, { digits: 0, locale });
  return `${whole(low)}–${whole(high)}${nbsp}%`;
}

/** A plain number with fixed decimals: "1.26". */
export const decimal = (value: Amount, digits: number, locale?: string): string =>
  write(value, { digits, locale });

/** A size as it was computed, every decimal kept: "0.54", "1,250". */
export function size(value: Amount, locale?: string): string {
  const decimals = String(value ?? '').split('.')[1]?.length ?? 0;
  return write(value, { digits: decimals, locale });
}

/** "1 trade", "22 trades": the count with its noun. */
export const count = (n: number, one: string, many: string, locale?: string): string =>
  `${write(n, { digits: 0, locale })}${nbsp}${n === 1 ? one : many}`;

/** Which way a result points, for its colour; zero and unknown have none. */
export function tone(value: Amount): 'profit' | 'loss' | 'even' {
  const number = isUnknown(value) ? 0 : Number(value);
  if (number > 0) return 'profit';
  return number < 0 ? 'loss' : 'even';
}

const isUnknown = (value: Amount): value is null | undefined | '' =>
  value === null || value === undefined || value === '';

const withPercent = (fraction: Amount, signs: Signs, locale: string | undefined): string =>
  withUnit(
    write(isUnknown(fraction) ? null : Number(fraction) * 100, { digits: 1, signs, locale }),
    `${nbsp}%`,
  );

const withUnit = (text: string, unit: string): string => (text === unknown ? unknown : text + unit);
