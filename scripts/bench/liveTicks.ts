import { type RunningExchange, startExchange } from '#server/startExchange.ts';
import { systemTimer } from '#server/systemTimer.ts';
import type { LiveMessage } from '#shared/sync/live.ts';
import { printFigure, quantile } from '../measure/figure.ts';
import { followLive } from '../measure/followLive.ts';
import { startProduct } from '../measure/product.ts';

/** Market time passes fast enough for candles to close all the time; ticks come as they would from fifty symbols. */
const speed = 600;
const symbols = 4;
const ticksPerSecond = 5_000;
const signalsWanted = 10;
const historyDays = 180;

function exchangeWith(tradesPerSecond: number): Promise<RunningExchange> {
  return startExchange({
    data: [],
    start: Date.now(),
    speed,
    port: 0,
    seed: 1,
    hasSeededKeys: true,
    faults: [],
    tradesPerMinute: (60 * tradesPerSecond) / symbols / speed,
    timer: systemTimer,
  });
}

/** Half a year of four symbols, 5m and 15m, from an exchange that counts every request, until all is live. */
async function load(): Promise<void> {
  const exchange = await exchangeWith(10);
  const begun = performance.now();
  const lines: string[] = [];
  const product = await startProduct({
    args: ['--venue', exchange.rest, '--speed', String(speed), '--days', String(historyDays)],
    logLevel: 'warn',
    onLog: (line) => lines.push(line),
  });
  let loadedMs: number | null = null;
  let candles = 0;
  await followLive(product.url, (message) => {
    if (message.type !== 'status') return false;
    const { feed, series } = message.status;
    // What follows the loading is folding and storing.
    if (loadedMs === null && feed.progress === 1) loadedMs = performance.now() - begun;
    candles = series.reduce((sum, one) => sum + one.candles, 0);
    return feed.state === 'live';
  });
  const liveMs = performance.now() - begun;
  await product.stop();
  await exchange.stop();
  printFigure({ name: 'live.historyLoaded', value: (loadedMs ?? liveMs) / 1_000, unit: 's', n: candles });
  printFigure({ name: 'live.startToLive', value: liveMs / 1_000, unit: 's', n: candles });
}

/** From the moment REST confirmed a candle until its signal is in a client's hands, while ticks pour in. */
async function latency(): Promise<void> {
  const exchange = await exchangeWith(ticksPerSecond);
  let ticks = 0;
  const ignore = exchange.exchange.listen((event) => {
    if (event.type === 'trade') ticks += 1;
  });
  const closedAt = new Map<string, number>();
  const product = await startProduct({
    args: ['--venue', exchange.rest, '--speed', String(speed), '--days', '3'],
    logLevel: 'debug',
    onLog: (line) => {
      const { evt, symbol, closeTime, time } = JSON.parse(line);
      if (evt === 'candle.closed') closedAt.set(`${symbol} ${closeTime}`, Date.parse(time));
    },
  });
  const heard: { readonly key: string; readonly at: number }[] = [];
  let liveSince = 0;
  let ticksBefore = 0;
  await followLive(product.url, (message: LiveMessage) => {
    const at = Date.now();
    if (liveSince === 0 && message.type === 'status' && message.status.feed.state === 'live') {
      liveSince = at;
      ticksBefore = ticks;
    }
    if (message.type === 'fact')
      for (const signal of message.fact.rows.signals ?? [])
        heard.push({ key: `${signal.symbol} ${signal.createdAt}`, at });
    return heard.length >= signalsWanted;
  });
  const seconds = (Date.now() - liveSince) / 1_000;
  ignore();
  await product.stop();
  await exchange.stop();
  const waits = heard.flatMap(({ key, at }) => {
    const closed = closedAt.get(key);
    return closed === undefined ? [] : at - closed;
  });
  printFigure({
    name: 'live.ticksPerSecond',
    value: (ticks - ticksBefore) / seconds,
    unit: 'ticks/s',
    n: ticks - ticksBefore,
  });
  for (const q of [0.5, 0.99])
    printFigure({
      name: `live.closedCandleToClient.p${100 * q}`,
      value: quantile(waits, q),
      unit: 'ms',
      n: waits.length,
    });
}

await load();
await latency();
