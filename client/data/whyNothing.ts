import type { Status } from '#shared/sync/status.ts';
import type { Connection } from './liveConnection.ts';

/** Why there is nothing to decide, in sentences: what the feed and each series are doing. */
export function whyNothing(status: Status | undefined, connection: Connection['state']): string[] {
  if (connection === 'offline') return ['The server does not answer. New signals come when it does.'];
  if (!status) return ['Waiting to hear from the server.'];
  const { feed, series } = status;
  if (feed.state === 'starting' || feed.state === 'backfilling')
    return [feed.message ?? 'The feed is starting.'];
  if (feed.state === 'ended') return [feed.message ?? 'The replay has ended. No more candles will come.'];
  const fresh = series.filter((one) => one.doubt === null);
  // What ails the prices stands above, on every screen.
  if (feed.state === 'stale' && fresh.length === 0) return ['New signals come when prices are fresh again.'];
  const watched = fresh.filter((one) => one.candles >= one.warmupCandles).map((one) => one.symbol);
  const looking = watched.length > 0 ? [`No setup on ${list(watched)}. Every closed candle is checked.`] : [];
  const said = feed.message !== null && feed.state !== 'stale' ? [feed.message] : [];
  return [...said, ...looking, ...warmingWords(fresh)];
}

function warmingWords(series: Status['series']): readonly string[] {
  const warming = series.filter((one) => one.candles < one.warmupCandles);
  if (warming.length > 2) return [`${list(warming.map((one) => one.symbol))} are warming up.`];
  return warming.map(
    ({ symbol, timeframe, candles, warmupCandles }) =>
      `${symbol} ${timeframe} is warming up, ${candles} of ${warmupCandles} candles.`,
  );
}

/** "SOLUSDT", "SOLUSDT and EURUSD", "SOLUSDT, EURUSD and 4 more". */
function list(symbols: readonly string[]): string {
  const names = [...new Set(symbols)];
  if (names.length > 3) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
