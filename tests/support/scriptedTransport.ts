import type { HttpReply, HttpRequest, Socket, SocketListener, Transport } from '#server/delta/transport.ts';

type Answer = HttpReply | Error;

/** A reply of the venue: JSON, or text as it is. */
export const reply = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpReply => ({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

export const success = (result: unknown, meta: unknown = {}): HttpReply =>
  reply(200, { success: true, result, meta });

/** One socket as the venue sees it: the test says what happens on it. */
export class ScriptedSocket implements Socket {
  readonly url: string;
  readonly sent: unknown[] = [];
  isClosed = false;
  readonly #listener: SocketListener;

  constructor(url: string, listener: SocketListener) {
    this.url = url;
    this.#listener = listener;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.drop('closed by us');
  }

  opens(): void {
    this.#listener.opened();
  }

  says(frame: unknown): void {
    this.#listener.received(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  drop(why: string, status?: number): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#listener.closed(why, status);
  }
}

/** A network on which the test answers. Replies that are `Error`s are requests that failed. */
export class ScriptedTransport implements Transport {
  readonly requests: HttpRequest[] = [];
  readonly sockets: ScriptedSocket[] = [];
  readonly #answer: (request: HttpRequest) => Answer | Promise<Answer>;

  constructor(answer: (request: HttpRequest) => Answer | Promise<Answer> = () => new Error('nobody there')) {
    this.#answer = answer;
  }

  async request(request: HttpRequest): Promise<HttpReply> {
    this.requests.push(request);
    const answered = await this.#answer(request);
    if (answered instanceof Error) throw answered;
    return answered;
  }

  open(url: string, listener: SocketListener): ScriptedSocket {
    const socket = new ScriptedSocket(url, listener);
    this.sockets.push(socket);
    return socket;
  }

  /** The newest socket. */
  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
}
