import { expect, it } from 'vitest';
import { ExchangeClock } from '#server/delta/exchangeClock.ts';
import { SimTime } from '../../../support/simTime.ts';

const monday = Date.UTC(2026, 0, 5);
const minuteMs = 60_000;

/** The venue's time is that of the simulation; the machine's is another by `wallAheadMs`. */
function clockOf(options: { readonly wallAheadMs?: number } = {}) {
  const time = new SimTime(monday);
  const tripsMs: number[] = [];
  const line = { tripsMs, isDown: false, wallAheadMs: options.wallAheadMs ?? 0, asked: 0 };
  const doubts: (string | null)[] = [];
  const clock: ExchangeClock = new ExchangeClock({
    timer: time,
    wallNow: () => time.now() + line.wallAheadMs,
    ask: () => {
      line.asked += 1;
      if (line.isDown) return Promise.reject(new Error('nobody there'));
      const tripMs = line.tripsMs.shift() ?? 80;
      // The venue reads its clock half way.
      return new Promise((resolve) => {
        time.after(tripMs / 2, () => {
          const at = time.now();
          time.after(tripMs / 2, () => resolve(at));
        });
      });
    },
    doubtChanged: () => doubts.push(clock.doubt()),
  });
  return { time, clock, line, doubts };
}

it('shows the venue’s time by the median of five answers', async () => {
  const { time, clock, line } = clockOf({ wallAheadMs: -7_000 });
  expect(clock.now()).toBe(monday - 7_000);
  expect(clock.doubt()).toBe("The venue's time is not known yet.");
  expect(clock.offsetMs).toBeNull();
  line.tripsMs.push(40, 1_500, 60, 900, 40, 40);
  let isStarted = false;
  void clock.start().then(() => {
    isStarted = true;
  });
  await time.until(() => isStarted, minuteMs);
  expect(line.asked).toBe(6);
  expect(clock.now()).toBe(time.now());
  expect(clock.offsetMs).toBe(7_000);
  expect(clock.doubt()).toBeNull();
  clock.stop();
});

it('goes on asking for the time until the venue is there', async () => {
  const { time, clock, line } = clockOf({ wallAheadMs: 50 });
  line.isDown = true;
  let isStarted = false;
  void clock.start().then(() => {
    isStarted = true;
  });
  await time.advance(10 * minuteMs);
  expect(isStarted).toBe(false);
  expect(clock.doubt()).not.toBeNull();
  line.isDown = false;
  await time.advance(10_000);
  expect(isStarted).toBe(true);
  clock.stop();
});

it('never goes back: what was ahead stands still until it is right, and is in doubt meanwhile', async () => {
  const { time, clock } = clockOf({ wallAheadMs: 10_000 });
  const shown = clock.now();
  void clock.start();
  await time.advance(1_000);
  expect(clock.now()).toBe(shown);
  expect(clock.venueNow()).toBe(time.now());
  expect(clock.doubt()).toBe(
    "This machine's clock was ahead of the venue's: its time stands still until the venue is as far.",
  );
  await time.advance(9_000);
  expect(clock.now()).toBe(time.now());
  expect(clock.doubt()).toBeNull();
  clock.stop();
});

it('measures again every five minutes, and grows unsure when it cannot', async () => {
  const { time, clock, line, doubts } = clockOf();
  void clock.start();
  await time.advance(minuteMs);
  expect(line.asked).toBe(5);
  await time.advance(5 * minuteMs);
  expect(line.asked).toBe(10);
  line.isDown = true;
  await time.advance(120 * minuteMs);
  expect(clock.doubt()).toBeNull();
  await time.advance(120 * minuteMs);
  expect(clock.doubt()).not.toBeNull();
  expect(doubts.at(-1)).toBe(clock.doubt());
  line.isDown = false;
  await time.advance(minuteMs);
  expect(clock.doubt()).toBeNull();
  expect(doubts.at(-1)).toBeNull();
  clock.stop();
});

it('notices that the machine slept, or that its clock was set, and measures at once', async () => {
  const { time, clock, line, doubts } = clockOf();
  void clock.start();
  await time.advance(minuteMs);
  line.wallAheadMs = 3_600_000;
  expect(clock.doubt()).toBe("This machine slept or its clock was set: the venue's time is asked for anew.");
  await time.advance(10_000);
  expect(line.asked).toBe(10);
  expect(clock.doubt()).toBeNull();
  expect(doubts.some((doubt) => doubt !== null)).toBe(true);
  clock.stop();
});

it('keeps appointments by the time it shows, those of one instant in their order', async () => {
  const { time, clock } = clockOf({ wallAheadMs: -2_000 });
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} ${clock.now() - monday}`);
  clock.after(3_000, note('late'));
  clock.after(1_000, note('first'));
  clock.after(1_000, note('second'));
  clock.after(1_000, note('cancelled'))();
  void clock.start();
  await time.advance(10_000);
  // 1 s on a clock that was 2 s behind is over as soon as that is known.
  expect(seen).toEqual(['first 400', 'second 400', 'late 1000']);
  clock.after(500, note('stopped'));
  clock.stop();
  await time.advance(10_000);
  expect(seen).toHaveLength(3);
});
