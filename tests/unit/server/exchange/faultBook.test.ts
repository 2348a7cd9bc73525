import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FaultBook } from '#server/exchange/faultBook.ts';
import { faultSchema, faultScriptSchema } from '#server/exchange/faultSchema.ts';
import { SimTime } from '../../../support/simTime.ts';

const fault = (content: object) => faultSchema.parse(content);

it('ends a fault after as many hits as it was told, and not for what it is not about', () => {
  const book = new FaultBook(new SimTime(0));
  book.inject(fault({ kind: 'dropReply', method: 'POST', count: 2 }));
  const strike = (method: string) => book.strike('dropReply', (one) => one.method === method) !== null;
  expect([strike('GET'), strike('POST'), strike('POST'), strike('POST')]).toEqual([false, true, true, false]);
  expect(book.list()).toEqual([]);
});

it('ends a fault after its time, and keeps one that was told neither', async () => {
  const time = new SimTime(1_000);
  const book = new FaultBook(time);
  book.inject(fault({ kind: 'silentChannel', channel: 'trades', durationMs: 500 }));
  const id = book.inject(fault({ kind: 'throttle' }));
  await time.advance(499);
  expect(book.list()).toMatchObject([{ since: 1_000, until: 1_500, hits: 0 }, { until: null }]);
  await time.advance(1);
  expect(book.find('silentChannel')).toBeNull();
  expect(book.strike('throttle')?.resetMs).toBe(60_000);
  expect(book.list()).toMatchObject([{ id, hits: 1 }]);
  expect([book.take(id), book.take(id)]).toEqual([true, false]);
});

it('plays a script at its times and hands over what happens at once', async () => {
  const time = new SimTime(0);
  const book = new FaultBook(time);
  const happened: string[] = [];
  book.onInjected(({ kind }) => happened.push(`${time.now()} ${kind}`));
  book.play(
    faultScriptSchema.parse([
      { atMs: 300, fault: { kind: 'disconnect' } },
      { atMs: 100, fault: { kind: 'throttle', count: 1 } },
      { atMs: 900, fault: { kind: 'disconnect' } },
    ]),
  );
  await time.advance(500);
  expect(happened).toEqual(['100 throttle', '300 disconnect']);
  expect(book.list()).toHaveLength(1);
  book.clear();
  await time.advance(500);
  expect(happened).toHaveLength(2);
  expect(book.list()).toEqual([]);
});

it.each([
  { kind: 'dropReply', count: 0 },
  { kind: 'latency' },
  { kind: 'serverError', status: 404 },
  { kind: 'nothing' },
  { kind: 'throttle', colour: 'red' },
])('refuses %j', (content) => {
  expect(faultSchema.safeParse(content).success).toBe(false);
});

it('has every fault in its manual, and none besides', () => {
  const manual = readFileSync(new URL('../../../../docs/sandbox-exchange.md', import.meta.url), 'utf8');
  const [, table = ''] = manual.split('| kind ');
  const named = table
    .split('\n')
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1]));
  const known = faultSchema.options.flatMap((option) => [...option.shape.kind.values]);
  expect([...named].sort()).toEqual([...known].sort());
});
