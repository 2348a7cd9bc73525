/** What the protocol needs of the network: real sockets in the product, a scripted or simulated venue in tests. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With scheme, host, path and query, percent-encoded as it is signed. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** null sends none. */
  readonly body: string | null;
  readonly timeoutMs: number;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SocketListener {
  opened(): void;
  received(text: string): void;
  /**
   * Called once, whoever closed it, and also when it could not be opened. `status`: what HTTP answered instead of
   * opening it.
   */
  closed(why: string, status?: number): void;
}

export interface Socket {
  send(text: string): void;
  /** Terminates at once; `closed` is still called. */
  close(): void;
}

export interface Transport {
  /** Rejects with an `Error` when no complete reply came: refused, reset, timed out. */
  request(request: HttpRequest): Promise<HttpReply>;
  open(url: string, listener: SocketListener): Socket;
}
