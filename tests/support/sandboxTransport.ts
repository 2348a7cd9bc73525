import type { DeltaHosts } from '#server/delta/hosts.ts';
import type { HttpReply, HttpRequest, Socket, SocketListener, Transport } from '#server/delta/transport.ts';
import type { Protocol } from '#server/exchange/protocol.ts';
import type { Dialect, Sandbox } from '#server/exchange/sandbox.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import type { Timer } from '#shared/ports.ts';

/** Where a client has to ask to reach the sandbox in its own process. */
export const simHosts: DeltaHosts = {
  name: 'Sandbox in process',
  rest: 'http://sandbox.test',
  privateSocket: 'ws://private.sandbox.test',
  publicSocket: 'ws://public.sandbox.test',
};

interface SandboxTransportOptions {
  /** One that can refuse connections tells with which status. */
  readonly sandbox: Sandbox & Partial<Pick<Protocol, 'admit' | 'open'>>;
  readonly timer: Timer;
  readonly seed: number;
  /** One way, evenly spread; 5 to 40 unless told. */
  readonly delayMs?: readonly [least: number, most: number];
}

interface Line {
  readonly dialect: Dialect;
  readonly cut: (why: string) => void;
}

/** A network between client and sandbox on simulated time, which can be cut. What is sent on one socket keeps its order. */
export class SandboxTransport implements Transport {
  readonly #options: SandboxTransportOptions;
  readonly #delay: () => number;
  readonly #lines = new Set<Line>();
  #isCut = false;
  #isFrozen = false;
  #connects = 0;
  #requests = 0;

  constructor(options: SandboxTransportOptions) {
    this.#options = options;
    const random = seededRandom(options.seed);
    const [least, most] = options.delayMs ?? [5, 40];
    this.#delay = () => Math.round(random.between(least, most));
  }

  /** Requests that were sent, those that failed too. */
  get requests(): number {
    return this.#requests;
  }

  get connects(): number {
    return this.#connects;
  }

  get openSockets(): number {
    return this.#lines.size;
  }

  /** Everything that is open breaks, and nothing gets through until `mend`. */
  cut(): void {
    this.#isCut = true;
    this.breakSockets();
  }

  /** Sockets stay open, but nothing comes or goes any more: a router that forgot them. Requests are not answered. */
  freeze(): void {
    this.#isFrozen = true;
  }

  mend(): void {
    this.#isCut = false;
    this.#isFrozen = false;
  }

  breakSockets(dialect?: Dialect): void {
    for (const line of [...this.#lines])
      if (dialect === undefined || line.dialect === dialect) line.cut('connection reset');
  }

  request(request: HttpRequest): Promise<HttpReply> {
    this.#requests += 1;
    const { timer, sandbox } = this.#options;
    return new Promise((resolve, reject) => {
      const giveUp = timer.after(request.timeoutMs, () => reject(new Error('timed out')));
      const fail = (why: string) => {
        giveUp();
        reject(new Error(why));
      };
      timer.after(this.#delay(), async () => {
        if (this.#isFrozen) return;
        if (this.#isCut) return fail('network unreachable');
        const { origin, pathname, search } = new URL(request.url);
        if (origin !== simHosts.rest) return fail(`no such host: ${origin}`);
        const answer = await sandbox.request({
          method: request.method,
          target: `${pathname}${search}`,
          headers: lowerCased(request.headers),
          body: request.body ?? '',
          address: '127.0.0.1',
        });
        timer.after(this.#delay(), () => {
          // A reply that is lost on its way is waited for until the time is over.
          if (this.#isFrozen) return;
          if (answer === 'dropped') return fail('socket hang up');
          if (this.#isCut) return fail('connection reset');
          giveUp();
          resolve(answer);
        });
      });
    });
  }

  open(url: string, listener: SocketListener): Socket {
    this.#connects += 1;
    const { timer, sandbox } = this.#options;
    const { origin } = new URL(url);
    const dialect = dialectOf(origin);
    let isOver = false;
    let session: { received(text: string): void; closed(): void } | null = null;
    const end = (why: string, status?: number) => {
      if (isOver) return;
      isOver = true;
      this.#lines.delete(line);
      session?.closed();
      listener.closed(why, status);
    };
    const line: Line = { dialect, cut: end };
    const inOrder = this.#inOrder();
    const outOrder = this.#inOrder();
    this.#lines.add(line);
    inOrder(() => {
      if (this.#isFrozen || isOver) return;
      if (this.#isCut) return end('network unreachable');
      const peer = {
        send: (text: string) =>
          outOrder(() => {
            if (!isOver && !this.#isFrozen) listener.received(text);
          }),
        close: () => outOrder(() => end('closed by the exchange')),
      };
      const refusal = sandbox.admit?.(dialect, '127.0.0.1') ?? null;
      if (refusal !== null)
        return outOrder(() => end(`the venue answered ${refusal.status}`, refusal.status));
      session = sandbox.open?.(dialect, peer) ?? sandbox.connect(dialect, peer, '127.0.0.1');
      outOrder(() => {
        if (!isOver && !this.#isFrozen) listener.opened();
      });
    });
    return {
      send: (text) =>
        inOrder(() => {
          if (!isOver && !this.#isFrozen) session?.received(text);
        }),
      close: () => timer.after(0, () => end('closed')),
    };
  }

  /** Runs things after a delay each, never before what was asked for earlier. */
  #inOrder(): (run: () => void) => void {
    const { timer } = this.#options;
    let earliest = 0;
    return (run) => {
      const due = Math.max(earliest, timer.monotonicMs() + this.#delay());
      earliest = due;
      timer.after(due - timer.monotonicMs(), run);
    };
  }
}

function dialectOf(origin: string): Dialect {
  if (origin === simHosts.privateSocket) return 'legacy';
  if (origin === simHosts.publicSocket) return 'compact';
  throw new Error(`no such host: ${origin}`);
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
