import { expect, it } from 'vitest';
import { type ReplaySpeed, VirtualClock } from '#server/feed/virtualClock.ts';
import { handTimer } from '../../../support/handTimer.ts';
import { monday } from '../../../support/recordedSeries.ts';

function clockAt(speed: ReplaySpeed) {
  const timer = handTimer();
  return { timer, clock: new VirtualClock({ start: monday, speed, timer }) };
}

it('stands still until it is let on, then runs at its speed and stops at the goal', async () => {
  const { timer, clock } = clockAt(60);
  timer.lose(5_000);
  expect(clock.now()).toBe(monday);
  let arrived = false;
  const advance = clock.advanceTo(monday + 900_000).then(() => {
    arrived = true;
  });
  timer.lose(1_000);
  expect(clock.now()).toBe(monday + 60_000);
  timer.lose(60_000);
  expect(clock.now()).toBe(monday + 900_000);
  expect(arrived).toBe(false);
  await timer.until(() => arrived);
  await advance;
  expect(clock.now()).toBe(monday + 900_000);
});

it('jumps without waiting at full speed', async () => {
  const { clock } = clockAt('max');
  await clock.advanceTo(monday + 900_000);
  expect(clock.now()).toBe(monday + 900_000);
});

it.each([1, 600, 'max'] as const)(
  'runs appointments at their due time and in order at speed %s',
  async (speed) => {
    const { timer, clock } = clockAt(speed);
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name} ${clock.now() - monday}`);
    clock.after(2_000, note('second'));
    clock.after(1_000, note('first'));
    clock.after(2_000, note('third'));
    clock.after(1_500, note('cancelled'))();
    clock.after(1_000, () => clock.after(500, note('asked for on the way')));
    clock.after(9_000, note('at the goal'));
    let arrived = false;
    void clock.advanceTo(monday + 9_000).then(() => {
      arrived = true;
    });
    await timer.until(() => arrived);
    expect(seen).toEqual(['first 1000', 'asked for on the way 1500', 'second 2000', 'third 2000']);
    await Promise.all([clock.advanceTo(monday + 9_001), timer.step()]);
    expect(seen.at(-1)).toBe('at the goal 9000');
  },
);

it('notices an appointment that is made while it waits for a later time', async () => {
  const { timer, clock } = clockAt(1);
  const seen: number[] = [];
  const advance = clock.advanceTo(monday + 10_000);
  timer.lose(3_000);
  clock.after(1_000, () => seen.push(clock.now() - monday));
  let arrived = false;
  void advance.then(() => {
    arrived = true;
  });
  await timer.until(() => arrived);
  expect(seen).toEqual([4_000]);
});

it('does not rush through hours in which the machine slept', async () => {
  const { timer, clock } = clockAt(1);
  let arrived = 0;
  void clock.advanceTo(monday + 1_000).then(() => {
    arrived = 1;
  });
  timer.lose(8 * 3_600_000);
  await timer.until(() => arrived === 1);
  void clock.advanceTo(monday + 900_000);
  expect(clock.now()).toBe(monday + 1_000);
});

it('stands still for good when it is halted, and runs what is due by then when it ends', async () => {
  const seen: string[] = [];
  const ended = clockAt('max');
  ended.clock.after(900_000, () => seen.push('due at the end'));
  ended.clock.after(900_001, () => seen.push('due later'));
  await ended.clock.advanceTo(monday + 900_000);
  ended.clock.end();
  expect(ended.clock.rate).toBe(0);
  ended.clock.after(0, () => seen.push('asked for after the end'));
  await ended.timer.step();
  expect(seen).toEqual(['due at the end', 'asked for after the end']);

  const halted = clockAt(60);
  const advance = halted.clock.advanceTo(monday + 900_000);
  halted.timer.lose(2_000);
  halted.clock.halt();
  halted.timer.lose(2_000);
  await advance;
  expect(halted.clock.now()).toBe(monday + 120_000);
  expect(halted.clock.rate).toBe(0);
});
