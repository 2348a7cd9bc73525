import type { UnixMs } from '../market/candle.ts';
import { type PracticeTradeDraft, practiceTradeDraftSchema } from './practice.ts';
import { practiceTimeReader } from './practiceTime.ts';

/** One row of a file: its cells, and the number of the line it begins on, from 1. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

export interface CsvFault {
  readonly line: number;
  /** null: the whole row. */
  readonly column: string | null;
  readonly text: string;
}

/** All trades of the file, or all that is wrong with it. */
export type PracticeImport =
  | { readonly status: 'read'; readonly trades: readonly PracticeTradeDraft[] }
  | { readonly status: 'faulty'; readonly faults: readonly CsvFault[] };

const columns = {
  symbol: ['symbol', 'pair', 'instrument', 'ticker'],
  time: ['time', 'entry time', 'open time', 'opened', 'date'],
  direction: ['direction', 'side', 'type'],
  entry: ['entry', 'entry price', 'open price'],
  stop: ['stop', 'stop loss', 'sl'],
  target: ['target', 'take profit', 'tp'],
  exit: ['exit', 'exit price', 'close price'],
  'exit time': ['exit time', 'close time', 'closed'],
  tags: ['tags', 'tag'],
  note: ['note', 'notes', 'comment'],
} as const;
type Column = keyof typeof columns;

export const practiceColumns: readonly Column[] = [
  'symbol',
  'time',
  'direction',
  'entry',
  'stop',
  'target',
  'exit',
  'exit time',
  'tags',
  'note',
];
const required: readonly Column[] = ['symbol', 'time', 'direction', 'entry'];
/** Columns by the fields of a trade, to name the cell that a check of the whole trade is about. */
const columnOfField: Readonly<Record<string, Column>> = { openedAt: 'time', closedAt: 'exit time' };

/** More than a trader practises in a year; a file beyond it is another file. */
const maxPracticeTrades = 5_000;

/** Rows of a file, the header first. Times that name no zone are those of `timeZone`. */
export function readPracticeRows(
  rows: readonly CsvRow[],
  { timeZone }: { readonly timeZone: string },
): PracticeImport {
  const [header, ...body] = rows;
  if (header === undefined) return faulty([{ line: 1, column: null, text: 'the file is empty' }]);
  const layout = layoutOf(header);
  if ('faults' in layout) return faulty(layout.faults);
  if (body.length === 0)
    return faulty([{ line: header.line, column: null, text: 'there is a header but no trade' }]);
  if (body.length > maxPracticeTrades) {
    const text = `${body.length} trades, expected at most ${maxPracticeTrades} in one file`;
    return faulty([{ line: header.line, column: null, text }]);
  }
  const readTime = practiceTimeReader(timeZone);
  const read = body.map((row) => readRow(row, { layout, readTime }));
  const faults = read.flatMap((one) => ('faults' in one ? one.faults : []));
  if (faults.length > 0) return faulty(faults);
  return { status: 'read', trades: read.flatMap((one) => ('trade' in one ? [one.trade] : [])) };
}

const faulty = (faults: readonly CsvFault[]): PracticeImport => ({ status: 'faulty', faults });

interface Layout {
  readonly places: ReadonlyMap<Column, number>;
  readonly width: number;
}

function layoutOf({ cells, line }: CsvRow): Layout | { readonly faults: readonly CsvFault[] } {
  const places = new Map<Column, number>();
  const faults: CsvFault[] = [];
  for (const [place, cell] of cells.entries()) {
    const title = cell.toLowerCase().replaceAll('_', ' ').trim();
    const column = practiceColumns.find((name) => columns[name].some((known) => known === title));
    if (column === undefined) {
      const text = `unknown column "${cell}", expected ${practiceColumns.join(', ')}`;
      faults.push({ line, column: cell, text });
    } else if (places.has(column)) {
      faults.push({ line, column: cell, text: `there are two columns for the ${column}` });
    } else places.set(column, place);
  }
  for (const column of required)
    if (!places.has(column)) faults.push({ line, column, text: `the column "${column}" is missing` });
  return faults.length > 0 ? { faults } : { places, width: cells.length };
}

interface Reading {
  readonly layout: Layout;
  readonly readTime: (text: string) => UnixMs | null;
}

function readRow(
  { cells, line }: CsvRow,
  { layout, readTime }: Reading,
): { readonly trade: PracticeTradeDraft } | { readonly faults: readonly CsvFault[] } {
  if (cells.length !== layout.width) {
    const text = `${cells.length} cells, expected ${layout.width} as in the header`;
    return { faults: [{ line, column: null, text }] };
  }
  const cell = (column: Column): string => unescaped(cells[layout.places.get(column) ?? -1] ?? '').trim();
  const orNull = (column: Column): string | null => cell(column) || null;
  const openedAt = readTime(cell('time'));
  const closedAt = cell('exit time') === '' ? null : readTime(cell('exit time'));
  const faults: CsvFault[] = [];
  const expected = 'expected a time, like "2026-03-04 10:15" or "2026-03-04T10:15Z"';
  if (openedAt === null) faults.push({ line, column: 'time', text: `"${cell('time')}": ${expected}` });
  if (closedAt === null && cell('exit time') !== '')
    faults.push({ line, column: 'exit time', text: `"${cell('exit time')}": ${expected}` });
  const checked = practiceTradeDraftSchema.safeParse({
    symbol: cell('symbol').toUpperCase().replace('/', ''),
    direction: directionOf(cell('direction')),
    openedAt: openedAt ?? 0,
    entry: cell('entry'),
    stop: orNull('stop'),
    target: orNull('target'),
    exit: orNull('exit'),
    closedAt,
    tags: tagsOf(cell('tags')),
    note: orNull('note'),
  });
  for (const { path, message } of checked.error?.issues ?? []) {
    const column = columnOf(String(path[0]));
    const written = column === null ? '' : cell(column);
    faults.push({ line, column, text: written === '' ? message : `"${written}": ${message}` });
  }
  return checked.success && faults.length === 0 ? { trade: checked.data } : { faults };
}

const columnOf = (field: string): Column | null =>
  columnOfField[field] ?? practiceColumns.find((column) => column === field) ?? null;

function directionOf(text: string): string {
  const word = text.toLowerCase();
  if (word === 'buy') return 'long';
  return word === 'sell' ? 'short' : word;
}

const tagsOf = (text: string): readonly string[] =>
  text
    .split('|')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

/** The trades as a file that `readPracticeRows` and spreadsheets read; times in UTC. */
export function practiceCsv(trades: readonly PracticeTradeDraft[]): string {
  const rows = trades.map((trade) => [
    trade.symbol,
    new Date(trade.openedAt).toISOString(),
    trade.direction,
    trade.entry,
    trade.stop ?? '',
    trade.target ?? '',
    trade.exit ?? '',
    trade.closedAt === null ? '' : new Date(trade.closedAt).toISOString(),
    trade.tags.join('|'),
    trade.note ?? '',
  ]);
  return [practiceColumns, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** A spreadsheet runs a cell that begins like this as a formula, even a quoted one; an apostrophe stops it. */
const formula = /^[=+\-@\t\r]/;
const escaped = (text: string): string => (formula.test(text) || text.startsWith("'") ? `'${text}` : text);
const unescaped = (text: string): string =>
  text.startsWith("'") && (formula.test(text.slice(1)) || text[1] === "'") ? text.slice(1) : text;

function quoted(text: string): string {
  const safe = escaped(text);
  return /[",;\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
