import { printFigure, quantile } from '../measure/figure.ts';
import { followLive } from '../measure/followLive.ts';
import { startProduct } from '../measure/product.ts';

/** Candles come in often enough for many signals a second, and rarely enough that none has to wait for another. */
const latencySpeed = '60000';
const latencySignals = 200;

/** Everything the sample has, as fast as it goes: folded, decided, committed, told. */
async function throughput(): Promise<void> {
  const product = await startProduct({
    args: ['--sample', '--speed', 'max'],
    logLevel: 'warn',
    onLog: () => undefined,
  });
  const start = performance.now();
  let candles = 0;
  await followLive(product.url, (message) => {
    if (message.type !== 'status' || message.status.feed.state !== 'ended') return false;
    candles = message.status.series.reduce((sum, series) => sum + series.candles, 0);
    return true;
  });
  const seconds = (performance.now() - start) / 1_000;
  await product.stop();
  printFigure({
    name: 'server.replayedCandlesPerSecond',
    value: candles / seconds,
    unit: 'candles/s',
    n: candles,
  });
}

/** From the moment the feed hands a closed candle over until its signal is in a client's hands. */
async function latency(): Promise<void> {
  const closedAt = new Map<string, number>();
  const waits: number[] = [];
  const onLog = (line: string) => {
    const { evt, symbol, closeTime, time } = JSON.parse(line);
    if (evt === 'candle.closed') closedAt.set(`${symbol} ${closeTime}`, Date.parse(time));
  };
  const product = await startProduct({
    args: ['--sample', '--speed', latencySpeed],
    logLevel: 'debug',
    onLog,
  });
  const heard: { readonly key: string; readonly at: number }[] = [];
  await followLive(product.url, (message) => {
    const at = Date.now();
    if (message.type === 'fact')
      for (const signal of message.fact.rows.signals ?? [])
        heard.push({ key: `${signal.symbol} ${signal.createdAt}`, at });
    return heard.length >= latencySignals;
  });
  await product.stop();
  for (const { key, at } of heard) {
    const closed = closedAt.get(key);
    if (closed !== undefined) waits.push(at - closed);
  }
  for (const q of [0.5, 0.99])
    printFigure({
      name: `server.closedCandleToClient.p${100 * q}`,
      value: quantile(waits, q),
      unit: 'ms',
      n: waits.length,
    });
}

await throughput();
await latency();
