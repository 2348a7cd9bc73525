import { WebSocket } from 'ws';
import { TradingError } from '#shared/errors.ts';
import type { DeltaHosts } from './hosts.ts';
import { sendHttp } from './httpTransport.ts';
import type { Socket, SocketListener, Transport } from './transport.ts';

const handshakeMs = 10_000;
/** The largest frame, the ticker of all contracts, is well below. */
const mostFrameBytes = 4 * 1024 * 1024;

/** The real network, to the venue's hosts and nowhere else. */
export function webTransport(hosts: DeltaHosts): Transport {
  const allowed = new Set(
    [hosts.rest, hosts.privateSocket, hosts.publicSocket].map((url) => new URL(url).origin),
  );
  const check = (url: string) => {
    if (allowed.has(new URL(url).origin)) return;
    throw new TradingError('config', 'delta.host', `${new URL(url).origin} is no host of ${hosts.name}.`);
  };
  return {
    async request(request) {
      check(request.url);
      return await sendHttp(request);
    },
    open(url, listener) {
      check(url);
      return openSocket(url, listener);
    },
  };
}

function openSocket(url: string, listener: SocketListener): Socket {
  const socket = new WebSocket(url, {
    handshakeTimeout: handshakeMs,
    maxPayload: mostFrameBytes,
    perMessageDeflate: false,
    followRedirects: false,
    headers: { 'user-agent': 'breaker' },
  });
  let why: string | null = null;
  let isOver = false;
  const over = (reason: string, status?: number) => {
    if (isOver) return;
    isOver = true;
    listener.closed(reason, status);
  };
  socket.on('open', () => listener.opened());
  socket.on('message', (data, isBinary) => {
    if (!isBinary && !isOver) listener.received(String(data));
  });
  socket.on('unexpected-response', (request, response) => {
    request.destroy();
    over(`the venue answered ${response.statusCode}`, response.statusCode);
  });
  socket.on('error', (error) => {
    why = error.message;
  });
  socket.on('close', (code, reason) => over(why ?? closeWords(code, String(reason))));
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      socket.terminate();
    },
  };
}

const closeWords = (code: number, reason: string): string =>
  reason === '' ? `closed by the venue (${code})` : `closed by the venue (${code}, ${reason.slice(0, 120)})`;
