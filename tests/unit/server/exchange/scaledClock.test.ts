import { expect, it } from 'vitest';
import { ScaledClock } from '#server/exchange/scaledClock.ts';
import { handTimer } from '../../../support/handTimer.ts';
import { SimTime } from '../../../support/simTime.ts';

it('runs as many times faster than real time as it was told', async () => {
  const real = new SimTime(0);
  const clock = new ScaledClock({ start: 1_000_000, speed: 60, timer: real });
  await real.advance(1_500);
  expect(clock.now()).toBe(1_090_000);
  expect(clock.rate).toBe(60);
});

it('runs what is due at the time it was made for, equal times in the order they were asked for', async () => {
  const real = new SimTime(0);
  const clock = new ScaledClock({ start: 0, speed: 60, timer: real });
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name} ${clock.now()}`);
  clock.after(5_000, note('late'));
  clock.after(1_000, () => {
    note('first')();
    clock.after(500, note('of first'));
    clock.after(0, note('at once'));
  });
  clock.after(1_000, note('second'));
  const cancel = clock.after(2_000, note('never'));
  cancel();
  await real.advance(1_000);
  expect(ran).toEqual(['first 1000', 'second 1000', 'at once 1000', 'of first 1500', 'late 5000']);
});

it('catches up in order after the machine was busy', async () => {
  const real = handTimer();
  const clock = new ScaledClock({ start: 0, speed: 10, timer: real });
  const ran: number[] = [];
  const tick = () => {
    ran.push(clock.now());
    if (ran.length < 5) clock.after(1_000, tick);
  };
  clock.after(1_000, tick);
  real.lose(10_000);
  await real.until(() => ran.length === 5);
  expect(ran).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
  expect(clock.now()).toBeGreaterThanOrEqual(100_000);
});

it('runs nothing any more once it was stopped', async () => {
  const real = new SimTime(0);
  const clock = new ScaledClock({ start: 0, speed: 1, timer: real });
  let isRun = false;
  clock.after(10, () => {
    isRun = true;
  });
  clock.stop();
  await real.advance(1_000);
  expect(isRun).toBe(false);
});
