import type { UnixMs } from '../market/candle.ts';
import type { EquityCurve } from './backtestResult.ts';

/** Deepest fall from the peak so far. The worst amount and the worst percent may be of different falls. */
export interface Drawdown {
  readonly amount: number;
  /** Of the peak at that moment. */
  readonly percent: number;
}

/** The first value counts as the first peak. */
export function drawdownOf(values: ArrayLike<number>): Drawdown {
  let peak = values[0] ?? 0;
  let [amount, percent] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? peak;
    if (value > peak) peak = value;
    amount = Math.max(amount, peak - value);
    if (peak > 0) percent = Math.max(percent, (100 * (peak - value)) / peak);
  }
  return { amount, percent };
}

interface StartedCurve {
  readonly start: number;
  readonly curve: EquityCurve;
}

/** Accounts side by side as one: at every moment the sum of what each was worth last. */
export function addCurves(accounts: readonly StartedCurve[]): EquityCurve {
  const [only] = accounts;
  if (accounts.length === 1 && only !== undefined) return only.curve;
  const moments = new Set<number>();
  for (const { curve } of accounts) for (const time of curve.closeTime) moments.add(time);
  const closeTime = Float64Array.from(moments).sort();
  const equity = new Float64Array(closeTime.length);
  for (const { start, curve } of accounts) {
    let next = 0;
    let worth = start;
    for (let index = 0; index < closeTime.length; index += 1) {
      if (curve.closeTime[next] === closeTime[index]) {
        worth = curve.equity[next] ?? worth;
        next += 1;
      }
      equity[index] = (equity[index] ?? 0) + worth;
    }
  }
  return { closeTime, equity };
}

export const dayMs = 86_400_000;

/** The last value of every UTC day, after the start. */
export function dayEnds({ closeTime, equity }: EquityCurve, start: number): readonly number[] {
  const ends = [start];
  for (let index = 0; index < closeTime.length; index += 1) {
    if (index + 1 === closeTime.length || dayOf(closeTime[index + 1]) !== dayOf(closeTime[index])) {
      ends.push(equity[index] ?? start);
    }
  }
  return ends;
}

/** A candle that closes at midnight belongs to the day that ends. */
const dayOf = (closeTime: number | undefined): number => Math.ceil((closeTime ?? 0) / dayMs);

export interface CurvePoint {
  readonly at: UnixMs;
  readonly equity: number;
  /** Deepest since the point before, in percent of the peak so far. */
  readonly fallPct: number;
}

/** A curve in few points that keep every deep fall: for drawing. */
export function drawnCurve(
  { closeTime, equity }: EquityCurve,
  start: number,
  most: number,
): readonly CurvePoint[] {
  const points: CurvePoint[] = [];
  const step = Math.max(1, Math.ceil(equity.length / most));
  let peak = start;
  let fallPct = 0;
  for (let index = 0; index < equity.length; index += 1) {
    const value = equity[index] ?? start;
    if (value > peak) peak = value;
    if (peak > 0) fallPct = Math.max(fallPct, (100 * (peak - value)) / peak);
    if ((index + 1) % step === 0 || index + 1 === equity.length) {
      points.push({ at: closeTime[index] ?? 0, equity: value, fallPct });
      fallPct = 0;
    }
  }
  return points;
}
