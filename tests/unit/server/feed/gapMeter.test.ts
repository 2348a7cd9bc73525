import { expect, it } from 'vitest';
import { GapMeter } from '#server/feed/gapMeter.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';

/** Messages with these gaps between them, the first at 0. */
function heard(gaps: readonly number[]) {
  const meter = new GapMeter(0);
  let now = 0;
  meter.heard(now);
  for (const gap of gaps) {
    now += gap;
    meter.heard(now);
  }
  return { meter, now };
}
const times = (count: number, gap: number) => Array.from({ length: count }, () => gap);

it('calls a lively channel silent after ten seconds, one second sooner not', () => {
  const { meter, now } = heard(times(5_000, 200));
  expect(meter.limitMs).toBe(10_000);
  expect([meter.isSilent(now + 10_000), meter.isSilent(now + 10_001)]).toEqual([false, true]);
});

it('gives a slow channel three times its longest usual gap', () => {
  const { meter } = heard(times(500, 5_000));
  expect(meter.limitMs).toBeGreaterThanOrEqual(15_000);
  expect(meter.limitMs).toBeLessThan(16_600);
});

it('never waits longer than a minute', () => {
  expect(heard(times(20, 45_000)).meter.limitMs).toBe(60_000);
});

it('does not learn from one gap in thousands', () => {
  expect(heard([...times(3_000, 500), 50_000, ...times(2_000, 500)]).meter.limitMs).toBe(10_000);
});

it('learns what one in a thousand exceeds, and forgets what was long ago', () => {
  const random = seededRandom(3);
  const gaps = Array.from({ length: 20_000 }, () => -4_000 * Math.log(1 - random.even()) * 0.25);
  const exact = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.999)] ?? 0;
  const { meter } = heard(gaps);
  expect(meter.limitMs / (3 * exact)).toBeGreaterThan(0.85);
  expect(meter.limitMs / (3 * exact)).toBeLessThan(1.25);
  const faded = heard([...times(1_000, 15_000), ...times(400_000, 100)]);
  expect(faded.meter.limitMs).toBe(10_000);
});

it('does not learn from the time between two sockets, but counts silence from the new one on', () => {
  const { meter, now } = heard(times(100, 1_000));
  meter.restart(now + 40_000);
  expect(meter.isSilent(now + 49_000)).toBe(false);
  expect(meter.isSilent(now + 50_001)).toBe(true);
  meter.heard(now + 45_000);
  expect([meter.limitMs, meter.silentMs(now + 46_000)]).toEqual([10_000, 1_000]);
});
