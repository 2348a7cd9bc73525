import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { restoreAccount } from '#shared/core/restoreAccount.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import { TradingError } from '#shared/errors.ts';
import { seriesKey } from '#shared/market/candle.ts';
import { processEnvironment, readConfig, type ServerConfig, usage } from './config.ts';
import { openRecording, type Recording } from './feed/recording.ts';
import { createReplay } from './feed/replayFeed.ts';
import { startHttp } from './http.ts';
import { Broadcast } from './live/broadcast.ts';
import { Desk } from './live/desk.ts';
import { foundingBatch } from './live/founding.ts';
import { MarketRunner } from './live/marketRunner.ts';
import { rememberedBars } from './live/series.ts';
import { openLog } from './observe/log.ts';
import { LiveBackend } from './rpc/liveBackend.ts';
import type { Sql } from './store/db.ts';
import { untilStored } from './store/durable.ts';
import { acquireLeader } from './store/leaderLock.ts';
import { openMarket, readCommand } from './store/market.ts';
import { openMarketSchema, openServer } from './store/openStore.ts';
import { record } from './store/record.ts';
import { replaceStructure } from './store/refold.ts';
import { readStoredAccounts, readStoredSeries, readTail } from './store/restore.ts';
import { readStrategies, strategiesFile } from './strategyConfig.ts';
import { systemTimer } from './systemTimer.ts';

const clientDir = fileURLToPath(new URL('../dist/client', import.meta.url));
const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

/** Undoes what was started, newest first. */
class Shutdown {
  readonly #steps: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  readonly #log: Logger;
  #running: Promise<void> | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, run: () => Promise<void>): void {
    this.#steps.unshift({ name, run });
  }

  get hasBegun(): boolean {
    return this.#running !== null;
  }

  run(): Promise<void> {
    this.#running ??= this.#runSteps();
    return this.#running;
  }

  async #runSteps(): Promise<void> {
    for (const step of this.#steps) {
      try {
        await step.run();
      } catch (error) {
        this.#log.error({ evt: 'shutdown.stepFailed', step: step.name, err: error });
      }
    }
  }
}

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
  const leader = await acquireLeader({
    connection: database.connection,
    onLost: () => host.stop(new Error('the database connection that holds the leader lock is gone')),
  });
  // Whoever does not get the lock leaves the database to the one who has it.
  shutdown.add('database', () => database.stop());
  shutdown.add('leader lock', () => leader.release());
  const sql = await openMarketSchema(database.connection, recording.schema);
  shutdown.add('database pool', () => sql.end({ timeout: 5 }));
  return await startTrading(host, { recording, sql });
}

async function startTrading(
  host: Host,
  { recording, sql }: { recording: Recording; sql: Sql },
): Promise<string> {
  const { config, log, shutdown } = host;
  const core = new TradingCore(await readStrategies(strategiesFile));
  const storedSeries = await readStoredSeries(sql, { series: recording.source, remembered: rememberedBars });
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
  const market = new MarketRunner({ specs: recording.specs, warmupCandles: core.warmupCandles });
  const refolded = market.restore(storedSeries);
  if (refolded.length > 0) {
    log.warn({ evt: 'engine.refolded', series: refolded.map(seriesKey) });
    await replaceStructure(sql, { series: refolded, epoch: randomUUID() });
  }
  const marketRow = await openMarket(sql, { epoch: randomUUID(), label: recording.label });
  let after = { sequence: marketRow.sequence, factId: tail.lastFactId };
  if (after.factId === 0) {
    await record(sql, foundingBatch({ after, at: clock.now() }));
    after = { sequence: after.sequence + 1, factId: 1 };
  }
  const storedAccounts = await readStoredAccounts(sql);
  const broadcast = new Broadcast(systemTimer);
  const durable = { timer: systemTimer, log, isOver: () => shutdown.hasBegun };
  const desk = new Desk({
    core,
    market,
    clock,
    log,
    after,
    accounts: storedAccounts.map((account) =>
      restoreAccount(account, {
        specOf: (symbol) => market.specOf(symbol),
        lastPrice: (symbol) => market.lastPrice(symbol),
      }),
    ),
    store: {
      record: (batch) => untilStored(() => record(sql, batch), durable),
      findCommand: (id) => untilStored(() => readCommand(sql, id), durable),
    },
    committed: ({ facts, charts }) => {
      for (const fact of facts) broadcast.publish({ type: 'fact', fact });
      for (const update of charts) broadcast.publish({ type: 'chart', update });
      if (charts.length > 0) broadcast.publish({ type: 'status', status: backend.status() });
      if (facts.length + charts.length > 0)
        for (const mark of backend.marks()) broadcast.publish({ type: 'mark', mark });
    },
    failed: host.stop,
  });
  const backend = new LiveBackend({
    sql,
    desk,
    market,
    broadcast,
    feed,
    clock,
    epoch: marketRow.epoch,
    version,
  });
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
  return `${http.url} · PAPER · ${recording.label}`;
}

async function run(): Promise<void> {
  const config = readConfig(process.argv.slice(2), processEnvironment());
  if (config === 'help') {
    process.stdout.write(usage);
    return;
  }
  const log = openLog(config.logLevel);
  const shutdown = new Shutdown(log);
  const stop = (error: unknown) => {
    if (error !== null && !shutdown.hasBegun) tell(error, log);
    shutdown.run().then(
      () => process.exit(process.exitCode ?? 0),
      () => process.exit(1),
    );
  };
  process.on('uncaughtExceptionMonitor', (error) => log.fatal({ evt: 'server.crashed', err: error }));
  process.once('SIGINT', () => stop(null));
  process.once('SIGTERM', () => stop(null));
  try {
    process.stdout.write(`ready ${await start({ config, log, shutdown, stop })}\n`);
  } catch (error) {
    stop(error);
  }
}

/** A mistake of set-up is told in words; anything else is a fault of ours and gets its stack. */
function tell(error: unknown, log: Logger | null): void {
  if (error instanceof TradingError) process.stderr.write(`\n${error.message}\n`);
  else if (log) log.fatal({ evt: 'server.failed', err: error });
  process.exitCode = 1;
}

run().catch((error: unknown) => {
  tell(error, openLog('info'));
});
