import { expect, it } from 'vitest';
import { Quota, type QuotaPriority } from '#server/delta/quota.ts';
import { SimTime } from '../../../support/simTime.ts';

const minuteMs = 60_000;

function quotaOf(budget: number) {
  const time = new SimTime(0);
  const quota = new Quota({ timer: time, budget });
  const served: string[] = [];
  const take = (caller: string, weight: number, priority: QuotaPriority = 'ordinary') =>
    void quota.take({ caller, weight, priority }).then(() => served.push(caller));
  return { time, quota, served, take };
}

it('serves at once while there are units, then waits until the oldest no longer count', async () => {
  const { time, quota, served, take } = quotaOf(100);
  for (let asked = 0; asked < 10; asked += 1) take('history', 10);
  await time.advance(0);
  expect(served).toHaveLength(7);
  expect(quota.spent).toBe(70);
  await time.advance(5 * minuteMs);
  expect(served).toHaveLength(7);
  await time.advance(15_000);
  expect(served).toHaveLength(10);
});

it('keeps 30 % for cancel, close and stop, which go first', async () => {
  const { time, served, take } = quotaOf(100);
  take('history', 70);
  take('live', 5);
  take('stop', 30, 'protective');
  await time.advance(0);
  expect(served).toEqual(['history', 'stop']);
});

it('lets callers take turns, however much one of them asks for', async () => {
  const { time, served, take } = quotaOf(20);
  take('history', 14);
  for (let asked = 0; asked < 4; asked += 1) take('history', 7);
  take('live', 7);
  await time.advance(6 * minuteMs);
  expect(served).toEqual(['history', 'history', 'live']);
});

it('serves nobody for as long as the venue said after a 429', async () => {
  const { time, quota, served, take } = quotaOf(100);
  quota.throttled(12_345);
  take('stop', 5, 'protective');
  take('history', 5);
  await time.advance(12_344);
  expect(served).toEqual([]);
  await time.advance(1);
  expect(served).toEqual(['stop', 'history']);
});

it('takes no longer rest than a window from the venue', async () => {
  const { time, quota, served, take } = quotaOf(100);
  quota.throttled(1e12);
  take('history', 5);
  await time.advance(5 * minuteMs);
  expect(served).toEqual(['history']);
});

it('refuses what could never be served', () => {
  expect(() => quotaOf(100).quota.take({ caller: 'history', weight: 71, priority: 'ordinary' })).toThrow(
    'never within 70 units',
  );
});
