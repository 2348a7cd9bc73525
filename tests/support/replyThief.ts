import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** What happens to the next COMMIT on its way. */
type Fate = 'passes' | 'replyIsLost' | 'neverArrives';

export interface ReplyThief {
  /** Socket folder to connect to instead of the server's. */
  readonly host: string;
  next: Fate;
  close(): Promise<void>;
}

/** Stands between a client and the server, and cuts the connection at the moment when a COMMIT is on its way. */
export async function stealReplies(serverHost: string, port: number, host: string): Promise<ReplyThief> {
  const name = `.s.PGSQL.${port}`;
  const thief: ReplyThief = { host, next: 'passes', close: async () => {} };
  const server = createServer((client) => {
    const upstream = connect(join(serverHost, name));
    let isSilenced = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
    client.on('data', (data) => {
      const fate = data.includes('commit') ? thief.next : 'passes';
      if (fate !== 'passes') thief.next = 'passes';
      if (fate === 'neverArrives') end();
      else {
        isSilenced ||= fate === 'replyIsLost';
        upstream.write(data);
      }
    });
    // A reply proves that the server has done it.
    upstream.on('data', (data) => {
      if (isSilenced) end();
      else client.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(join(host, name), resolve));
  return Object.assign(thief, {
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
