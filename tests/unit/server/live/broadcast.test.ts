import { expect, it } from 'vitest';
import { Broadcast } from '#server/live/broadcast.ts';
import type { LiveMessage } from '#shared/sync/live.ts';
import { handTimer } from '../../../support/handTimer.ts';

const fact = (id: number): LiveMessage => ({
  type: 'fact',
  fact: { id, at: 0, kind: 'accountEdited', accountId: 'paper', rows: {} },
});
const mark = (equity: string): LiveMessage => ({
  type: 'mark',
  mark: { accountId: 'paper', equity, openNet: '0', trades: [] },
});
const chart = (after: number): LiveMessage => ({
  type: 'chart',
  update: {
    symbol: 'A',
    timeframe: '15m',
    after,
    candle: [after + 1, 1, 1, 1, 1, 1],
    blocks: [],
    breaks: [],
  },
});
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function listener(broadcast: Broadcast) {
  const stop = new AbortController();
  const heard: LiveMessage[] = [];
  const ended = (async () => {
    for await (const message of broadcast.subscribe(stop.signal)) heard.push(message);
  })();
  return { heard, stop, ended };
}

it('tells every reader every fact, in order and at once', async () => {
  const broadcast = new Broadcast(handTimer());
  const readers = [listener(broadcast), listener(broadcast)];
  await turn();
  for (const id of [1, 2, 3]) broadcast.publish(fact(id));
  await turn();
  for (const { heard } of readers) expect(heard).toEqual([fact(1), fact(2), fact(3)]);
});

it('sends the first snapshot at once, later ones together, and of each only the last', async () => {
  const timer = handTimer();
  const broadcast = new Broadcast(timer);
  const { heard } = listener(broadcast);
  await turn();
  broadcast.publish(mark('1'));
  await turn();
  for (const equity of ['2', '3', '4']) broadcast.publish(mark(equity));
  await turn();
  expect(heard).toEqual([mark('1')]);
  broadcast.publish(fact(1));
  await turn();
  expect(heard).toEqual([mark('1'), fact(1)]);
  await timer.until(() => heard.length === 3);
  expect(heard.at(-1)).toEqual(mark('4'));
});

it('keeps the candles of a chart together, and starts over for a reader that is too slow for them', async () => {
  const timer = handTimer();
  const broadcast = new Broadcast(timer);
  const { heard } = listener(broadcast);
  await turn();
  broadcast.publish(chart(0));
  await turn();
  for (const after of [1, 2, 3]) broadcast.publish(chart(after));
  await timer.until(() => heard.length > 1);
  expect(heard).toEqual([chart(0), chart(1), chart(2), chart(3)]);
  for (let after = 4; after <= 21; after += 1) broadcast.publish(chart(after));
  await timer.until(() => heard.length > 4);
  // Sixteen were kept, the seventeenth threw them away: the reader sees that 20 does not follow 3.
  expect(heard.slice(4)).toEqual([chart(20), chart(21)]);
});

it('lets go of a reader that is too far behind, and of one that leaves', async () => {
  const broadcast = new Broadcast(handTimer());
  const slow = listener(broadcast);
  const gone = listener(broadcast);
  await turn();
  expect(broadcast.readers).toBe(2);
  gone.stop.abort();
  await gone.ended;
  expect(broadcast.readers).toBe(1);
  for (let id = 1; id <= 2_001; id += 1) broadcast.publish(fact(id));
  await slow.ended;
  expect(broadcast.readers).toBe(0);
});

it('ends every stream when the server goes down', async () => {
  const broadcast = new Broadcast(handTimer());
  const { ended } = listener(broadcast);
  await turn();
  broadcast.close();
  await ended;
  expect(broadcast.readers).toBe(0);
});

it('keeps nothing more for a reader that it let go, though nobody ever asks again', async () => {
  const broadcast = new Broadcast(handTimer());
  const stream = broadcast.subscribe(new AbortController().signal);
  const first = stream.next();
  broadcast.publish(fact(1));
  expect(await first).toMatchObject({ value: fact(1) });
  for (let id = 2; id <= 2_002; id += 1) broadcast.publish(fact(id));
  expect(broadcast.readers).toBe(0);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});
