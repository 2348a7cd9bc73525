import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Check, fails, fine, note } from './check.ts';

interface AddressOptions {
  readonly port: number;
  readonly host: string;
  readonly ask: (url: string) => Promise<{ readonly status: number; readonly body: string }>;
}

/** Whether the port is free, or a Breaker answers there. */
export const checkAddress = ({ port, host, ask }: AddressOptions): Check => ({
  name: 'address',
  run: async () => {
    if (port === 0) return [note('PORT is 0: another one at every start')];
    const server = createServer();
    try {
      server.listen(port, host);
      await once(server, 'listening');
      return [fine(`port ${port} of ${host} is free`)];
    } catch (error) {
      const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
      const answer = await ask(`${url}/healthz`).catch(() => null);
      if (answer?.body === 'ok') return [fine(`a Breaker answers at ${url}`)];
      const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return [
        fails(`port ${port} of ${host} cannot be used (${why})`, 'Choose another one: PORT=4381 npm start'),
      ];
    } finally {
      server.close();
    }
  },
});
