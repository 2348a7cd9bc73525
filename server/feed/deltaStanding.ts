import type { UnixMs } from '#shared/market/candle.ts';
import type { SeriesName } from '#shared/ports.ts';
import type { FeedState } from '#shared/sync/status.ts';
import type { ConnectionState } from '../delta/connection.ts';
import * as words from './deltaWords.ts';
import { type FollowedSymbol, isDisturbed } from './followedSymbol.ts';

/** Everything that health and doubts follow from. */
export interface DeltaStanding {
  /** For people: "Delta Exchange India". */
  readonly name: string;
  /** `reaching`: the venue has not said yet what its instruments are. */
  readonly phase: 'reaching' | 'loading' | 'running' | 'stopped';
  /** Why the venue does not answer, in sentences; null: it does. */
  readonly trouble: string | null;
  readonly loading: { readonly series: SeriesName; readonly total: number } | null;
  readonly link: ConnectionState;
  readonly hasBeenOpen: boolean;
  /** Candles that a break of the connection has left out are being fetched. */
  readonly isCatchingUp: boolean;
  /** As the venue says in its system messages: "live". */
  readonly systemStatus: string;
  readonly clockDoubt: string | null;
  readonly followed: ReadonlyMap<string, FollowedSymbol>;
  /** Why instruments of the configuration are not followed, by symbol. */
  readonly left: ReadonlyMap<string, string>;
  /** Sentences for the owner about instruments. */
  readonly differences: readonly string[];
  /** The venue's time, and that of the timer. */
  readonly now: UnixMs;
  readonly nowMs: number;
  /** How much faster than the wall the venue's time runs: a sandbox may. */
  readonly rate: number;
}

/** A candle that REST does not confirm for so long makes its symbol doubtful. */
const overdueMs = 30_000;
/** How long a hole in the candles is worth saying. */
const toldForMs = 24 * 3_600_000;

export function stateOf(standing: DeltaStanding): FeedState {
  const { phase, trouble, link, followed } = standing;
  if (phase === 'stopped') return 'ended';
  if (trouble !== null) return 'stale';
  if (phase === 'reaching') return 'starting';
  if (phase === 'loading') return 'backfilling';
  if (link.state === 'waiting' || living(followed).length === 0) return 'stale';
  if (link.state !== 'open') return standing.hasBeenOpen ? 'stale' : 'backfilling';
  if (standing.isCatchingUp) return 'backfilling';
  return [...followed.keys()].some((symbol) => doubtOf(standing, symbol) === null) ? 'live' : 'stale';
}

/** Part of the candles that are being fetched; null when none are. */
export function progressOf({ phase, loading, isCatchingUp, followed }: DeltaStanding): number | null {
  if (phase === 'loading') return loading?.total ?? 0;
  if (phase !== 'running' || !isCatchingUp) return null;
  const closers = living(followed).flatMap((one) => one.closers);
  const done = closers.filter((closer) => closer.overdueMs === 0).length;
  return closers.length === 0 ? null : done / closers.length;
}

export function messageOf(standing: DeltaStanding): string | null {
  const { phase, trouble, loading, link, followed, clockDoubt } = standing;
  if (phase === 'stopped') return null;
  if (trouble !== null) return trouble;
  if (phase === 'loading') return loading && loadingWords(loading);
  if (phase !== 'running') return null;
  if (living(followed).length === 0) return notes(standing) ?? `Nothing is followed at ${standing.name}.`;
  if (link.state !== 'open') return linkWords(standing);
  if (standing.isCatchingUp) return catchingUpWords(standing);
  if (clockDoubt !== null) return clockDoubt;
  for (const one of living(followed)) {
    const doubt = doubtOfFollowed(standing, one);
    if (doubt !== null) return doubt;
  }
  return notes(standing);
}

const loadingWords = ({ series, total }: NonNullable<DeltaStanding['loading']>): string =>
  total < 1 ? words.loading(series) : words.folding;

function catchingUpWords({ followed }: DeltaStanding): string {
  const closers = living(followed).flatMap((one) => one.closers);
  const trouble = closers.map((closer) => closer.trouble).find((text) => text !== null);
  const sentence = 'Fetching the candles that were missed.';
  return trouble === undefined ? sentence : `${sentence} ${trouble}`;
}

/** What is worth saying while all goes well. */
function notes({ followed, differences, now }: DeltaStanding): string | null {
  for (const { series, newestGap } of living(followed).flatMap((one) => one.closers)) {
    if (newestGap !== null && now - newestGap.last < toldForMs) return words.missing(series, newestGap);
  }
  return differences[0] ?? null;
}

/** Why prices of the symbol cannot be trusted, in one sentence; null: they can. */
export function doubtOf(standing: DeltaStanding, symbol: string): string | null {
  const { name, phase, trouble, link, clockDoubt } = standing;
  const left = standing.left.get(symbol);
  if (left !== undefined) return left;
  if (phase === 'stopped') return `${name} is not listened to any more.`;
  if (trouble !== null) return trouble;
  if (phase !== 'running') return `The history of ${symbol} is being loaded.`;
  const followed = standing.followed.get(symbol);
  if (!followed) return `${symbol} is not followed at ${name}.`;
  if (link.state !== 'open') return linkWords(standing);
  return clockDoubt ?? doubtOfFollowed(standing, followed);
}

function doubtOfFollowed(standing: DeltaStanding, followed: FollowedSymbol): string | null {
  const { symbol, stream, closers, tradingStatus } = followed;
  const { systemStatus, isCatchingUp, name, nowMs, rate } = standing;
  if (systemStatus !== 'live') return words.disturbed(name, systemStatus);
  if (isDisturbed(followed)) return words.disturbed(symbol, tradingStatus);
  if (isCatchingUp && closers.some((closer) => closer.overdueMs > 0)) {
    return `Candles of ${symbol} that were missed are being fetched.`;
  }
  if (stream.isStale(nowMs)) return words.silent(symbol, stream.newestAt);
  const late = closers.find((closer) => closer.overdueMs > overdueMs * rate);
  if (late === undefined) return null;
  const sentence = words.unconfirmed(late.series, late.next);
  return late.trouble === null ? sentence : `${sentence} ${late.trouble}`;
}

function linkWords({ name, link, hasBeenOpen }: DeltaStanding): string {
  if (link.state !== 'waiting') return `${name} is being connected to.`;
  return hasBeenOpen
    ? words.interrupted(name, link.why, link.retryMs)
    : words.unreachable(name, link.why, link.retryMs);
}

const living = (followed: ReadonlyMap<string, FollowedSymbol>): readonly FollowedSymbol[] =>
  [...followed.values()].filter(({ leftBecause }) => leftBecause === null);
