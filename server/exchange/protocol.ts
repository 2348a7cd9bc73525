import { seededRandom } from '#shared/market/seededRandom.ts';
import type { Clock, Timer } from '#shared/ports.ts';
import { AccountStreams } from './accountStreams.ts';
import { throttledReply } from './envelope.ts';
import { FaultBook } from './faultBook.ts';
import { actOnFaults } from './faultEffects.ts';
import { type ApiKey, KeyRing } from './keyRing.ts';
import { MarketStreams } from './marketStreams.ts';
import type { Exchange } from './model.ts';
import { Quota } from './quota.ts';
import { RateGate } from './rateGate.ts';
import { accountRoutes } from './restAccount.ts';
import { RestDoor } from './restDoor.ts';
import { marketRoutes } from './restMarket.ts';
import { orderRoutes } from './restOrders.ts';
import type { Dialect, Sandbox, SandboxPeer, SandboxReply, SandboxSession } from './sandbox.ts';
import { SocketSession } from './socketSession.ts';
import type { Source } from './subscriptions.ts';

export interface ProtocolOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly seed: number;
  readonly keys: readonly ApiKey[];
  /** Units of a caller's window; as documented unless told. */
  readonly quotaUnits?: number;
  /** Age of what the margined view of positions shows; 3 s unless told, at most 10. */
  readonly marginedLagMs?: number;
}

/** The sandbox with its faults, for whoever gives it sockets or hands requests over. */
export interface Protocol extends Sandbox {
  readonly faults: FaultBook;
  /** Whether one more connection may come: the refusal if not. It counts as one. */
  admit(dialect: Dialect, address: string): SandboxReply | null;
  /** Of a connection that was let in. */
  open(dialect: Dialect, peer: SandboxPeer): SandboxSession;
  /** Ends every connection and whatever waits. */
  stop(): void;
}

const connects = { most: 150, spanMs: 5 * 60_000 };
const usualMarginedLagMs = 3_000;
const productOrders = { most: 500, spanMs: 1_000 };

/** Delta's REST and both dialects of its sockets, spoken over an exchange. */
export function createProtocol(options: ProtocolOptions): Protocol {
  const { exchange, timer } = options;
  const random = seededRandom(options.seed);
  const faults = new FaultBook(options.clock);
  const clock = skewable(options.clock, faults);
  const keys = new KeyRing(options.keys, clock);
  const quota = new Quota(timer, options.quotaUnits);
  const market = new MarketStreams({ exchange, clock: options.clock, random });
  const accounts = new AccountStreams(exchange);
  const deaf = exchange.listen((event) => {
    market.take(event);
    accounts.take(event);
  });
  const desk = { exchange, faults, timer, orderGate: new RateGate(timer, productOrders) };
  const account = accountRoutes(desk);
  const door = new RestDoor({
    routes: [...marketRoutes({ exchange, quota, clock, faults }), ...orderRoutes(desk), ...account.routes],
    keys,
    quota,
    faults,
    clock,
    timer,
    random,
    isDown: () => exchange.systemStatus() === 'maintenance',
  });
  const source: Source = {
    open: (wanted, receive) => {
      const subscriber = { ...wanted, receive };
      return wanted.channel.isPrivate ? accounts.open(subscriber) : market.open(subscriber);
    },
  };
  const connectGate = new RateGate(timer, connects);
  const sessions = new Set<SocketSession>();

  function admit(dialect: Dialect, address: string): SandboxReply | null {
    const isRefused = faults.strike('refuseConnects', (fault) => isFor(fault, dialect)) !== null;
    const waitMs = isRefused ? connects.spanMs : connectGate.pass(address);
    return waitMs === null ? null : throttledReply(waitMs);
  }

  function open(dialect: Dialect, peer: SandboxPeer): SandboxSession {
    const session: SocketSession = new SocketSession({
      dialect,
      peer,
      source,
      keys,
      faults,
      timer,
      random,
      over: () => sessions.delete(session),
    });
    sessions.add(session);
    const closing = faults.strike('acceptThenClose', (fault) => isFor(fault, dialect));
    if (closing !== null) timer.after(closing.afterMs, () => session.end());
    return session;
  }

  const endSessions = (dialect: Dialect | undefined) => {
    for (const session of [...sessions])
      if (dialect === undefined || session.dialect === dialect) session.end();
  };
  const restart = () => {
    accounts.restart();
    endSessions(undefined);
  };
  exchange.setFaults({ positionsLagMs: options.marginedLagMs ?? usualMarginedLagMs });
  const effects = actOnFaults({ exchange, faults, clock: options.clock, endSessions, restart });

  return {
    faults,
    admit,
    open,
    request: (request) => {
      effects.refresh();
      return door.request(request);
    },
    connect(dialect, peer, address) {
      if (admit(dialect, address) === null) return open(dialect, peer);
      timer.after(0, () => peer.close());
      return { received: () => {}, closed: () => {} };
    },
    stop() {
      endSessions(undefined);
      effects.stop();
      faults.clear();
      market.stop();
      account.stop();
      deaf();
    },
  };
}

const isFor = (fault: { readonly dialect?: Dialect | undefined }, dialect: Dialect): boolean =>
  fault.dialect === undefined || fault.dialect === dialect;

/** What the exchange believes the time to be: off while a fault says so. */
const skewable = (clock: Clock, faults: FaultBook): Clock => ({
  get rate() {
    return clock.rate;
  },
  now: () => clock.now() + (faults.find('clockSkew')?.skewMs ?? 0),
  after: (ms, run) => clock.after(ms, run),
});
