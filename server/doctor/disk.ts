import { dirname } from 'node:path';
import { type Check, fails, fine } from './check.ts';

interface DiskOptions {
  readonly dataDir: string;
  readonly freeBytes: (path: string) => Promise<number>;
}

const gigabyte = 1024 ** 3;
/** With less, a database may stop in the middle of a write. */
const leastBytes = 2 * gigabyte;

export const checkDisk = ({ dataDir, freeBytes }: DiskOptions): Check => ({
  name: 'disk',
  run: async () => {
    const free = await freeOf(dataDir, freeBytes);
    const text = `${(free / gigabyte).toFixed(1)} GB free at ${dataDir}`;
    if (free >= leastBytes) return [fine(text)];
    return [fails(`${text}, expected 2 GB or more`, 'Free some space, or set DATA_DIR to a larger disk.')];
  },
});

/** Before the first start the folder is not there yet: then the one it will lie in counts. */
async function freeOf(path: string, freeBytes: DiskOptions['freeBytes']): Promise<number> {
  try {
    return await freeBytes(path);
  } catch (error) {
    const parent = dirname(path);
    if (parent === path) throw error;
    return await freeOf(parent, freeBytes);
  }
}
