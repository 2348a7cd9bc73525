/** One line of `npm run bench`: `n` is the number of observations behind the value. */
export function printFigure(figure: {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly n: number;
}): void {
  const { name, value, unit, n } = figure;
  process.stdout.write(`${JSON.stringify({ name, value: Number(value.toPrecision(4)), unit, n })}\n`);
}

/** Value below which the share `q` (0..1) of the observations lies; nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Wall time of `run`, in seconds. */
export function timed(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1_000;
}
