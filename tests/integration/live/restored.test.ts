import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { beforeAll, expect, it } from 'vitest';
import { Desk } from '#server/live/desk.ts';
import { foundingBatch } from '#server/live/founding.ts';
import { MarketRunner } from '#server/live/marketRunner.ts';
import { rememberedBars } from '#server/live/series.ts';
import type { Sql } from '#server/store/db.ts';
import { readCommand } from '#server/store/market.ts';
import { record } from '#server/store/record.ts';
import { readStoredAccounts, readStoredSeries } from '#server/store/restore.ts';
import type { AccountState } from '#shared/core/accountState.ts';
import type { SeriesKey } from '#shared/core/batch.ts';
import type { CommandEvent } from '#shared/core/messages.ts';
import { restoreAccount } from '#shared/core/restoreAccount.ts';
import { onAllSymbols, type StrategyRun } from '#shared/core/strategyRun.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { sampleSeries, sampleSymbols } from '#shared/market/sampleSeries.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { humanRuns, humanSpec } from '../../support/liveHuman.ts';
import { m5Series } from '../../support/m5Series.ts';
import { freshMarket, writer } from '../../support/market.ts';

interface World {
  readonly name: string;
  readonly specs: readonly SymbolSpec[];
  readonly strategies: readonly StrategyRun[];
  readonly series: readonly SeriesKey[];
  /** By their closes. */
  readonly candles: readonly Candle[];
  readonly checkEvery: number;
}

const sample: World = {
  name: 'Progressive SMC on the sample',
  specs: sampleSymbols,
  strategies: onAllSymbols(new ProgressiveSmc()),
  series: sampleSeries(),
  candles: sampleSeries()
    .flatMap((series) => Array.from({ length: seriesLength(series) }, (_, index) => candleAt(series, index)))
    .sort((a, b) => closeTime(a) - closeTime(b) || (a.symbol < b.symbol ? -1 : 1))
    .slice(0, 6_000),
  checkEvery: 250,
};
const human: World = {
  name: 'Human-trained, whose entries rest',
  specs: [humanSpec],
  strategies: humanRuns,
  series: [{ symbol: humanSpec.symbol, timeframe: '5m' }],
  candles: m5Series(11, 6_000),
  // Its signals are few and short-lived.
  checkEvery: 200,
};
/** What a restart would find now. */
async function restart(
  sql: Sql,
  world: World,
): Promise<{ readonly market: MarketRunner; readonly accounts: readonly AccountState[] }> {
  const specs = new Map(world.specs.map((spec) => [spec.symbol, spec]));
  const market = new MarketRunner({ specs, strategies: world.strategies });
  market.restore(
    await readStoredSeries(sql, {
      series: world.series,
      remembered: rememberedBars,
      partsOf: (key) => market.partsOf(key),
    }),
  );
  const stored = await readStoredAccounts(sql);
  return { market, accounts: stored.map((account) => restoreAccount(account, market)) };
}

const sqlOf = new Map<World, Sql>();
beforeAll(async () => {
  for (const world of [sample, human]) sqlOf.set(world, await freshMarket());
});

it.each([sample, human])('knows after a restart at any time what it knew before: $name', async (world) => {
  const sql = sqlOf.get(world);
  if (sql === undefined) throw new Error('each world has its market');
  const { candles, checkEvery } = world;
  const random = seededRandom(20_260_105).even;
  const { market, accounts: none } = await restart(sql, world);
  expect(none).toEqual([]);
  let now = candles[0]?.openTime ?? 0;
  await record(sql, foundingBatch({ after: { sequence: 0, factId: 0 }, at: now }), writer);
  const desk = new Desk({
    core: new TradingCore(world.strategies),
    market,
    clock: { now: () => now, after: () => () => {}, rate: 0 },
    log: pino({ level: 'silent' }),
    after: { sequence: 1, factId: 1 },
    accounts: (await restart(sql, world)).accounts,
    store: { record: (batch) => record(sql, batch, writer), findCommand: (id) => readCommand(sql, id) },
    committed: () => {},
    failed: (error) => {
      throw error;
    },
  });
  const counts = { checks: 0, waiting: 0, taken: 0, trades: 0, decisions: 0, lastSignals: 0 };
  let resting = 0;
  const send = (event: CommandEvent) => void desk.command(event, event.command.commandId);
  for (const [index, candle] of candles.entries()) {
    now = closeTime(candle);
    void desk.closed(candle);
    if (index % 10 === 0) {
      await desk.settled();
      for (const event of ownersWhims(desk.accountOf('paper'), { at: now, random })) send(event);
    }
    if (index % checkEvery !== 0 && !(world === human && hasLimits(desk, index))) continue;
    await desk.settled();
    const restored = await restart(sql, world);
    expect(restored.accounts).toEqual(desk.accounts);
    expect(restored.market.all.map((series) => series.save())).toEqual(
      market.all.map((series) => series.save()),
    );
    const state = desk.accountOf('paper');
    counts.checks += 1;
    counts.waiting += state.waiting.size;
    counts.taken += state.takenZones.size;
    counts.trades += state.trades.size;
    counts.decisions += state.decisions.size;
    counts.lastSignals += state.lastSignals.size;
    resting += state.resting.size;
  }
  // The comparison means nothing over empty states.
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(5);
  if (world === human) expect(resting).toBeGreaterThan(3);
});

/** Accepts, rejects, closes, deletes and edits now and then, and leaves much alone. */
function ownersWhims(
  state: AccountState,
  { at, random }: { readonly at: number; readonly random: () => number },
): CommandEvent[] {
  const ids = () => ({ commandId: randomUUID(), accountId: state.account.id });
  const events: CommandEvent[] = [];
  for (const { signal } of state.waiting.values()) {
    if (random() < 0.7) continue;
    const answer = random() < 0.6 ? 'accept' : 'reject';
    events.push({
      type: 'answered',
      at,
      doubt: null,
      lastPrice: null,
      command: { ...ids(), signalId: signal.id, answer, reason: null },
    });
  }
  for (const trade of state.trades.values()) {
    const whim = random();
    if (whim < 0.05) events.push({ type: 'tradeDeleted', at, command: { ...ids(), tradeId: trade.id } });
    else if (whim < 0.3 && trade.close === null) {
      const price = whim < 0.2 ? trade.target : `0${trade.stop}0`;
      const command = {
        ...ids(),
        tradeId: trade.id,
        price,
        at: null,
        note: whim < 0.1 ? 'as planned' : null,
      };
      events.push({ type: 'closeMarked', at, command });
    }
  }
  if (random() < 0.02) {
    const settings = {
      name: 'Paper',
      initialBalance: '0100000.50',
      riskPerTradePct: '0.50',
      maxOpenTrades: 20,
    };
    events.push({ type: 'accountEdited', at, command: { ...ids(), settings } });
  }
  return events;
}

/** Now and then while a limit is offered or waits: that is seldom, and what a restart might lose. */
const hasLimits = (desk: Desk, index: number) => {
  const { waiting, resting } = desk.accountOf('paper');
  return index % 5 === 0 && waiting.size + resting.size > 0;
};
