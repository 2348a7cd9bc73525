export interface Random {
  /** Evenly spread over [0, 1). */
  readonly even: () => number;
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  /** Bell-shaped, mean 0, deviation 1, never beyond 3.5: a sum of evens, so that every machine gets the same bits. */
  readonly bell: () => number;
}

/** The same seed gives the same numbers on every machine, for ever. */
export function seededRandom(seed: number): Random {
  // A xorshift register must not be 0; the odd multiplier keeps neighbouring seeds apart.
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0 || 1;
  const even = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return {
    even,
    between: (low, high) => low + (high - low) * even(),
    chance: (probability) => even() < probability,
    bell: () => (even() + even() + even() + even() - 2) * Math.sqrt(3),
  };
}
