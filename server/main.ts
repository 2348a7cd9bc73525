import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { restoreAccount } from '#shared/core/restoreAccount.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import { TradingError } from '#shared/errors.ts';
import { seriesKey } from '#shared/market/candle.ts';
import type { Feed } from '#shared/ports.ts';
import { processEnvironment, readConfig, type ServerConfig, usage } from './config.ts';
import { openRecording, type Recording } from './feed/recording.ts';
import { createReplay } from './feed/replayFeed.ts';
import { startHttp } from './http.ts';
import { keepCards } from './jobs/keepCards.ts';
import { Broadcast } from './live/broadcast.ts';
import { Desk } from './live/desk.ts';
import { foundingBatch } from './live/founding.ts';
import { MarketRunner } from './live/marketRunner.ts';
import { rememberedBars } from './live/series.ts';
import { openLog } from './observe/log.ts';
import { Gym } from './rpc/gym.ts';
import { LiveBackend } from './rpc/liveBackend.ts';
import { Shutdown } from './shutdown.ts';
import type { Sql } from './store/db.ts';
import { untilStored } from './store/durable.ts';
import { holdLead } from './store/lead.ts';
import { openMarket, readCommand } from './store/market.ts';
import { openMarketSchema, openServer } from './store/openStore.ts';
import { record } from './store/record.ts';
import { replaceStructure } from './store/refold.ts';
import { readStoredAccounts, readStoredSeries, readTail } from './store/restore.ts';
import { readTaught } from './store/taught.ts';
import { readStrategies, strategiesFile } from './strategyConfig.ts';
import { readSymbols, symbolsFile } from './symbolConfig.ts';
import { systemTimer } from './systemTimer.ts';

const clientDir = fileURLToPath(new URL('../dist/client', import.meta.url));
const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

interface Host {
  readonly config: ServerConfig;
  readonly log: Logger;
  readonly shutdown: Shutdown;
  readonly stop: (error: unknown) => void;
}

async function start(host: Host): Promise<string> {
  const { config, log, shutdown } = host;
  const recording = await openRecording(config);
  const database = await openServer({ ...config, log });
  const lead = await holdLead({ database, timer: systemTimer, log, onOver: host.stop });
  // Whoever does not get the lead leaves the database to the one who has it.
  shutdown.add('database', () => database.stop());
  shutdown.add('lead', () => lead.release());
  const sql = await openMarketSchema(database.connection, recording.schema);
  shutdown.add('database pool', () => sql.end({ timeout: 5 }));
  const opened = await openRoad(host, { recording, sql });
  const { backend, broadcast, desk, feed } = opened;
  shutdown.add('desk', () => desk.close());
  const http = await startHttp({ ...config, backend, log, clientDir });
  shutdown.add('http', () => http.stop());
  shutdown.add('streams', () => Promise.resolve(broadcast.close()));
  shutdown.add('feed', () => feed.stop());
  const listener = {
    history: desk.history.bind(desk),
    closed: desk.closed.bind(desk),
    settled: desk.settled.bind(desk),
    forming: () => {},
    healthChanged: () => broadcast.publish({ type: 'status', status: backend.status() }),
  };
  feed.start(listener).catch(host.stop);
  const cards = keepCards({ database, sql, log, schema: recording.schema, specs: recording.specs });
  shutdown.add('report cards', () => cards.stop());
  return `${http.url} · PAPER · ${recording.label}`;
}

interface Road {
  readonly backend: LiveBackend;
  readonly broadcast: Broadcast;
  readonly desk: Desk;
  readonly feed: Feed;
}

/** Everything between the feed and the phone, as the last run left it. */
async function openRoad(
  { config, log, shutdown, stop }: Host,
  { recording, sql }: { readonly recording: Recording; readonly sql: Sql },
): Promise<Road> {
  const taught = await readTaught(sql, 'human-trained');
  const strategies = await readStrategies(strategiesFile, {
    params: taught === null ? {} : { 'human-trained': taught.params },
    unfit: (id) => log.warn({ evt: 'strategy.taughtUnfit', id, params: taught?.params }),
  });
  const core = new TradingCore(strategies);
  const writer = randomUUID();
  const opened = await openMarket(sql, {
    epoch: randomUUID(),
    label: recording.label,
    writer,
  });
  const tail = await readTail(sql);
  const { feed, clock } = createReplay({
    kind: recording.kind,
    source: recording.source,
    speed: config.speed,
    from: config.from ?? recording.from,
    warmupCandles: recording.warmupCandles,
    resumeAfter: tail.newestOpenTimes,
    reached: tail.lastFactAt,
    timer: systemTimer,
  });
  const market = new MarketRunner({ specs: recording.specs, strategies });
  const stored = await readStoredSeries(sql, {
    series: recording.source,
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
  let after = { sequence: opened.sequence, factId: tail.lastFactId };
  if (after.factId === 0) {
    await record(sql, foundingBatch({ after, at: clock.now() }), writer);
    after = { sequence: after.sequence + 1, factId: 1 };
  }
  const accounts = (await readStoredAccounts(sql)).map((account) => restoreAccount(account, market));
  const broadcast = new Broadcast(systemTimer);
  const durable = { timer: systemTimer, log, isOver: () => shutdown.hasBegun };
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
  const specs = new Map([...(await readSymbols(symbolsFile)), ...recording.specs]);
  const gym = new Gym({ sql, clock, writer, specs });
  const backend = new LiveBackend({ sql, desk, market, broadcast, feed, clock, epoch, version, gym });
  return { backend, broadcast, desk, feed };
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
