import { createExchange } from '#server/exchange/exchange.ts';
import type { Fault } from '#server/exchange/faultSchema.ts';
import { faultSchema } from '#server/exchange/faultSchema.ts';
import type { ApiKey } from '#server/exchange/keyRing.ts';
import type { Exchange } from '#server/exchange/model.ts';
import { productsFile, readProducts } from '#server/exchange/products.ts';
import { createProtocol, type Protocol } from '#server/exchange/protocol.ts';
import type { Dialect, SandboxSession } from '#server/exchange/sandbox.ts';
import type { CandleSeries } from '#shared/market/candleColumns.ts';
import type { Clock } from '#shared/ports.ts';
import { type Ask, type Asked, askSandbox, requestTo } from './sandboxCalls.ts';
import { SimTime } from './simTime.ts';

/** The parent and a sub-account; the second key of the sub-account may only read. */
export const simKeys = {
  main: { accountId: 1, name: 'main', key: 'KEY-MAIN', secret: 'secret of main', mayTrade: true },
  alpha: { accountId: 2, name: 'alpha', key: 'KEY-ALPHA', secret: 'secret of alpha', mayTrade: true },
  reader: { accountId: 2, name: 'alpha', key: 'KEY-READER', secret: 'secret of reader', mayTrade: false },
} as const satisfies Readonly<Record<string, ApiKey>>;

const simStart = Date.UTC(2026, 9, 1, 12);

export interface SimSocket {
  /** Every frame so far, parsed. */
  readonly frames: readonly SimFrame[];
  readonly session: SandboxSession;
  readonly isClosed: () => boolean;
  say(content: object): void;
  subscribe(...channels: readonly { readonly name: string; readonly symbols?: readonly string[] }[]): void;
  /** Frames of that type, oldest first. */
  of(type: string): readonly SimFrame[];
}

export interface SimFrame {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface SimExchange {
  readonly time: SimTime;
  readonly exchange: Exchange;
  readonly protocol: Protocol;
  ask(target: string, how?: Ask): Promise<Asked | 'dropped'>;
  socket(dialect: Dialect): SimSocket;
  inject(fault: object): Fault;
}

interface SimExchangeOptions {
  readonly seed?: number;
  readonly start?: number;
  readonly recorded?: readonly CandleSeries[];
  readonly quotaUnits?: number;
  readonly time?: SimTime;
  /** Of the market, where it runs faster than that time. */
  readonly clock?: Clock;
}

/** The whole sandbox exchange in this process, on simulated time. */
export async function simExchange(options: SimExchangeOptions = {}): Promise<SimExchange> {
  const { seed = 1, start = simStart, recorded = [], quotaUnits, time = new SimTime(start) } = options;
  const clock = options.clock ?? time;
  const exchange = createExchange({
    clock,
    seed,
    recorded,
    products: await readProducts(productsFile),
    users: [
      { id: simKeys.main.accountId, name: 'main', deposit: '1000' },
      { id: simKeys.alpha.accountId, name: 'alpha', deposit: '10000' },
    ],
    madeUpWeeks: 1,
  });
  const protocol = createProtocol({
    exchange,
    clock,
    timer: time,
    seed,
    keys: Object.values(simKeys),
    ...(quotaUnits === undefined ? {} : { quotaUnits }),
  });
  exchange.start();
  return {
    time,
    exchange,
    protocol,
    ask: (target, how) => askSandbox(protocol, requestTo(clock.now(), target, how)),
    socket: (dialect) => openSocket(protocol, dialect),
    inject(content) {
      const fault = faultSchema.parse(content);
      protocol.faults.inject(fault);
      return fault;
    },
  };
}

function openSocket(protocol: Protocol, dialect: Dialect): SimSocket {
  const frames: SimFrame[] = [];
  let isClosed = false;
  const peer = {
    send: (text: string) => frames.push(JSON.parse(text)),
    close: () => {
      isClosed = true;
    },
  };
  const session = protocol.connect(dialect, peer, '127.0.0.1');
  const say = (content: object) => session.received(JSON.stringify(content));
  return {
    frames,
    session,
    isClosed: () => isClosed,
    say,
    subscribe: (...channels) => say({ type: 'subscribe', payload: { channels } }),
    of: (type) => frames.filter((frame) => frame.type === type),
  };
}
