import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { TradingError } from '#shared/errors.ts';
import { adminAnswer, adminPath } from './adminDoor.ts';
import { jsonReply } from './envelope.ts';
import type { Exchange } from './model.ts';
import type { Protocol } from './protocol.ts';
import type { Dialect, SandboxAnswer, SandboxReply, SandboxRequest, SandboxSession } from './sandbox.ts';

interface ListenOptions {
  readonly exchange: Exchange;
  readonly protocol: Protocol;
  readonly adminToken: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

/** The venue has a host for each dialect; here it is a path. */
const dialects: Readonly<Record<string, Dialect>> = { '/private': 'legacy', '/public': 'compact' };
const host = '127.0.0.1';
const mostBodyBytes = 1024 * 1024;
const mostFrameBytes = 256 * 1024;
/** A reader that has stopped reading is cut off at so much. */
const mostWaitingBytes = 8 * 1024 * 1024;

/** Gives the sandbox sockets on this machine, and on no other address. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const server = createServer((request, response) => {
    serve(options, request, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostFrameBytes,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request, stream, head) => {
    const dialect = dialects[new URL(request.url ?? '/', `http://${host}`).pathname];
    const refusal = isForeign(request)
      ? jsonReply(421, { error: 'This exchange is asked by its address alone.' })
      : dialect === undefined
        ? jsonReply(404, { error: `Sockets are at ${Object.keys(dialects).join(' and ')}.` })
        : options.protocol.admit(dialect, addressOf(request));
    if (refusal !== null || dialect === undefined) {
      if (refusal !== null) refuseUpgrade(stream, refusal);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => attach(options.protocol, dialect, socket));
  });
  const port = await bound(server, options.port);
  return {
    port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await closed;
    },
  };
}

function bound(server: Server, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (!('code' in error) || error.code !== 'EADDRINUSE') return reject(error);
      const text = `Port ${wanted} is taken by another program. Choose another one with --port (0 takes a free one).`;
      reject(new TradingError('config', 'exchange.port', text, { cause: error }));
    });
    server.listen(wanted, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : wanted);
    });
  });
}

const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? host;

const ownNames = new Set([host, 'localhost']);

/** A page in a browser that points its own name at this machine may not trade here. */
const isForeign = ({ headers }: IncomingMessage): boolean =>
  !ownNames.has((headers.host ?? '').replace(/:\d+$/, '')) || headers.origin !== undefined;

async function serve(
  options: ListenOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(message);
  if (body === null) return send(response, jsonReply(413, { error: 'too large' }));
  const request: SandboxRequest = {
    method: message.method ?? 'GET',
    target: message.url ?? '/',
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(',') : (value ?? ''),
      ]),
    ),
    body,
    address: addressOf(message),
  };
  const answer = await answerTo(options, message, request);
  if (answer === 'dropped') message.socket.destroy();
  else send(response, answer);
}

async function answerTo(
  { exchange, protocol, adminToken: token }: ListenOptions,
  message: IncomingMessage,
  request: SandboxRequest,
): Promise<SandboxAnswer> {
  if (isForeign(message)) return jsonReply(421, { error: 'This exchange is asked by its address alone.' });
  const isAdmin = request.target === adminPath || request.target.startsWith(`${adminPath}/`);
  return isAdmin
    ? adminAnswer({ exchange, faults: protocol.faults, token }, request)
    : await protocol.request(request);
}

/** null: more than anybody has to say. */
async function bodyOf(message: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of message) {
    bytes += piece.length;
    if (bytes > mostBodyBytes) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function send(response: ServerResponse, { status, headers, body }: SandboxReply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function refuseUpgrade(stream: Duplex, { status, headers, body }: SandboxReply): void {
  const lines = Object.entries({
    ...headers,
    connection: 'close',
    'content-length': Buffer.byteLength(body),
  });
  const head = lines.map(([name, value]) => `${name}: ${value}`).join('\r\n');
  stream.end(`HTTP/1.1 ${status} Refused\r\n${head}\r\n\r\n${body}`);
}

function attach(protocol: Protocol, dialect: Dialect, socket: WebSocket): void {
  const session: SandboxSession = protocol.open(dialect, {
    send(text) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > mostWaitingBytes) socket.terminate();
      else socket.send(text);
    },
    close: () => socket.close(),
  });
  socket.on('message', (message, isBinary) => {
    if (!isBinary) session.received(String(message));
  });
  socket.on('close', () => session.closed());
  // What breaks is closed next, which is all there is to do.
  socket.on('error', () => socket.terminate());
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
