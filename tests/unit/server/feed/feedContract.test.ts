import { createReplay } from '#server/feed/replayFeed.ts';
import { deltaRun } from '../../../support/deltaRun.ts';
import { feedContract } from '../../../support/feedContract.ts';
import { handTimer } from '../../../support/handTimer.ts';
import { seriesAt, upTo } from '../../../support/recordedSeries.ts';
import { ScriptedDelta } from '../../../support/scriptedDelta.ts';
import { SimTime } from '../../../support/simTime.ts';

feedContract('a replay', () => {
  const timer = handTimer();
  const { feed, clock } = createReplay({
    kind: 'replay',
    source: [seriesAt('SOLUSDT', '15m', upTo(12)), seriesAt('BTCUSDT', '5m', upTo(36))],
    speed: 600,
    from: null,
    warmupCandles: 4,
    resumeAfter: new Map(),
    reached: null,
    timer,
  });
  return {
    feed,
    clock,
    symbols: ['SOLUSDT', 'BTCUSDT'],
    enoughMs: 0,
    atEase: 'ended',
    source: null,
    // A recording has nothing left to wait for at its end.
    async advance() {
      while (await timer.step());
    },
  };
});

feedContract('Delta Exchange', () => {
  const time = new SimTime(Date.UTC(2026, 10, 20, 12, 3, 20));
  const symbols = ['SOLUSD', 'AAVEUSD'];
  const venue = new ScriptedDelta({ time, seed: 1, symbols });
  const { feed, network } = deltaRun({ time, sandbox: venue, seed: 1, symbols, timeframes: ['1m', '5m'] });
  return {
    feed,
    clock: time,
    symbols,
    advance: (ms) => time.advance(ms),
    enoughMs: 12 * 60_000,
    atEase: 'live',
    source: { lose: () => network.cut(), giveBack: () => network.mend() },
  };
});
