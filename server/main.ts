import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { restoreAccount } from '#shared/core/restoreAccount.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import { TradingError } from '#shared/errors.ts';
import { type Candle, seriesKey } from '#shared/market/candle.ts';
import { type SymbolSpec, withVenueFigures } from '#shared/market/symbol.ts';
import type { ChosenMarket, OpenedMarket } from './chosenMarket.ts';
import { type MarketChoice, processEnvironment, readConfig, type ServerConfig, usage } from './config.ts';
import { startHttp } from './http.ts';
import { keepCards } from './jobs/keepCards.ts';
import { Broadcast } from './live/broadcast.ts';
import { Desk } from './live/desk.ts';
import { foundingBatch } from './live/founding.ts';
import { MarketRunner } from './live/marketRunner.ts';
import { rememberedBars } from './live/series.ts';
import { openLiveMarket } from './liveMarket.ts';
import { FeedAlarm } from './observe/feedAlarm.ts';
import { FeedLines } from './observe/feedLines.ts';
import { openLog } from './observe/log.ts';
import { openRecordedMarket } from './recordedMarket.ts';
import { Gym } from './rpc/gym.ts';
import { LiveBackend } from './rpc/liveBackend.ts';
import { Shutdown } from './shutdown.ts';
import type { Sql } from './store/db.ts';
import { untilStored } from './store/durable.ts';
import { findIngestSource } from './store/ingestSources.ts';
import { holdLead } from './store/lead.ts';
import { openMarket, readCommand } from './store/market.ts';
import { openMarketSchema, openServer } from './store/openStore.ts';
import { record } from './store/record.ts';
import { replaceStructure } from './store/refold.ts';
import { readStoredAccounts, readStoredSeries, readTail } from './store/restore.ts';
import { keepVenueSpec, readVenueSpecs } from './store/symbols.ts';
import { readTaught } from './store/taught.ts';
import { readStrategies, strategiesFile } from './strategyConfig.ts';
import { readSymbols, symbolsFile } from './symbolConfig.ts';
import { systemTimer } from './systemTimer.ts';

const clientDir = fileURLToPath(new URL('../dist/client', import.meta.url));
const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const feedLines = new FeedLines({ say, showProgress: say });

interface Host {
  readonly config: ServerConfig;
  readonly log: Logger;
  readonly shutdown: Shutdown;
  readonly stop: (error: unknown) => void;
}

async function start(host: Host): Promise<string> {
  const { config, log, shutdown } = host;
  const chosen = await chooseMarket(config.market);
  const database = await openServer({ ...config, log });
  const lead = await holdLead({ database, timer: systemTimer, log, onOver: host.stop });
  // Whoever does not get the lead leaves the database to the one who has it.
  shutdown.add('database', () => database.stop());
  shutdown.add('lead', () => lead.release());
  const sql = await openMarketSchema(database.connection, chosen.schema);
  shutdown.add('database pool', () => sql.end({ timeout: 5 }));
  const opened = await openRoad(host, { chosen, sql });
  const { backend, broadcast, desk, feed, ingest } = opened;
  shutdown.add('market', () => opened.close());
  shutdown.add('desk', () => desk.close());
  const http = await startHttp({
    ...config,
    backend,
    log,
    clientDir,
    ...(ingest && { ingest: { feed: ingest, findSource: (token) => findIngestSource(sql, token), log } }),
  });
  shutdown.add('http', () => http.stop());
  shutdown.add('streams', () => Promise.resolve(broadcast.close()));
  const alarm = new FeedAlarm({ timer: systemTimer, log, say });
  shutdown.add('feed alarm', () => Promise.resolve(alarm.stop()));
  shutdown.add('feed', () => feed.stop());
  const listener = {
    history: desk.history.bind(desk),
    closed: desk.closed.bind(desk),
    settled: desk.settled.bind(desk),
    forming: (candle: Candle) => backend.publishForming(candle),
    healthChanged: () => {
      const health = feed.health();
      feedLines.show(health);
      alarm.watch(health);
      broadcast.publish({ type: 'status', status: backend.status() });
    },
  };
  feed.start(listener).catch(host.stop);
  const cards = keepCards({ database, sql, log, schema: chosen.schema, specs: chosen.specs });
  shutdown.add('report cards', () => cards.stop());
  return `${http.url} · PAPER · ${chosen.label}`;
}

const chooseMarket = (choice: MarketChoice): Promise<ChosenMarket> =>
  choice.kind === 'replay' || choice.kind === 'sample' ? openRecordedMarket(choice) : openLiveMarket(choice);

