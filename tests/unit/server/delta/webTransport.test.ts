import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { deltaHosts, sandboxHosts } from '#server/delta/hosts.ts';
import type { HttpRequest } from '#server/delta/transport.ts';
import { webTransport } from '#server/delta/webTransport.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const isAddress = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

function portOf(server: Server): number {
  const address = server.address();
  if (!isAddress(address)) throw new Error('the server does not listen');
  return address.port;
}

/** A server on a free port of this machine, and the transport that may reach it. */
async function venueOf(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const hosts = sandboxHosts(`http://127.0.0.1:${portOf(server)}`);
  return { server, hosts, transport: webTransport(hosts) };
}

const get = (url: string, timeoutMs = 5_000): HttpRequest => ({
  method: 'GET',
  url,
  headers: { 'user-agent': 'breaker' },
  body: null,
  timeoutMs,
});

it('brings back status, headers and text', async () => {
  const { hosts, transport } = await venueOf((request, response) => {
    response.setHeader('X-RATE-LIMIT-RESET', '1234');
    response.writeHead(429);
    response.end(`${request.method} ${request.url} ${request.headers['user-agent']} ü`);
  });
  const reply = await transport.request(get(`${hosts.rest}/v2/x?a=b%2Cc`));
  expect(reply).toMatchObject({ status: 429, body: 'GET /v2/x?a=b%2Cc breaker ü' });
  expect(reply.headers['x-rate-limit-reset']).toBe('1234');
});

it('sends a body', async () => {
  const { hosts, transport } = await venueOf((request, response) => {
    request.on('data', (chunk) => response.end(`${request.method} ${chunk}`));
  });
  const request = { ...get(`${hosts.rest}/v2/orders`), method: 'DELETE', body: '{"id":1}' } as const;
  expect((await transport.request(request)).body).toBe('DELETE {"id":1}');
});

it('follows no redirect', async () => {
  let asked = 0;
  const { hosts, transport } = await venueOf((_, response) => {
    asked += 1;
    response.writeHead(302, { location: '/elsewhere' });
    response.end();
  });
  expect((await transport.request(get(`${hosts.rest}/v2/x`))).status).toBe(302);
  expect(asked).toBe(1);
});

it('does not take in a reply without end', async () => {
  const { hosts, transport } = await venueOf((_, response) => {
    const chunk = 'x'.repeat(1_024 * 1_024);
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', pour);
    };
    pour();
  });
  await expect(transport.request(get(`${hosts.rest}/v2/x`))).rejects.toThrow(
    'the reply is larger than 16 MB',
  );
});

it('says in words why no reply came', async () => {
  const { hosts, transport } = await venueOf((request, response) => {
    if (request.url === '/cut') request.socket.destroy();
    if (request.url === '/half') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => request.socket.destroy());
    }
  });
  await expect(transport.request(get(`${hosts.rest}/cut`))).rejects.toThrow('the connection was cut');
  await expect(transport.request(get(`${hosts.rest}/half`))).rejects.toThrow('the connection was cut');
  await expect(transport.request(get(`${hosts.rest}/never`, 50))).rejects.toThrow(
    'no answer within 0.05 seconds',
  );
});

it('says that nobody is there', async () => {
  const { server, hosts, transport } = await venueOf(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  await expect(transport.request(get(`${hosts.rest}/v2/x`))).rejects.toThrow('the connection was refused');
  const why = await new Promise((resolve) => {
    const on = { opened: () => undefined, received: () => undefined };
    transport.open(hosts.publicSocket, { ...on, closed: (reason) => resolve(reason) });
  });
  expect(why).toContain('ECONNREFUSED');
});

it('goes to the hosts of the venue and nowhere else', async () => {
  const { hosts } = await venueOf(() => undefined);
  const live = webTransport(deltaHosts.india);
  const nothing = { opened: () => undefined, received: () => undefined, closed: () => undefined };
  await expect(live.request(get(`${hosts.rest}/v2/x`))).rejects.toThrow(
    'is no host of Delta Exchange India.',
  );
  expect(() => live.open(hosts.publicSocket, nothing)).toThrow('is no host of Delta Exchange India.');
});

it('carries frames both ways until somebody ends it', async () => {
  const { server, hosts, transport } = await venueOf(() => undefined);
  const sockets = new WebSocketServer({ server });
  open.push(sockets);
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      if (String(data) === 'end') socket.close(1012, 'restart');
      else socket.send(`you said ${data}`);
    });
  });
  const said: string[] = [];
  await new Promise<void>((resolve) => {
    const socket = transport.open(hosts.publicSocket, {
      opened: () => socket.send('hello'),
      received: (text) => {
        said.push(text);
        socket.send('end');
      },
      closed: (why, status) => {
        said.push(`${why}, ${status}`);
        resolve();
      },
    });
  });
  expect(said).toEqual(['you said hello', 'closed by the venue (1012, restart), undefined']);
});

it('ends a socket at once, and takes no frame without end', async () => {
  const { server, hosts, transport } = await venueOf(() => undefined);
  const sockets = new WebSocketServer({ server });
  open.push(sockets);
  sockets.on('connection', (socket, request) => {
    if (request.url === '/public') socket.send('x'.repeat(5 * 1_024 * 1_024));
  });
  const endOf = (url: string, closes: boolean) =>
    new Promise<string>((resolve) => {
      const socket = transport.open(url, {
        opened: () => {
          if (closes) socket.close();
        },
        received: () => resolve('received'),
        closed: resolve,
      });
    });
  expect(await endOf(hosts.privateSocket, true)).toContain('1006');
  expect(await endOf(hosts.publicSocket, false)).toContain('Max payload size exceeded');
});

it('tells with which status a socket was refused, once', async () => {
  const { server, hosts, transport } = await venueOf(() => undefined);
  server.on('upgrade', (_, socket) => {
    socket.end('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
  const ends: (number | undefined)[] = [];
  await new Promise<void>((resolve) => {
    transport.open(hosts.publicSocket, {
      opened: () => undefined,
      received: () => undefined,
      closed: (_, status) => {
        ends.push(status);
        setImmediate(resolve);
      },
    });
  });
  expect(ends).toEqual([429]);
});
