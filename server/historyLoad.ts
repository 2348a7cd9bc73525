import { TradingError } from '#shared/errors.ts';
import { bucketOf } from '#shared/market/buckets.ts';
import { timeText } from '#shared/market/candleChecks.ts';
import type { Random } from '#shared/market/seededRandom.ts';
import { missingSteps } from '#shared/market/session.ts';
import type { Clock, HistoryStore, Span, Timer } from '#shared/ports.ts';
import { ExchangeClock } from './delta/exchangeClock.ts';
import { type ListedInstrument, type ProductFact, readProductFacts } from './delta/productFacts.ts';
import { PublicRest, readServerTime } from './delta/publicRest.ts';
import { Quota } from './delta/quota.ts';
import { RestCaller } from './delta/restCaller.ts';
import type { Transport } from './delta/transport.ts';
import { deltaCandleSource } from './feed/deltaCandleSource.ts';
import {
  HistoryLoader,
  type LoadedSeries,
  type LoadProgress,
  type WantedSeries,
} from './feed/historyLoader.ts';
import { count, thousands } from './feed/historyReport.ts';
import type { HistoryCommand } from './historyOptions.ts';
import type { Listing } from './symbolConfig.ts';

export type LoadCommand = Extract<HistoryCommand, { command: 'load' }>;

export interface LoadHost {
  readonly listings: readonly Listing[];
  readonly store: HistoryStore;
  readonly transport: Transport;
  readonly timer: Timer;
  readonly wallNow: Clock['now'];
  readonly random: Random;
  readonly say: (line: string) => void;
  readonly showProgress: (line: string) => void;
  /** Aborted: stop now, what is stored stays. */
  readonly signal: AbortSignal;
}

const dayMs = 86_400_000;
/** The venue may change a candle within seconds of its end. */
const settledMs = 5_000;
/** Failures of a series in a row, each of several requests; then the venue is away. */
const tries = 4;
const faultsShown = 5;

/** Fetches the candles that the store lacks; answers whether all of them could be had. */
export async function loadHistory(asked: LoadCommand, host: LoadHost): Promise<boolean> {
  const wanted = chosen(host.listings, asked);
  const { timer, random, transport, wallNow } = host;
  const rest = new RestCaller({ hosts: asked.hosts, transport, quota: new Quota({ timer }), timer, random });
  const clock = new ExchangeClock({ timer, wallNow, ask: () => readServerTime(rest) });
  await clock.measure();
  const market = new PublicRest({ rest, clock, caller: 'history' });
  const facts = await readFacts(market, wanted, host);
  const venueSymbols = new Map(wanted.map(({ spec, venueSymbol }) => [spec.symbol, venueSymbol]));
  const loader = new HistoryLoader({
    source: deltaCandleSource(market, (symbol) => venueSymbols.get(symbol) ?? symbol),
    store: host.store,
    timer,
    random,
    tries,
    onProgress: (progress) => host.showProgress(progressLine(progress)),
    onTrouble: (_, error) => host.showProgress(`${wordsOf(error)} It is tried again.`),
  });
  const series = facts.flatMap((fact) =>
    fact.kind === 'tradable' ? wantedSeries(fact, { ...asked, now: clock.venueNow() - settledMs }) : [],
  );
  const loaded = await loader.load(series, host.signal);
  host.showProgress('');
  for (const one of loaded) for (const line of loadedLines(one, host.signal)) host.say(line);
  if (host.signal.aborted) host.say('Stopped. What is loaded is kept; the same command goes on from there.');
  return facts.length === wanted.length && loaded.every(({ failure }) => failure === null);
}

/** The instruments that are meant. */
function chosen(listings: readonly Listing[], { symbol }: LoadCommand): readonly ListedInstrument[] {
  const ofVenue = listings.filter(({ venue }) => venue === 'delta');
  const meant = symbol === null ? ofVenue : ofVenue.filter(({ spec }) => spec.symbol === symbol);
  if (meant.length > 0) return meant;
  const known = ofVenue.map(({ spec }) => spec.symbol).join(', ');
  throw new TradingError(
    'config',
    'history.symbol',
    `--symbol is "${symbol}", expected one of Delta in config/symbols.json: ${known}.`,
  );
}

/** Those that the venue trades; the others are told. */
async function readFacts(
  market: PublicRest,
  wanted: readonly ListedInstrument[],
  { say }: LoadHost,
): Promise<readonly Extract<ProductFact, { kind: 'tradable' }>[]> {
  const { rows, faults } = await market.products();
  for (const fault of faults.slice(0, faultsShown)) say(`Not understood at Delta: ${fault}`);
  return readProductFacts(rows, wanted).flatMap((fact) => {
    if (fact.kind === 'untradable') {
      say(fact.why);
      return [];
    }
    for (const difference of fact.differences) say(difference);
    return [fact];
  });
}

function wantedSeries(
  { spec }: Extract<ProductFact, { kind: 'tradable' }>,
  { timeframe, days, now }: LoadCommand & { readonly now: number },
): readonly WantedSeries[] {
  const { symbol, session } = spec;
  return (timeframe === null ? spec.timeframes : [timeframe]).map((one) => {
    const before = bucketOf(now, one, session).start;
    return { symbol, timeframe: one, session, before, from: before - days * dayMs };
  });
}

const progressLine = ({ series, done, wanted, total }: LoadProgress): string =>
  `${Math.floor(total * 100)} %: ${series.symbol} ${series.timeframe}, ${thousands(done)} of ${count(wanted, 'candle')}`;

function loadedLines(loaded: LoadedSeries, signal: AbortSignal): readonly string[] {
  const { series, saved, gaps, listedFrom, faults, failure } = loaded;
  const name = `${series.symbol} ${series.timeframe}`;
  const missing = gaps.reduce((sum, gap) => sum + stepsOf(gap, loaded), 0);
  return [
    `${name}: ${count(saved, 'candle')} loaded.`,
    ...(listedFrom === null
      ? []
      : [`  It is traded since ${timeText(listedFrom)}: there is nothing before.`]),
    ...(missing === 0 ? [] : [`  ${count(missing, 'candle')} missing at the venue, first ${firstOf(gaps)}.`]),
    ...faults.slice(0, faultsShown).map((fault) => `  not understood: ${fault}`),
    ...(faults.length > faultsShown ? [`  and ${count(faults.length - faultsShown, 'more', 'more')}`] : []),
    ...(failure === null || signal.aborted ? [] : [`  Not all of it: ${wordsOf(failure)}`]),
  ];
}

const stepsOf = ({ first, last }: Span, { series }: LoadedSeries): number =>
  first === last
    ? 1
    : 2 + missingSteps({ after: first, before: last, timeframe: series.timeframe, session: '24x7' });

const firstOf = (gaps: readonly Span[]): string => timeText(gaps[0]?.first ?? 0);

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
