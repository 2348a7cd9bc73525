import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Refusal } from '#server/exchange/envelope.ts';
import { pageOf, pageSchema } from '#server/exchange/paging.ts';

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ id: 1_000 - index }));

it('gives every row once when its pages are followed to the end, and the same back again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }), (count, page_size) => {
      const rows = rowsOf(count);
      const pages = [pageOf(rows, { page_size })];
      for (let after = pages[0]?.meta.after ?? null; after !== null; after = pages.at(-1)?.meta.after ?? null)
        pages.push(pageOf(rows, { page_size, after }));
      expect(pages.flatMap((page) => page.rows)).toEqual(rows);
      expect(pages[0]?.meta.before).toBeNull();
      for (let index = pages.length - 1; index > 0; index--) {
        const before = pages[index]?.meta.before ?? '';
        expect(pageOf(rows, { page_size, before }).rows).toEqual(pages[index - 1]?.rows);
      }
    }),
    { seed: 20_261_120, numRuns: 1_000 },
  );
});

it('refuses a cursor of another list, and two at once', () => {
  expect(() => pageOf(rowsOf(3), { page_size: 2, after: 'elsewhere' })).toThrow(Refusal);
  expect(() => pageOf(rowsOf(3), { page_size: 2, after: 'a', before: 'b' })).toThrow(Refusal);
});

it('cuts a page to the most there is, and refuses what is no size', () => {
  const schema = pageSchema(50, 50);
  expect(schema.parse({ page_size: '500' }).page_size).toBe(50);
  expect(schema.parse({}).page_size).toBe(50);
  for (const page_size of ['0', '-1', 'all']) expect(schema.safeParse({ page_size }).success).toBe(false);
});
