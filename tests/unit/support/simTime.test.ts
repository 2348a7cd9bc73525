import { expect, it } from 'vitest';
import { SimTime } from '../../support/simTime.ts';

const noon = Date.UTC(2026, 10, 20, 12);

it('runs what is due in order of time, and equal times in the order they were asked for', async () => {
  const time = new SimTime(noon);
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name} ${time.now() - noon}`);
  time.after(20, note('late'));
  time.after(10, note('first'));
  time.after(10, note('second'));
  time.after(31, note('never'));
  await time.advance(30);
  expect(ran).toEqual(['first 10', 'second 10', 'late 20']);
  expect([time.now() - noon, time.monotonicMs()]).toEqual([30, 30]);
});

it('lets a chain of promises settle before time moves on', async () => {
  const time = new SimTime(noon);
  const seen: number[] = [];
  const wait = (ms: number) => new Promise<void>((resolve) => time.after(ms, resolve));
  const work = async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await wait(5);
      await Promise.resolve();
      seen.push(time.now() - noon);
    }
  };
  const done = work();
  time.after(7, () => seen.push(-7));
  await time.advance(15);
  await done;
  expect(seen).toEqual([5, -7, 10, 15]);
});

it('forgets what was cancelled', async () => {
  const time = new SimTime(noon);
  let ran = 0;
  const cancel = time.after(5, () => {
    ran += 1;
  });
  cancel();
  await time.advance(10);
  expect(ran).toBe(0);
});

it('stops at the first moment a claim is true, and says so when it never is', async () => {
  const time = new SimTime(noon);
  let ticks = 0;
  const tick = () => {
    ticks += 1;
    time.after(100, tick);
  };
  tick();
  await time.until(() => ticks === 4, 1_000);
  expect(time.now() - noon).toBe(300);
  await expect(time.until(() => ticks === 400, 1_000)).rejects.toThrow('within 1000 ms');
  expect(time.now() - noon).toBe(1_300);
});

it('shows a wrong clock the same time, so far ahead', async () => {
  const time = new SimTime(noon);
  const fast = time.skewed(7_000);
  let seen = 0;
  fast.after(50, () => {
    seen = fast.now();
  });
  await time.advance(50);
  expect(seen).toBe(noon + 50 + 7_000);
});
