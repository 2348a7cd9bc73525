import { seriesKey, type UnixMs } from '#shared/market/candle.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import type { SeriesName, VenueFeed } from '#shared/ports.ts';
import type { ChosenMarket, LeftBehind, OpenedMarket } from './chosenMarket.ts';
import type { MarketChoice } from './config.ts';
import { compactDialect } from './delta/dialect.ts';
import { ExchangeClock } from './delta/exchangeClock.ts';
import { type DeltaHosts, sandboxHosts } from './delta/hosts.ts';
import { readServerTime } from './delta/publicRest.ts';
import { Quota } from './delta/quota.ts';
import { RestCaller } from './delta/restCaller.ts';
import { webTransport } from './delta/webTransport.ts';
import { openCcxtExchange } from './feed/ccxtExchange.ts';
import { CcxtFeed } from './feed/ccxtFeed.ts';
import { DeltaFeed } from './feed/deltaFeed.ts';
import { IngestFeed } from './feed/ingestFeed.ts';
import { VenueFeeds } from './feed/venueFeeds.ts';
import { liveLabel } from './liveLabel.ts';
import { liveSchema } from './liveSchema.ts';
import { startExchange } from './startExchange.ts';
import { untilStored } from './store/durable.ts';
import { liveHistory } from './store/liveHistory.ts';
import { type Listing, readListings, symbolsFile } from './symbolConfig.ts';
import { systemTimer } from './systemTimer.ts';

type LiveChoice = Extract<MarketChoice, { kind: 'live' | 'sandbox' }>;

/** The sandbox's market is the same every time: its past must not change between two starts. */
const sandboxSeed = 1;

/** Venues: Delta's public data and what is pushed in; or a sandbox exchange in Delta's place, and nothing else. */
export async function openLiveMarket(choice: LiveChoice): Promise<ChosenMarket> {
  const isSandbox = choice.kind === 'sandbox';
  const listings = (await readListings(symbolsFile)).filter(
    ({ venue }) => venue === 'delta' || (venue !== 'recorded' && !isSandbox),
  );
  const series = listings.flatMap(({ spec }) =>
    spec.timeframes.map((timeframe) => ({ symbol: spec.symbol, timeframe })),
  );
  return {
    label: isSandbox ? 'SANDBOX' : choice.hosts.name,
    schema: isSandbox ? 'sandbox' : liveSchema(choice.hosts),
    series,
    specs: new Map(listings.map(({ spec }) => [spec.symbol, spec])),
    told: new Set(listings.flatMap(({ spec, venue }) => (venue === 'delta' ? spec.symbol : []))),
    open: async (from) => {
      if (!isSandbox)
        return openVenues({ ...from, choice, listings, hosts: choice.hosts, rate: choice.speed });
      const exchange = await startExchange({
        data: [],
        // A sandbox that ran faster than the wall is ahead of it, and time does not go back.
        start: Math.max(Date.now(), newestOf(from, series)),
        speed: choice.speed,
        port: 0,
        seed: sandboxSeed,
        hasSeededKeys: false,
        faults: [],
        timer: systemTimer,
      });
      const hosts = sandboxHosts(exchange.rest);
      const opened = openVenues({ ...from, choice, listings, hosts, rate: choice.speed });
      const close = () => opened.close().then(() => exchange.stop());
      return { ...opened, close };
    },
  };
}

/** The latest moment of which anything is stored: the end of a candle, or a fact. */
function newestOf({ tail }: LeftBehind, series: readonly SeriesName[]): UnixMs {
  const ends = series.map((one) => {
    const openTime = tail.newestOpenTimes.get(seriesKey(one));
    return openTime === undefined ? 0 : openTime + timeframeMs(one.timeframe);
  });
  return Math.max(0, tail.lastFactAt ?? 0, ...ends);
}

interface Venues extends LeftBehind {
  readonly choice: LiveChoice;
  readonly listings: readonly Listing[];
  readonly hosts: DeltaHosts;
  readonly rate: number;
}

function openVenues({ choice, listings, hosts, rate, ...from }: Venues): OpenedMarket {
  const { sql, writer, log, failed, foldedUpTo, isOver, specRead } = from;
  const transport = webTransport(hosts);
  const random = seededRandom(Date.now());
  const rest = new RestCaller({
    hosts,
    transport,
    quota: new Quota({ timer: systemTimer }),
    timer: systemTimer,
    random,
  });
  const of = (venue: string) => listings.filter((listing) => listing.venue === venue);
  const hasDelta = of('delta').length > 0;
  const clock = new ExchangeClock({
    timer: systemTimer,
    // Without an instrument of Delta's nobody asks it anything, not even the time.
    ask: () => (hasDelta ? readServerTime(rest) : Promise.resolve(Date.now())),
    wallNow: () => Date.now(),
    rate,
  });
  const sessions = new Map(listings.map(({ spec }) => [spec.symbol, spec.session]));
  const stored = liveHistory({ sql, writer, sessionOf: (symbol) => sessions.get(symbol) ?? '24x7' });
  const durable = { timer: systemTimer, log, isOver };
  const store: typeof stored = {
    spans: (...asked) => untilStored(() => stored.spans(...asked), durable),
    save: (candles) => untilStored(() => stored.save(candles), durable),
    read: (...asked) => untilStored(() => stored.read(...asked), durable),
  };
  const delta = new DeltaFeed({
    listed: of('delta'),
    hosts,
    dialect: choice.kind === 'live' ? choice.dialect : compactDialect,
    transport,
    rest,
    clock,
    timer: systemTimer,
    random,
    store,
    log,
    historyDays: choice.historyDays,
    foldedUpTo,
    specRead,
    failed,
  });
  const pushed = of('ingest').map(({ spec }) => spec);
  const ingest =
    pushed.length === 0 ? null : new IngestFeed({ specs: pushed, clock, store, foldedUpTo, failed });
  const others = [...new Set(listings.map(({ venue }) => venue))].filter((venue) =>
    venue.startsWith('ccxt:'),
  );
  const polled = others.map(
    (venue) =>
      new CcxtFeed({
        venue,
        listed: of(venue),
        open: () => openCcxtExchange(venue.slice('ccxt:'.length)),
        clock,
        timer: systemTimer,
        random,
        store,
        log,
        historyDays: choice.historyDays,
        foldedUpTo,
        failed,
      }),
  );
  const venues: readonly VenueFeed[] = [...(hasDelta ? [delta] : []), ...(ingest ? [ingest] : []), ...polled];
  const feed = new VenueFeeds({
    kind: choice.kind,
    label: liveLabel(hosts),
    venues,
    venueOf: new Map(listings.map(({ spec, venue }) => [spec.symbol, venue])),
  });
  // It goes on trying by itself until the venue answers, or until it is stopped.
  clock.start().catch(failed);
  return {
    feed,
    clock,
    ingest,
    close: () => {
      clock.stop();
      return Promise.resolve();
    },
  };
}
