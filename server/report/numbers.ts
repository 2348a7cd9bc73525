import { signed, thousands } from '#shared/backtest/plainNumbers.ts';
import type { Range } from '#shared/backtest/rMetrics.ts';
import { timeText } from '#shared/market/candleChecks.ts';

export const unknown = '—';
/** Keeps a number and its unit on one line. */
const nbsp = '\u00a0';

/** "+0.12 R". */
export const inR = (value: number | null): string => (value === null ? unknown : `${signed(value)}${nbsp}R`);

export const rangeInR = (range: Range | null): string =>
  range === null ? unknown : `${signed(range.low)} to ${signed(range.high)}`;

/** Of a fraction: "36.4 %". */
export const percent = (share: number | null, digits = 1): string =>
  share === null ? unknown : `${(100 * share).toFixed(digits)}${nbsp}%`;

export const percentRange = (range: Range | null): string =>
  range === null ? unknown : `${(100 * range.low).toFixed(0)} to ${(100 * range.high).toFixed(0)}${nbsp}%`;

export const ratio = (value: number | null): string =>
  value === null ? unknown : value.toFixed(2).replace('-', '\u2212');

/** Money with cents and separators, with its sign when it is a result. */
export function money(amount: string | number, { isResult = false } = {}): string {
  const value = Number(amount);
  const [whole = '', cents = ''] = Math.abs(value).toFixed(2).split('.');
  const text = `${thousands(Number(whole))}.${cents}`;
  if (Number(text.replaceAll(',', '')) === 0) return text;
  if (value < 0) return `\u2212${text}`;
  return isResult ? `+${text}` : text;
}

/** "2025-07-04 11:45", UTC. */
export const minuteText = (time: number): string => timeText(time).slice(0, 16).replace('T', ' ');
export const dayText = (time: number): string => timeText(time).slice(0, 10);
