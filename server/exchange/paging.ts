import { z } from 'zod';
import { schemaRefusal } from './envelope.ts';

/** `usual` rows a page unless asked for, never more than `most`. */
export const pageSchema = (usual: number, most: number) =>
  z.object({
    page_size: z.coerce
      .number()
      .int()
      .positive()
      .default(usual)
      .transform((size) => Math.min(size, most)),
    after: z.string().optional(),
    before: z.string().optional(),
  });

interface PageAsked {
  readonly page_size: number;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/** One page of rows, by the id of the row that it comes after or before; cursors are opaque text. */
export function pageOf<Row extends { readonly id: number | string }>(
  rows: readonly Row[],
  { page_size, after, before }: PageAsked,
) {
  if (after !== undefined && before !== undefined)
    throw schemaRefusal('after and before exclude each other', 'after');
  const end = before === undefined ? null : placeOf(rows, before, 'before');
  const start =
    end === null
      ? after === undefined
        ? 0
        : placeOf(rows, after, 'after') + 1
      : Math.max(0, end - page_size);
  const page = rows.slice(start, end ?? start + page_size);
  const first = page[0];
  const last = page.at(-1);
  return {
    rows: page,
    meta: {
      after: last !== undefined && start + page.length < rows.length ? cursorOf(last.id) : null,
      before: first !== undefined && start > 0 ? cursorOf(first.id) : null,
      limit: page_size,
    },
  };
}

const cursorOf = (id: number | string): string => Buffer.from(`id:${id}`).toString('base64url');

function placeOf(rows: readonly { readonly id: number | string }[], cursor: string, param: string): number {
  const index = rows.findIndex((row) => cursorOf(row.id) === cursor);
  if (index === -1) throw schemaRefusal(`${param} is no cursor of this list`, param);
  return index;
}
