export interface EquityLayout {
  /** In a box of width 100 and the given height: balance holds until the next close, then runs to the equity now. */
  readonly path: string;
  readonly startY: number;
  readonly endX: number;
  readonly endY: number;
  /** Room for an arrow between start and end; a smaller gap is only named. */
  readonly hasArrow: boolean;
}

const endX = 72;
/** The running part of the line, from the last balance to the equity now. */
const runningWidth = 5;
/** Room above and below the line; the side where the start is named gets more. */
const padding = 12;
const labelRoom = 28;
const smallestArrow = 34;

/** Balances after each close, oldest first, the first being the start; `equity` is now. */
export function layOutEquity(balances: readonly number[], equity: number, height: number): EquityLayout {
  const start = balances[0] ?? equity;
  const points = [...balances, equity];
  const low = Math.min(...points);
  const high = Math.max(...points);
  const isUp = equity >= start;
  const [top, bottom] = isUp ? [padding, height - labelRoom] : [labelRoom, height - padding];
  const y = (value: number) =>
    high === low ? height / 2 : round(bottom - ((value - low) / (high - low)) * (bottom - top));
  const x = (i: number) => round((i / Math.max(1, points.length - 1)) * (endX - runningWidth));
  const steps = points.slice(1, -1).map((value, i) => `H${x(i + 1)}V${y(value)}`);
  const startY = y(start);
  const endY = y(equity);
  return {
    path: `M0 ${startY}${steps.join('')}H${endX - runningWidth}L${endX} ${endY}`,
    startY,
    endX,
    endY,
    hasArrow: Math.abs(endY - startY) >= smallestArrow,
  };
}

/** Equity against the initial balance as a fraction: 0.045 is 4.5 % more. */
export const growthOf = (account: { readonly initialBalance: string }, equity: string): number =>
  Number(equity) / Number(account.initialBalance) - 1;

const round = (value: number): number => Math.round(value * 100) / 100;
