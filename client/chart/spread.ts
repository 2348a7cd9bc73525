/**
 * Moves points apart until each has `gap` to the next, as little as possible in sum of squares, inside [min, max].
 * `wanted` is ascending; when everything cannot fit, the gap is what remains of the room.
 */
export function spread(
  wanted: readonly number[],
  room: { readonly gap: number; readonly min: number; readonly max: number },
): number[] {
  const last = wanted.length - 1;
  if (last < 0) return [];
  const gap = last === 0 ? room.gap : Math.min(room.gap, (room.max - room.min) / last);
  // Without the gaps the task is "nearest ascending sequence": neighbours out of order share their mean.
  const pools: { sum: number; count: number }[] = [];
  wanted.forEach((value, i) => {
    let pool = { sum: value - i * gap, count: 1 };
    for (let left = pools.at(-1); left && mean(left) > mean(pool); left = pools.at(-1)) {
      pools.pop();
      pool = { sum: left.sum + pool.sum, count: left.count + pool.count };
    }
    pools.push(pool);
  });
  const highest = Math.max(room.min, room.max - last * gap);
  const ascending = pools.flatMap((pool) =>
    Array.from({ length: pool.count }, () => Math.min(Math.max(mean(pool), room.min), highest)),
  );
  return ascending.map((value, i) => value + i * gap);
}

const mean = (pool: { readonly sum: number; readonly count: number }) => pool.sum / pool.count;
