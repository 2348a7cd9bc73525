import { describe, expect, it } from 'vitest';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { BlockZones, zoneOfBlock } from '#shared/strategies/blockZones.ts';
import { progressiveSmcParams } from '#shared/strategies/progressiveParams.ts';
import { byRank, type EntryZone, isAhead, isEntryCandle, zoneName } from '#shared/trading/entryZone.ts';
import { blocks40 } from '../../../support/blocks40.ts';
import { candleSeries } from '../../../support/candleSeries.ts';
import { candles } from '../../../support/candles.ts';
import { marketViews } from '../../../support/marketViews.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';

const how = { tick: '0.01', penetration: 0.2 };
const params = progressiveSmcParams.parse({});

describe('the zones of a series', () => {
  it.each([1, 2, 3])('are those of its living blocks, best first, whatever happened (series %i)', (seed) => {
    const finder = new BlockZones(params);
    const config = { ...defaultSmcConfig, atrLength: 10, maxBlocks: 4 };
    let changes = 0;
    let before: object | null = null;
    for (const view of marketViews(candleSeries({ seed, length: 600 }), config)) {
      const zones = finder.zones(view);
      expect(zones).toEqual(view.blocks.map((block) => zoneOfBlock(block, how)).sort(byRank));
      if (zones !== before) changes += 1;
      before = zones;
    }
    expect(changes).toBeGreaterThan(10);
    expect(changes).toBeLessThan(300);
  });

  it('are known from any candle on: a finder that starts late finds the same', () => {
    const early = new BlockZones(params);
    for (const view of marketViews(blocks40, exampleConfig)) {
      expect(new BlockZones(params).zones(view)).toEqual(early.zones(view));
    }
  });

  it('have the worked entries: 103.20 as demand from 102.4..103.4, and 102.60 as supply once broken', () => {
    const found = new Map<string, number>();
    const finder = new BlockZones(params);
    for (const view of marketViews(blocks40, exampleConfig))
      for (const zone of finder.zones(view))
        found.set(`${zone.source} ${zone.state} ${zone.direction}`, zone.entry);
    expect(found.get('6 fresh long')).toBe(103.2);
    expect(found.get('6 breaker short')).toBe(102.6);
  });
});

describe('a zone', () => {
  const long: EntryZone = {
    ...{ id: 7, state: 'fresh', direction: 'long', top: 105, bottom: 100, entry: 104 },
    ...{ source: 1, since: 2, sinceTime: 2 },
  };
  const short: EntryZone = { ...long, direction: 'short', entry: 101 };
  const entered = (zone: EntryZone, row: string) =>
    candles(row).map((candle) => isEntryCandle(zone, candle))[0];

  it('is entered by a candle that touches its entry and closes back at or beyond it in its favour', () => {
    expect(entered(long, '103 106 104 104')).toBe(true);
    expect(entered(long, '104.5 106 104.01 105.5')).toBe(false);
    expect(entered(long, '103 105 102 103.99')).toBe(false);
    expect(entered(long, '105 106 103 105')).toBe(false);
    expect(entered(short, '102 102.5 99 101')).toBe(true);
    expect(entered(short, '100 100.9 99 99.5')).toBe(false);
  });

  it('is ahead of price until the close is at its entry', () => {
    expect([isAhead(long, 104.01), isAhead(long, 104), isAhead(short, 100.99), isAhead(short, 101)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('has a name of its own in each state', () => {
    expect([zoneName(long), zoneName({ ...long, state: 'breaker' })]).toEqual(['7f', '7b']);
  });
});
