import { createHash } from 'node:crypto';

/** The same command id with other content is a mistake of the sender; this tells the two apart. */
export function requestHash(kind: string, command: object): string {
  const sorted = Object.entries({ type: kind, ...command }).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
