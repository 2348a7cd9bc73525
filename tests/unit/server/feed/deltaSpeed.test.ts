import { expect, it } from 'vitest';
import { compactDialect } from '#server/delta/dialect.ts';
import { ScaledClock } from '#server/exchange/scaledClock.ts';
import { closeTime } from '#shared/market/candle.ts';
import { deltaRun } from '../../../support/deltaRun.ts';
import { simExchange } from '../../../support/simExchange.ts';
import { SimTime } from '../../../support/simTime.ts';

const begin = Date.UTC(2026, 9, 1, 12);

it.each([10, 60])('follows a sandbox whose market runs %d times as fast as the wall', async (speed) => {
  const time = new SimTime(0);
  const clock = new ScaledClock({ start: begin, speed, timer: time });
  const sim = await simExchange({ time, clock });
  const { feed, handed, start, stop, errors } = deltaRun({
    time,
    sandbox: sim.protocol,
    seed: 1,
    symbols: ['SOLUSD'],
    timeframes: ['1m', '5m'],
    dialect: compactDialect,
    rate: speed,
    now: () => clock.now(),
  });
  start();
  await time.advance((40 * 60_000) / speed);
  expect(errors).toEqual([]);
  expect(feed.doubt('SOLUSD')).toBe(null);
  expect(feed.counters).toMatchObject({ reconnects: 0, silences: 0, zombies: 0, gaps: 0 });
  const closed = handed('closed').filter(({ candle }) => candle.timeframe === '1m');
  expect(closed.length).toBeGreaterThan(30);
  for (const { candle, at } of closed) {
    expect(at - closeTime(candle)).toBeGreaterThanOrEqual(2_000);
    expect(at - closeTime(candle)).toBeLessThan(30_000);
  }
  await stop();
});
