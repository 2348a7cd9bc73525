import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse';

/** One row of a file: its cells, trimmed, and the number of its line, from 1. */
export interface FileRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Rows of a CSV file, plain or gzipped, cells parted by comma, tab or semicolon; blank lines are left out. */
export async function* rowsOfFile(path: string): AsyncGenerator<FileRow, void, undefined> {
  const head = await headOf(path);
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const text: Readable = head.isGzip ? file.pipe(createGunzip()) : file;
  const rows = text.pipe(
    parse({
      bom: true,
      delimiter: delimiterOf(head.text),
      relax_column_count: true,
      relax_quotes: true,
      trim: true,
    }),
  );
  // A broken file or gzip stream ends the reading instead of leaving it waiting for more.
  for (const source of [file, text]) source.once('error', (error: Error) => rows.destroy(error));
  try {
    // Counted here, blank lines too: the parser would spend half of its time on counting.
    let line = 0;
    for await (const row of rows) {
      const cells: string[] = row;
      line += 1;
      if (cells.some((cell) => cell !== '')) yield { cells, line };
    }
  } finally {
    file.destroy();
    if (!file.closed) await once(file, 'close');
  }
}

interface Head {
  readonly isGzip: boolean;
  readonly text: string;
}

const headBytes = 4_096;

async function headOf(path: string): Promise<Head> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return { isGzip, text: decode(isGzip ? beginningOf(bytes) : bytes) };
  } finally {
    await file.close();
  }
}

/** What a cut-off gzip stream holds. */
function beginningOf(bytes: Buffer): Buffer {
  return gunzipSync(bytes, { finishFlush: 2 });
}

function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8');
}

/** Whatever parts the most cells of the first line; MetaTrader's dates contain neither. */
function delimiterOf(head: string): string {
  const line = head.split(/\r?\n/).find((text) => text.trim() !== '') ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  return [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
