/** A request as it arrived at the sandbox exchange, over HTTP or handed over by a test. */
export interface SandboxRequest {
  readonly method: string;
  /** Path and query exactly as sent: what the signature covers. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of the caller: quotas without a key count by it. */
  readonly address: string;
}

export interface SandboxReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `dropped`: the connection ends without a reply, as a fault asks for. */
export type SandboxAnswer = SandboxReply | 'dropped';

/** Private host: legacy names, and the account channels. Public host: compact names. */
export type Dialect = 'legacy' | 'compact';

export interface SandboxPeer {
  send(text: string): void;
  close(): void;
}

export interface SandboxSession {
  received(text: string): void;
  closed(): void;
}

/** The exchange without its sockets: `server/exchange/listen.ts` gives it some, tests talk to it directly. */
export interface Sandbox {
  request(request: SandboxRequest): Promise<SandboxAnswer>;
  connect(dialect: Dialect, peer: SandboxPeer, address: string): SandboxSession;
}
