import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const length = 12;

/**
 * Names the program by its own source. Two machines share work only if it is the same: another version would trade
 * otherwise, and nobody could say which of them a result came from.
 */
export async function codeVersion(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of ['package.json', ...(await sources('shared')), ...(await sources('server'))]) {
    // A checkout on another system may have other line ends.
    const text = (await readFile(new URL(path, root), 'utf8')).replaceAll('\r\n', '\n');
    hash.update(`${path} ${text.length} ${text}`);
  }
  return hash.digest('hex').slice(0, length);
}

async function sources(folder: string): Promise<readonly string[]> {
  const names = await readdir(fileURLToPath(new URL(folder, root)), { recursive: true });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();
}
