export interface EquityLayout {
  /** Step line in a box of width 100 and the given height: balance holds until the next close. */
  readonly path: string;
  readonly startY: number;
  readonly endX: number;
  readonly endY: number;
  /** Room for an arrow between start and end; a smaller gap is only named. */
  readonly hasArrow: boolean;
}

const endX = 72;
const padding = 10;
const smallestArrow = 34;

/** Balances after each close, oldest first, the first being the start; `equity` is now. */
export function layOutEquity(balances: readonly number[], equity: number, height: number): EquityLayout {
  const start = balances[0] ?? equity;
  const points = [...balances, equity];
  const low = Math.min(...points);
  const high = Math.max(...points);
  const y = (value: number) =>
    high === low
      ? height / 2
      : round(height - padding - ((value - low) / (high - low)) * (height - 2 * padding));
  const x = (i: number) => round((i / Math.max(1, points.length - 1)) * endX);
  const steps = points.slice(1).map((value, i) => `H${x(i + 1)}V${y(value)}`);
  const startY = y(start);
  const endY = y(equity);
  return {
    path: `M0 ${startY}${steps.join('')}`,
    startY,
    endX,
    endY,
    hasArrow: Math.abs(endY - startY) >= smallestArrow,
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
