import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readPracticeCsv } from '#server/gym/practiceFile.ts';
import { type PracticeTradeDraft, practiceTradeDraftSchema } from '#shared/gym/practice.ts';
import { practiceColumns, practiceCsv } from '#shared/gym/practiceCsv.ts';

/** Text that a trader may write, with all that spreadsheets and CSV make special. */
const anyText = fc
  .array(
    fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      "'",
      '"',
      ',',
      ';',
      '\n',
      '\r\n',
      '\t',
      ' ',
      'a',
      'é',
      '1',
      '€',
      '😀',
    ),
  )
  .map((parts) => parts.join('').trim());
const anyMoment = fc.integer({ min: 0, max: 4_000_000_000_000 });
/** A price in steps of a hundred-thousandth. */
const price = (ticks: number) => (ticks / 100_000).toFixed(5);
const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null });

const anyDraft: fc.Arbitrary<PracticeTradeDraft> = fc
  .record({
    symbol: fc.constantFrom('EURUSD', 'SOLUSDT', '-X', 'BTC-PERP', 'A.B_C'),
    isLong: fc.boolean(),
    openedAt: anyMoment,
    lastsMs: orNull(fc.nat(1_000_000_000)),
    entry: fc.integer({ min: 200_000, max: 9_000_000 }),
    stopTicks: orNull(fc.integer({ min: 1, max: 100_000 })),
    targetTicks: orNull(fc.integer({ min: 1, max: 100_000 })),
    exit: fc.integer({ min: 1, max: 9_000_000 }),
    tags: fc.array(
      anyText.filter((tag) => tag !== '' && tag.length <= 40),
      { maxLength: 4 },
    ),
    note: orNull(anyText.filter((note) => note !== '')),
  })
  .map(({ isLong, entry, stopTicks, targetTicks, lastsMs, exit, ...rest }) => {
    const side = isLong ? 1 : -1;
    const { symbol, openedAt, tags, note } = rest;
    return {
      symbol,
      direction: isLong ? 'long' : 'short',
      openedAt,
      entry: price(entry),
      stop: stopTicks === null ? null : price(entry - side * stopTicks),
      target: targetTicks === null ? null : price(entry + side * targetTicks),
      exit: lastsMs === null ? null : price(exit),
      closedAt: lastsMs === null ? null : openedAt + lastsMs,
      tags,
      note,
    };
  });

it('whatever is written is read back as it was', () => {
  fc.assert(
    fc.property(fc.array(anyDraft, { minLength: 1, maxLength: 8 }), (drafts) => {
      for (const draft of drafts) expect(practiceTradeDraftSchema.parse(draft)).toEqual(draft);
      expect(readPracticeCsv(practiceCsv(drafts), { timeZone: 'UTC' })).toEqual({
        status: 'read',
        trades: drafts,
      });
    }),
    { seed: 20_260, numRuns: 1_000 },
  );
});

it('no cell begins like a formula, whatever was written', () => {
  const cells = z.array(z.array(z.string()));
  fc.assert(
    fc.property(anyDraft, (draft) => {
      const [, row = []] = cells.parse(parse(practiceCsv([draft])));
      expect(row).toHaveLength(practiceColumns.length);
      for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }),
    { seed: 20_261, numRuns: 1_000 },
  );
});

it('any text is trades or faults, never an accident', () => {
  const anyFile = fc
    .array(
      fc.constantFrom(
        'symbol',
        'time',
        'side',
        'entry',
        ',',
        ';',
        '"',
        '\n',
        'EURUSD',
        '1.1',
        'long',
        "'",
        '2026-01-01 10:00',
      ),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(anyFile, (text) => {
      const result = readPracticeCsv(text, { timeZone: 'UTC' });
      if (result.status === 'read') expect(result.trades.length).toBeGreaterThan(0);
      else for (const fault of result.faults) expect(fault.line).toBeGreaterThan(0);
    }),
    { seed: 20_262, numRuns: 1_000 },
  );
});
