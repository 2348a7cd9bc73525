import { pino } from 'pino';
import { compactDialect, type Dialect } from '#server/delta/dialect.ts';
import { ExchangeClock } from '#server/delta/exchangeClock.ts';
import { readServerTime } from '#server/delta/publicRest.ts';
import { Quota } from '#server/delta/quota.ts';
import { RestCaller } from '#server/delta/restCaller.ts';
import type { Sandbox } from '#server/exchange/sandbox.ts';
import { DeltaFeed } from '#server/feed/deltaFeed.ts';
import type { Candle } from '#shared/market/candle.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { FeedListener, SeriesName } from '#shared/ports.ts';
import type { VenueHealth } from '#shared/sync/status.ts';
import { MemoryHistory } from './memoryHistory.ts';
import { SandboxTransport, simHosts } from './sandboxTransport.ts';
import type { SimTime } from './simTime.ts';

const specOf = (symbol: string, timeframes: readonly Timeframe[]): SymbolSpec => ({
  symbol,
  kind: 'crypto',
  base: symbol.replace(/USD$/, ''),
  quote: 'USD',
  tick: '0.01',
  contractValue: '1',
  sizeStep: '1',
  minSize: '1',
  unit: 'contracts',
  takerFeePct: '0.059',
  session: '24x7',
  timeframes: [...timeframes],
});

/** What the feed told, and when. */
export interface Told {
  readonly kind: 'history' | 'closed' | 'forming';
  readonly candle: Candle;
  readonly at: number;
}

interface DeltaRunOptions {
  readonly time: SimTime;
  readonly sandbox: Sandbox;
  readonly seed: number;
  readonly symbols: readonly string[];
  readonly timeframes: readonly Timeframe[];
  readonly historyDays?: number;
  readonly dialect?: Dialect;
  /** How far the machine's clock is ahead of the venue's. */
  readonly skewMs?: number;
  /** The venue's time, where it is not the simulated one, and how much faster than that it runs. */
  readonly now?: () => number;
  readonly rate?: number;
  readonly store?: MemoryHistory;
  readonly foldedUpTo?: (series: SeriesName) => number | null;
  /** When everything handed over is folded and stored; default: at once. */
  readonly settled?: () => Promise<void>;
}

/** The feed with all its real parts on simulated time, a network, and somebody who stores what it hands over. */
export function deltaRun(options: DeltaRunOptions) {
  const { time, sandbox, seed } = options;
  const random = seededRandom(seed);
  let skewMs = options.skewMs ?? 0;
  const network = new SandboxTransport({ sandbox, timer: time, seed: seed + 1 });
  const rest = new RestCaller({
    hosts: simHosts,
    transport: network,
    quota: new Quota({ timer: time }),
    timer: time,
    random,
  });
  const clock = new ExchangeClock({
    timer: time,
    ask: () => readServerTime(rest),
    wallNow: () => time.now() + skewMs,
    rate: options.rate ?? 1,
  });
  const store = options.store ?? new MemoryHistory();
  const specs: SymbolSpec[] = [];
  const errors: unknown[] = [];
  const lines: { readonly evt: string }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const feed = new DeltaFeed({
    listed: options.symbols.map((symbol) => ({
      spec: specOf(symbol, options.timeframes),
      venueSymbol: symbol,
      isAssumed: false,
    })),
    hosts: simHosts,
    dialect: options.dialect ?? compactDialect,
    transport: network,
    rest,
    clock,
    timer: time,
    random,
    store,
    log,
    historyDays: options.historyDays ?? 0.5,
    foldedUpTo: options.foldedUpTo ?? (() => null),
    specRead: (spec) => specs.push(spec),
    failed: (error) => errors.push(error),
  });
  const told: Told[] = [];
  const now = options.now ?? (() => time.now());
  const healths: VenueHealth[] = [];
  const listener: FeedListener = {
    async history(candles) {
      for (const candle of candles) told.push({ kind: 'history', candle, at: now() });
      await store.save(candles);
    },
    async closed(candle) {
      told.push({ kind: 'closed', candle, at: now() });
      await store.save([candle]);
    },
    settled: options.settled ?? (() => Promise.resolve()),
    forming: (candle) => told.push({ kind: 'forming', candle, at: now() }),
    healthChanged: () => healths.push(feed.health()),
  };
  return {
    feed,
    network,
    clock,
    store,
    told,
    healths,
    lines,
    specs,
    errors,
    listener,
    /** Its own promise is waited for by nobody: the venue may never answer. */
    start() {
      void clock.start();
      feed.start(listener).catch((error: unknown) => errors.push(error));
    },
    /** Somebody sets the machine's clock, or it has slept. */
    setClock(byMs: number) {
      skewMs += byMs;
    },
    async stop() {
      await feed.stop();
      clock.stop();
    },
    handed: (kind: Told['kind']) => told.filter((one) => one.kind === kind),
    logged: (evt: string) => lines.filter((line) => line.evt === evt),
  };
}
