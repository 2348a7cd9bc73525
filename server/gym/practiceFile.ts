import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { type CsvRow, type PracticeImport, readPracticeRows } from '#shared/gym/practiceCsv.ts';

const recordsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

/** Practice trades of a CSV text: all of them, or every fault with its line. */
export function readPracticeCsv(text: string, options: { readonly timeZone: string }): PracticeImport {
  try {
    return readPracticeRows(rowsOf(text), options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const lines = z.number().catch(1).parse(error.lines);
    const fault = { line: lines, column: null, text: `this is no CSV: ${error.message}` };
    return { status: 'faulty', faults: [fault] };
  }
}

function rowsOf(text: string): readonly CsvRow[] {
  const parsed: unknown = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    info: true,
    relax_column_count: true,
  });
  let end = 0;
  return recordsSchema.parse(parsed).flatMap(({ record, info }) => {
    // A quoted note may go over several lines; a person looks for the line that its row begins on.
    const line = end + 1;
    end = info.lines;
    return record.some((cell) => cell.trim() !== '') ? [{ cells: record, line }] : [];
  });
}

/** Spreadsheets write commas, semicolons or tabs, by the language they are set to. */
function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1);
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
