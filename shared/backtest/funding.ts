import type { UnixMs } from '../market/candle.ts';

/** A payment between longs and shorts; `rate` is a fraction of the value held, positive: longs pay. Decimal text. */
export interface FundingPayment {
  readonly at: UnixMs;
  readonly rate: string;
}

/** Perpetual contracts pay at midnight, at 8 and at 16 o'clock UTC, most of them. */
const fundingStepMs = 8 * 3_600_000;

interface Span {
  readonly from: UnixMs;
  /** Payments before it. */
  readonly to: UnixMs;
}

/** The same rate at every usual instant of a span. */
export function flatFunding(rate: string, { from, to }: Span): readonly FundingPayment[] {
  const payments: FundingPayment[] = [];
  const first = Math.ceil(from / fundingStepMs) * fundingStepMs;
  for (let at = first; at < to; at += fundingStepMs) payments.push({ at, rate });
  return payments;
}
