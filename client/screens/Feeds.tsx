import type { ReactNode } from 'react';
import type { FeedState, Status, VenueHealth } from '#shared/sync/status.ts';
import { useServerNow } from '../data/serverClock.ts';
import { type Series, useStatus } from '../data/useStatus.ts';
import { price } from '../ui/format.ts';
import { age, dayAndTime } from '../ui/formatTime.ts';
import { ValueRow } from '../ui/ListRow.tsx';
import { Pill } from '../ui/Pill.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { BackLink } from './BackLink.tsx';
import './Feeds.css';

/** Where prices come from, how fresh they are, and what stands in the way where they are not. */
export function Feeds() {
  const status = useStatus();
  return (
    <div className="screen is-narrow">
      <div className="screen-head">
        <BackLink to="/more" name="More" />
        <h1 className="t-title">Feeds</h1>
      </div>
      {status ? <Known status={status} /> : <Skeleton height="20rem" />}
    </div>
  );
}

function Known({ status }: { readonly status: Status }) {
  const { feed } = status;
  // What ails a venue stands there once, and not again at each of its symbols.
  const told = new Set(feed.venues.map(({ message }) => message));
  return (
    <>
      {feed.venues.length === 0 && (
        <p className="feeds-words t-body">
          {feed.kind === 'sample' ? 'The built-in sample' : 'A recording'} is being played
          {feed.message === null ? '.' : `. ${feed.message}`}
        </p>
      )}
      {feed.venues.map((venue) => (
        <Venue key={venue.venue} venue={venue} />
      ))}
      <section className="section" aria-labelledby="prices">
        <h2 className="t-head" id="prices">
          Last prices
        </h2>
        <ul>
          {newestOf(status.series).map((series) => (
            <li key={series.symbol} className="row">
              <span className="row-words">
                <span className="t-name">{series.symbol}</span>
                <span className="t-micro">
                  {told.has(series.doubt) ? newestWords(series) : (series.doubt ?? newestWords(series))}
                </span>
              </span>
              <span className={series.doubt === null ? 't-md' : 'feeds-stale t-md'}>
                {price(series.lastPrice, series.digits)}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

const newestWords = ({ lastCandleAt }: Series): string =>
  lastCandleAt === null ? 'No candle yet' : `Newest candle ${dayAndTime(lastCandleAt)}`;

/** Of each symbol the series whose newest candle is the newest. */
function newestOf(all: readonly Series[]): readonly Series[] {
  const newest = new Map<string, Series>();
  for (const series of all) {
    const known = newest.get(series.symbol);
    if (!known || (series.lastCandleAt ?? 0) > (known.lastCandleAt ?? 0)) newest.set(series.symbol, series);
  }
  return [...newest.values()];
}

const words: Readonly<Record<FeedState, string>> = {
  starting: 'Starting',
  backfilling: 'Loading history',
  live: 'Live',
  stale: 'Stale',
  ended: 'Ended',
};

function Venue({ venue }: { readonly venue: VenueHealth }) {
  const now = useServerNow();
  const isWaiting = venue.state === 'starting' && venue.venue === 'ingest';
  return (
    <section className="section" aria-label={venue.name}>
      <div className="section-head">
        <h2 className="t-head">{venue.name}</h2>
        <Pill kind={venue.state === 'stale' ? 'lamp' : 'quiet'}>
          {isWaiting ? 'Not used' : words[venue.state]}
          {venue.progress !== null && ` ${Math.floor(venue.progress * 100)} %`}
        </Pill>
      </div>
      {venue.message !== null && <p className="feeds-words t-body">{venue.message}</p>}
      {venue.state === 'stale' && venue.lastHeardAt === null && !isWaiting && (
        <p className="feeds-words t-body">
          To look around without it, start Breaker with: npm start -- --sandbox
        </p>
      )}
      {isWaiting && (
        <p className="feeds-words t-body">
          {venue.lastHeardAt === null ? 'Nothing was ever pushed.' : 'Nothing was pushed for a week.'} On the
          machine Breaker runs on: npm run ingest -- add &lt;name&gt;
        </p>
      )}
      <dl>
        <ValueRow name="Newest candle" value={dayAndTime(venue.lastCandleAt)} />
        {venue.state !== 'live' && <ValueRow name="Last heard" value={heard(venue, now)} />}
      </dl>
    </section>
  );
}

function heard({ lastHeardAt }: VenueHealth, now: number | null): ReactNode {
  if (lastHeardAt === null || now === null) return 'never';
  return `${age(Math.max(0, now - lastHeardAt))} ago`;
}
