import { type LiveMessage, liveMessageSchema } from '#shared/sync/live.ts';
import { printFigure, quantile } from '../measure/figure.ts';
import { type Product, startProduct } from '../measure/product.ts';

/** Candles come in often enough for many signals a second, and rarely enough that none has to wait for another. */
const latencySpeed = '60000';
const latencySignals = 200;

/** Calls `each` with every message of the live stream until it answers true. */
async function follow(product: Product, each: (message: LiveMessage) => boolean): Promise<void> {
  const stop = new AbortController();
  const input = encodeURIComponent(JSON.stringify({ lastEventId: '0' }));
  const response = await fetch(`${product.url}/trpc/facts.live?input=${input}`, {
    headers: { accept: 'text/event-stream' },
    signal: stop.signal,
  });
  if (!response.body) throw new Error('the stream has no body');
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    if (frames.some((frame) => isLast(frame, each))) break;
  }
  stop.abort();
}

function isLast(frame: string, each: (message: LiveMessage) => boolean): boolean {
  const data = /^data: (\{.*"type".*\})$/m.exec(frame)?.[1];
  return data !== undefined && each(liveMessageSchema.parse(JSON.parse(data)));
}

/** Everything the sample has, as fast as it goes: folded, decided, committed, told. */
async function throughput(): Promise<void> {
  const product = await startProduct({
    args: ['--sample', '--speed', 'max'],
    logLevel: 'warn',
    onLog: () => undefined,
  });
  const start = performance.now();
  let candles = 0;
  await follow(product, (message) => {
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
  await follow(product, (message) => {
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
