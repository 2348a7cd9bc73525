import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bookChecksum } from '#server/exchange/bookChecksum.ts';
import { changedLevels } from '#server/exchange/publicFrames.ts';

it('sums ten asks and ten bids, best first', () => {
  const asks = Array.from({ length: 12 }, (_, index) => [String(101 + index), String(index + 1)] as const);
  const bids = [['100.5', '7'] as const];
  const text = '101:1,102:2,103:3,104:4,105:5,106:6,107:7,108:8,109:9,110:10|100.5:7';
  expect(bookChecksum(asks, bids)).toBe(crc32(text));
  // The check value that every description of this CRC gives.
  expect(crc32('123456789')).toBe(0xcbf43926);
});

const levels = fc
  .uniqueArray(fc.record({ price: fc.integer({ min: 1, max: 30 }), size: fc.integer({ min: 1, max: 9 }) }), {
    selector: ({ price }) => price,
    maxLength: 20,
  })
  .map((rows) => rows.map(({ price, size }) => ({ price: String(price), size })));

it('tells just what turns one book into the next', () => {
  fc.assert(
    fc.property(levels, levels, (before, after) => {
      const book = new Map(before.map(({ price, size }) => [price, String(size)]));
      const changes = changedLevels(before, after);
      for (const [price, size] of changes) {
        expect(book.get(price)).not.toBe(size);
        if (size === '0') book.delete(price);
        else book.set(price, size);
      }
      expect([...book].sort()).toEqual(after.map(({ price, size }) => [price, String(size)]).sort());
    }),
    { seed: 20_261_120, numRuns: 1_000 },
  );
});
