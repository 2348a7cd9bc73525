import { deltaHosts } from '#server/delta/hosts.ts';
import { PublicRest } from '#server/delta/publicRest.ts';
import { Quota } from '#server/delta/quota.ts';
import { RestCaller } from '#server/delta/restCaller.ts';
import { deltaCandleSource } from '#server/feed/deltaCandleSource.ts';
import { HistoryLoader, type HistoryLoaderOptions } from '#server/feed/historyLoader.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import type { HistoryStore } from '#shared/ports.ts';
import type { CandleVenue } from './candleVenue.ts';
import type { SimTime } from './simTime.ts';

interface HistoryRunOptions
  extends Pick<HistoryLoaderOptions, 'onProgress' | 'onTrouble' | 'tries' | 'inFlight'> {
  readonly time: SimTime;
  readonly venue: CandleVenue;
  readonly store: HistoryStore;
  readonly pageRows: number;
  readonly seed?: number;
  readonly budget?: number;
}

/** The loader as a process starts it, over the real client. */
export function historyRun(options: HistoryRunOptions): HistoryLoader {
  const { time, venue, store, pageRows, seed = 1, budget = 10_000, ...rest } = options;
  const random = seededRandom(seed);
  const quota = new Quota({ timer: time, budget });
  const caller = new RestCaller({
    hosts: deltaHosts.india,
    transport: venue.transport,
    quota,
    timer: time,
    random,
  });
  const market = new PublicRest({ rest: caller, clock: { venueNow: () => time.now() }, caller: 'history' });
  return new HistoryLoader({
    source: { ...deltaCandleSource(market, (symbol) => symbol), pageRows },
    store,
    timer: time,
    random,
    ...rest,
  });
}
