import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TradingError } from '#shared/errors.ts';

export interface FoundFile {
  readonly path: string;
  /** Somebody named this very file; otherwise it lay in a folder, among others that may hold no candles. */
  readonly isNamed: boolean;
}

const looksLikeCandles = /\.(csv|tsv|txt)(\.gz)?$/i;

/** The files that were named and the CSV files in the folders that were named, folders in folders too. */
export async function candleFilesAt(paths: readonly string[]): Promise<readonly FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    for (const file of await filesAt(path)) if (!found.has(file.path)) found.set(file.path, file);
  }
  return [...found.values()];
}

async function filesAt(path: string): Promise<readonly FoundFile[]> {
  const kind = await stat(path).catch(() => null);
  if (kind === null) {
    throw new TradingError(
      'config',
      'path.missing',
      `${path} does not exist, expected a CSV file or a folder of them.`,
    );
  }
  if (!kind.isDirectory()) return [{ path, isNamed: true }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && looksLikeCandles.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) {
    throw new TradingError('config', 'path.empty', `${path} holds no file that ends in .csv or .csv.gz.`);
  }
  return files.map((file) => ({ path: file, isNamed: false }));
}
