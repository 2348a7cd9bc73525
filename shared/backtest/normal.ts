/** Share of a standard normal distribution below `x`. */
export function normalShare(x: number): number {
  if (x < -farthest) return 0;
  if (x > farthest) return 1;
  // x + x^3/3 + x^5/(3*5) + ...: all terms have one sign, so nothing cancels.
  let term = x;
  let total = x;
  for (let odd = 3; Math.abs(term) > Math.abs(total) * Number.EPSILON; odd += 2) {
    term *= (x * x) / odd;
    total += term;
  }
  return 0.5 + (total * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Beyond it the share is 0 or 1 for a double. */
const farthest = 8.3;

/** The `x` below which the share lies, 0 < share < 1, by halving. */
export function normalQuantile(share: number): number {
  let [low, high] = [-farthest, farthest];
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