interface Road extends OpenedMarket {
  readonly backend: LiveBackend;
  readonly broadcast: Broadcast;
  readonly desk: Desk;
}

/** Everything between the feed and the phone, as the last run left it. */
async function openRoad(
  { log, shutdown, stop }: Host,
  { chosen, sql }: { readonly chosen: ChosenMarket; readonly sql: Sql },
): Promise<Road> {
  const taught = await readTaught(sql, 'human-trained');
  const strategies = await readStrategies(strategiesFile, {
    params: taught === null ? {} : { 'human-trained': taught.params },
    unfit: (id) => log.warn({ evt: 'strategy.taughtUnfit', id, params: taught?.params }),
  });
  const core = new TradingCore(strategies);
  const writer = randomUUID();
  const durable = { timer: systemTimer, log, isOver: () => shutdown.hasBegun };
  const opened = await openMarket(sql, {
    epoch: randomUUID(),
    label: chosen.label,
    writer,
  });
  const tail = await readTail(sql);
  const known = await readVenueSpecs(sql);
  const specOf = (spec: SymbolSpec) =>
    chosen.told.has(spec.symbol) ? withVenueFigures(spec, known.get(spec.symbol)) : spec;
  const specs = new Map([...chosen.specs].map(([symbol, spec]) => [symbol, specOf(spec)]));
  const market = new MarketRunner({ specs, strategies });
  const stored = await readStoredSeries(sql, {
    series: chosen.series,
    remembered: rememberedBars,
    partsOf: (key) => market.partsOf(key),
  });
  const refolded = market.restore(stored);
  // What an older engine left was folded anew: the phones have to read everything again.
  const epoch = refolded.length === 0 ? opened.epoch : randomUUID();
  if (refolded.length > 0) {
    log.warn({ evt: 'engine.refolded', series: refolded.map(seriesKey) });
    await replaceStructure(sql, { series: refolded, epoch });
  }
  const source = await chosen.open({
    sql,
    writer,
    tail,
    log,
    foldedUpTo: (series) => market.find(series)?.lastCandle?.openTime ?? null,
    specRead: (spec) => {
      market.respec(spec);
      untilStored(() => keepVenueSpec(sql, spec), durable).catch(stop);
    },
    failed: stop,
    isOver: durable.isOver,
  });
  const { feed, clock } = source;
  let after = { sequence: opened.sequence, factId: tail.lastFactId };
  if (after.factId === 0) {
    await record(sql, foundingBatch({ after, at: clock.now() }), writer);
    after = { sequence: after.sequence + 1, factId: 1 };
  }
  const accounts = (await readStoredAccounts(sql)).map((account) => restoreAccount(account, market));
  const broadcast = new Broadcast(systemTimer);
  const desk = new Desk({
    core,
    market,
    clock,
    log,
    after,
    accounts,
    store: {
      record: (batch) => untilStored(() => record(sql, batch, writer), durable),
      findCommand: (id) => untilStored(() => readCommand(sql, id), durable),
    },
    committed: (what) => backend.publish(what),
    failed: stop,
  });
  const practised = new Map([...(await readSymbols(symbolsFile)), ...specs]);
  const gym = new Gym({ sql, clock, writer, specs: practised });
  const backend = new LiveBackend({ sql, desk, market, broadcast, feed, clock, epoch, version, gym });
  return { ...source, backend, broadcast, desk };
}

function run(): void {
  const config = readConfig(process.argv.slice(2), processEnvironment());
  if (config === 'help') {
    process.stdout.write(usage);
    return;
  }
  const log = openLog(config.logLevel);
  const shutdown = new Shutdown(log);
  const stop = (error: unknown) => {
    if (error !== null && !shutdown.hasBegun) tell(error, log);
    shutdown.run(starting).then(
      () => process.exit(process.exitCode ?? 0),
      () => process.exit(1),
    );
  };
  process.on('uncaughtExceptionMonitor', (error) => log.fatal({ evt: 'server.crashed', err: error }));
  process.once('SIGINT', () => stop(null));
  process.once('SIGTERM', () => stop(null));
  const starting = start({ config, log, shutdown, stop });
  starting.then((line) => {
    if (!shutdown.hasBegun) process.stdout.write(`ready ${line}\n`);
  }, stop);
}

/** A mistake of set-up is told in words; anything else is a fault of ours and gets its stack. */
function tell(error: unknown, log: Logger): void {
  if (error instanceof TradingError) process.stderr.write(`\n${error.message}\n`);
  else log.fatal({ evt: 'server.failed', err: error });
  process.exitCode = 1;
}

try {
  run();
} catch (error) {
  tell(error, openLog('info'));
}
