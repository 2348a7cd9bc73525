export interface PendingId {
  readonly id: string;
  /** The server answered: the same content sent later is a new command. */
  settle(): void;
}

/**
 * Command ids made on this device. Until the server answered, the same content keeps its id, so a second tap or a
 * retry after a lost answer is recognised as the same command.
 */
export function pendingIds(makeId: () => string = randomUuid) {
  const open = new Map<string, string>();
  return {
    claim(content: object): PendingId {
      const key = JSON.stringify(content);
      const id = open.get(key) ?? makeId();
      open.set(key, id);
      return { id, settle: () => void open.delete(key) };
    },
  };
}

/** RFC 9562 version 4. `crypto.randomUUID` is missing on a page that came over plain http. */
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, i) => {
    if (i === 6) return (byte & 0x0f) | 0x40;
    return i === 8 ? (byte & 0x3f) | 0x80 : byte;
  }).map((byte) => byte.toString(16).padStart(2, '0'));
  const part = (from: number, to: number) => hex.slice(from, to).join('');
  return [part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16)].join('-');
}
