import { Decimal } from 'decimal.js';

/**
 * Decimals so wide that sums and products of prices, sizes and rates never lose a digit; what must be rounded (a
 * quotient, a displayed multiple) is rounded half to even.
 */
export const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });

/** Eight digits after the point: multiples of R, averages and ratios are quoted with these. */
export const toEightPlaces = (value: Decimal): number => value.toDecimalPlaces(8).toNumber();
