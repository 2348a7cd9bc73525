import { Decimal } from 'decimal.js';

/**
 * Decimals so wide that sums and products of prices, sizes and rates never lose a digit; what must be rounded (a
 * quotient, a displayed multiple) is rounded half to even.
 */
export const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });

/** Enough digits for every quotient that is rounded to eight places, at a third of the work. */
const Quotient = Decimal.clone({ precision: 28, rounding: Decimal.ROUND_HALF_EVEN });

/** a / b with eight digits after the point: multiples of R, averages and ratios are quoted with these. */
export const ratioOf = (a: Decimal, b: Decimal | number): Decimal =>
  new Quotient(a).div(b).toDecimalPlaces(8);
