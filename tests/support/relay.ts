import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DatabaseAddress } from '#server/store/db.ts';

/** A way to a database that can be taken away and given back: to its clients, a server that is gone. */
export interface Relay {
  readonly address: DatabaseAddress;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function relayTo(target: DatabaseAddress): Promise<Relay> {
  const name = `.s.PGSQL.${target.port}`;
  const host = mkdtempSync(join(tmpdir(), 'relay-'));
  onTestFinished(() => rmSync(host, { recursive: true, force: true }));
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(join(target.host, name));
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from
        .on('error', () => to.destroy())
        .on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
      from.pipe(to);
    }
  });
  const mend = () => new Promise<void>((resolve) => server.listen(join(host, name), resolve));
  await mend();
  return {
    address: { ...target, host },
    mend,
    cut: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
