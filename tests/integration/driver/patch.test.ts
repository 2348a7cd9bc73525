import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** What the patch puts into each file. */
function additions(patch: string): Map<string, string[]> {
  const files = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of patch.split('\n')) {
    if (line.startsWith('+++ b/')) {
      lines = [];
      files.set(line.slice('+++ b/'.length), lines);
    } else if (line.startsWith('+')) lines.push(line.slice(1));
  }
  return files;
}

it('runs on a patched driver (if not: npx patch-package)', () => {
  const files = additions(read('patches/postgres+3.4.9.patch'));
  expect([...files.keys()]).toContain('node_modules/postgres/src/connection.js');
  for (const [path, lines] of files) {
    const text = read(path).split('\n');
    expect(
      lines.filter((line) => !text.includes(line)),
      `missing in ${path}: run npx patch-package`,
    ).toEqual([]);
  }
});
