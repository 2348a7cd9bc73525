import { expect, it } from 'vitest';
import type { SmcConfig } from '#shared/smc/config.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { blocks40 } from '../../../support/blocks40.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';
import { smcEvents } from '../../../support/smcRun.ts';

/** Everything said of the block drawn on bar 6 of the example, 102.4 to 103.4. */
function lifeOfSix(config: Partial<SmcConfig> = {}): string[] {
  const events = smcEvents(blocks40, { ...exampleConfig, ...config });
  const birth = events.find((event) => event.kind === 'ob' && event.source === 6);
  const id = birth?.kind === 'ob' ? birth.id : 0;
  return events.flatMap((event) => ('id' in event && event.id === id ? [`${event.bar} ${event.kind}`] : []));
}

function blocksAfter(bar: number, config: Partial<SmcConfig> = {}) {
  const engine = new SmcEngine({ timeframe: '15m', config: { ...exampleConfig, ...config } });
  for (const candle of blocks40.slice(0, bar + 1)) engine.step(candle);
  return engine.blocks;
}

it('lives fresh, touched, broken, retested and invalid; only bodies break by default', () => {
  expect(lifeOfSix()).toEqual(['8 ob', '11 ob_touch', '12 ob_breaker', '15 ob_retest', '20 ob_invalid']);
});

it('is broken by the first wick beyond the far edge when wicks count', () => {
  expect(lifeOfSix({ mitigation: 'wick' }).slice(0, 3)).toEqual(['8 ob', '11 ob_touch', '11 ob_breaker']);
});

it('is broken by a wick beyond the middle when the middle counts, and ends the same way from below', () => {
  // Middle 102.9: bar 11 reaches 102.2; from below bar 12 comes to 102.9 exactly, bar 20 first beyond it.
  expect(lifeOfSix({ mitigation: 'avg' })).toEqual([
    '8 ob',
    '11 ob_touch',
    '11 ob_breaker',
    '12 ob_retest',
    '20 ob_invalid',
  ]);
});

it('ends at the flip when breakers are not kept', () => {
  expect(lifeOfSix({ keepBreakers: false })).toEqual(['8 ob', '11 ob_touch', '12 ob_breaker']);
  expect(blocksAfter(12, { keepBreakers: false }).map((block) => block.source)).toEqual([8, 0]);
});

it('measures how deep price came: while fresh since birth, as a breaker since the flip', () => {
  const depths = [10, 11, 12, 15].map((bar) => blocksAfter(bar).find((block) => block.source === 6));
  expect(depths.map((block) => block?.penetration)).toEqual([0, 1, 0, expect.closeTo(0.2, 9)]);
  const whole = blocksAfter(16).find((block) => block.source === 0);
  expect(whole?.penetration).toBeCloseTo(0.4, 9);
});

it('carries what a trader asks: the break it came from, its times, its flip', () => {
  expect(blocksAfter(15).map((block) => block.id)).toEqual([10, 5, 1]);
  expect(blocksAfter(15)[1]).toEqual({
    id: 5,
    side: 1,
    top: 103.4,
    bottom: 102.4,
    source: 6,
    sourceTime: Date.UTC(2025, 0, 1, 1, 30),
    born: 8,
    bornTime: Date.UTC(2025, 0, 1, 2, 15),
    why: 'bos',
    breakLevel: 105.4,
    state: 'breaker',
    touched: true,
    retested: true,
    flipped: 12,
    flippedTime: Date.UTC(2025, 0, 1, 3, 15),
    penetration: expect.closeTo(0.2, 9),
    displacement: expect.closeTo(1.9 / 1.799648, 9),
    volume: 1,
    // The gap of bar 8 itself, whose middle bar is 7.
    hasGap: true,
    sweptAt: null,
  });
});

it('draws at most the asked number of ATRs of the source bar, or the whole bar', () => {
  const bearish = (config: Partial<SmcConfig>) => blocksAfter(12, config).find((block) => block.source === 8);
  expect(bearish({})).toMatchObject({ top: 106.5, bottom: 104.700352 });
  expect(bearish({ obLength: 2.5 })?.bottom).toBeCloseTo(106.5 - 1.799648 / 2, 9);
  expect(bearish({ obLength: 50 })).toMatchObject({ top: 106.5, bottom: 104.6 });
  expect(bearish({ obMode: 'full' })).toMatchObject({ top: 106.5, bottom: 104.6 });
});

it('tells of a new block before the one that has to leave for it', () => {
  const events = smcEvents(blocks40, { ...exampleConfig, maxBlocks: 1 }).filter(
    ({ bar, kind }) => bar === 8 && !/^(fvg|liq)/.test(kind),
  );
  expect(events.map((event) => event.kind)).toEqual(['pivot', 'bos', 'ob', 'ob_evicted', 'choch_level']);
  expect(events[3]).toMatchObject({ id: 1 });
});
