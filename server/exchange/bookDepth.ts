/** `depth`: all that is there down to this level. */
export function withDepth(levels: readonly { readonly price: string; readonly size: number }[]) {
  let sum = 0;
  return levels.map(({ price, size }) => {
    sum += size;
    return { depth: String(sum), price, size };
  });
}
