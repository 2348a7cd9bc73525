/** Chance that is the same wherever it is looked up: numbers out of names and numbers, evenly spread. */

/** 32 bits out of a seed and a whole number. */
export function mixed(seed: number, value: number): number {
  let bits = Math.imul(seed ^ Math.imul(value | 0, 0xcc9e2d51), 0x1b873593);
  bits ^= bits >>> 16;
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** 32 bits out of a seed and a name. */
export function named(seed: number, name: string): number {
  let bits = mixed(seed, name.length);
  for (let index = 0; index < name.length; index += 1) bits = mixed(bits, name.charCodeAt(index));
  return bits;
}

/** In [0, 1). */
export const evenAt = (seed: number, value: number): number => mixed(seed, value) / 2 ** 32;

/** In [-1, 1). */
export const swayAt = (seed: number, value: number): number => 2 * evenAt(seed, value) - 1;
