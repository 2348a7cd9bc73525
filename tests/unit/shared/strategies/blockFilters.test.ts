import { describe, expect, it } from 'vitest';
import { closeTime } from '#shared/market/candle.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { FairValueGap, OrderBlock } from '#shared/smc/events.ts';
import type { FrameView } from '#shared/smc/higherFrames.ts';
import { BlockFilters, type FilterView } from '#shared/strategies/blockFilters.ts';
import { filterSteps } from '#shared/strategies/blockFilterWords.ts';
import { type BlockFilterParams, progressiveSmcParams } from '#shared/strategies/progressiveParams.ts';
import { entryFilters, type PlannedEntry } from '#shared/trading/plannedEntry.ts';
import { candlesAt } from '../../../support/candles.ts';

/** A fresh bullish block 100..105 drawn on bar 10, born on bar 14, entry line at 104. */
const block: OrderBlock = {
  ...{ id: 7, side: 1, top: 105, bottom: 100, source: 10, sourceTime: 0, born: 14, bornTime: 0 },
  ...{ why: 'bos', breakLevel: 108, state: 'fresh', touched: true, retested: false },
  ...{ flipped: null, flippedTime: null, penetration: 0.3, displacement: 1.5, volume: 1 },
  ...{ hasGap: true, sweptAt: 8 },
};

/** A long at a close of 106: stop 98, target 118, 1.5 to 1. */
const entry: PlannedEntry = {
  kind: 'market',
  zone: {
    ...{ id: 7, state: 'fresh', direction: 'long', top: 105, bottom: 100, entry: 104 },
    ...{ source: 10, since: 14, sinceTime: 0 },
  },
  ...{ price: 106, stop: 98, target: 118 },
};

const gap: FairValueGap = {
  ...{ id: 8, side: 1, top: 107, bottom: 106, mid: 12, midTime: 0, born: 13, bornTime: 0 },
  ...{ touched: false, deepest: 107, fillRatio: 0 },
};

const trendOf = (trend: FrameView['trend']): FilterView['longer'] =>
  new Map<Timeframe, FrameView>([['4h', { trend, lastBreak: null, dealingRange: null }]]);

function viewAt(from: number, changes: Partial<FilterView> = {}): FilterView {
  const [candle] = candlesAt({ from }, '104 107 103 106');
  if (candle === undefined) throw new RangeError('no candle');
  const known = { candle, bar: 24, gaps: [gap], atr: { value: 2, warm: true } };
  return { ...known, dealingRange: { side: 1, low: 98, high: 114 }, longer: trendOf(1), ...changes };
}
const view = viewAt(Date.UTC(2025, 0, 2, 12));

interface Change {
  readonly entry?: Partial<PlannedEntry>;
  readonly zone?: Partial<PlannedEntry['zone']>;
  readonly block?: Partial<OrderBlock>;
  readonly view?: Partial<FilterView>;
}

const filtersOf = (params: Partial<BlockFilterParams>) =>
  new BlockFilters(progressiveSmcParams.parse(params));
const changed = (change: Change) => ({
  entry: { ...entry, ...change.entry, zone: { ...entry.zone, ...change.zone } },
  block: { ...block, ...change.block },
  view: { ...view, ...change.view },
});
const closedBy = (params: Partial<BlockFilterParams>, change: Change = {}) =>
  filtersOf(params).closedBy(changed(change));
const short = { zone: { direction: 'short' } } as const;

describe('the filters of entries on blocks', () => {
  it('are all off by default, and let everything pass', () => {
    const filters = filtersOf({});
    expect(filters.active).toEqual([]);
    const nothing = { block: { displacement: 0, hasGap: false, sweptAt: null } } as const;
    expect(
      filters.closedBy(changed({ ...nothing, view: { dealingRange: null, longer: new Map() } })),
    ).toBeNull();
  });

  it('are asked in their order, and the first that closes is named', () => {
    const all = filtersOf({
      ...{ biasTimeframe: '4h', sessions: ['London'], minAgeBars: 1, minDisplacementAtr: 1, minRr: 1 },
      ...{ fairValueGap: 'open', sweepBars: 5, minDepth: 0.5, maxDistanceAtr: 1 },
    });
    expect(all.active).toEqual(entryFilters);
    expect(all.closedBy(changed({}))).toBe('depth');
    expect(all.closedBy(changed({ block: { displacement: 0.9, hasGap: false } }))).toBe('displacement');
    expect(all.closedBy(changed({ entry: { price: 105 }, zone: { entry: 105 } }))).toBeNull();
  });
});

describe('higher-timeframe bias', () => {
  const bias = { biasTimeframe: '4h' } as const;

  it('lets longs pass in an up-trend of that timeframe, shorts in a down-trend', () => {
    expect(closedBy(bias)).toBeNull();
    expect(closedBy(bias, short)).toBe('bias');
    expect(closedBy(bias, { view: { longer: trendOf(-1) } })).toBe('bias');
    expect(closedBy(bias, { ...short, view: { longer: trendOf(-1) } })).toBeNull();
  });

  it('lets nothing pass before there is a trend', () => {
    expect(closedBy(bias, { view: { longer: trendOf(0) } })).toBe('bias');
  });

  it('does not guess where the host hands no such timeframe over', () => {
    expect(() => closedBy({ biasTimeframe: '1h' })).toThrow('the host hands over the 1h structure');
  });
});

describe('the session', () => {
  const closedAt = (sessions: readonly string[], close: number) =>
    filtersOf({ sessions }).closedBy({ ...changed({}), view: viewAt(close - 900_000) });

  it('is judged by the close, from the start of a window to before its end', () => {
    const at = (hour: number, minute: number) => Date.UTC(2025, 0, 2, hour, minute);
    expect(closeTime(viewAt(at(7, 45)).candle)).toBe(at(8, 0));
    expect(closedAt(['London'], at(7, 45))).toBe('session');
    expect(closedAt(['London'], at(8, 0))).toBeNull();
    expect(closedAt(['London'], at(16, 45))).toBeNull();
    expect(closedAt(['London'], at(17, 0))).toBe('session');
    expect(closedAt(['London', 'New York'], at(17, 0))).toBeNull();
  });

  it('follows the clock of its place through daylight saving', () => {
    expect(closedAt(['London'], Date.UTC(2025, 5, 2, 7, 0))).toBeNull();
    expect(closedAt(['London'], Date.UTC(2025, 5, 2, 16, 0))).toBe('session');
  });

  it('has to be one of the known windows', () => {
    expect(progressiveSmcParams.safeParse({ sessions: ['Paris'] }).error?.issues[0]?.message).toMatch(
      /^expected one of Asia, London, New York, /,
    );
  });
});

it('the age counts candles since the zone began, both ends included', () => {
  const aged = (minAgeBars: number, maxAgeBars: number | null) => closedBy({ minAgeBars, maxAgeBars });
  expect([aged(10, null), aged(11, null), aged(0, 10), aged(0, 9), aged(10, 10)]).toEqual([
    ...[null, 'age', null, 'age', null],
  ]);
  // A breaker began when it was broken.
  expect(closedBy({ maxAgeBars: 9 }, { zone: { state: 'breaker', since: 15 } })).toBeNull();
  expect(progressiveSmcParams.safeParse({ minAgeBars: 5, maxAgeBars: 4 }).success).toBe(false);
});

it('displacement asks for the range of the candle that broke structure, equal is enough', () => {
  expect(closedBy({ minDisplacementAtr: 1.5 })).toBeNull();
  expect(closedBy({ minDisplacementAtr: 1.51 })).toBe('displacement');
});

describe('a block with a fair value gap', () => {
  it('has one that its leg left, filled by now or not', () => {
    expect(closedBy({ fairValueGap: 'formed' }, { view: { gaps: [] } })).toBeNull();
    expect(closedBy({ fairValueGap: 'formed' }, { block: { hasGap: false } })).toBe('gap');
  });

  it('has an open one when its middle candle lies in the leg, on the side of the block', () => {
    const open = (change: Partial<FairValueGap>) =>
      closedBy({ fairValueGap: 'open' }, { view: { gaps: [{ ...gap, ...change }] } });
    expect([open({ mid: 11 }), open({ mid: 13 })]).toEqual([null, null]);
    expect([open({ mid: 10 }), open({ mid: 14 }), open({ side: -1 })]).toEqual(['gap', 'gap', 'gap']);
    expect(closedBy({ fairValueGap: 'open' }, { view: { gaps: [] } })).toBe('gap');
  });
});

it('a sweep counts in the leg and so many candles before it', () => {
  expect(closedBy({ sweepBars: 2 })).toBeNull();
  expect(closedBy({ sweepBars: 1 })).toBe('sweep');
  expect(closedBy({ sweepBars: 0 }, { block: { sweptAt: 10 } })).toBeNull();
  expect(closedBy({ sweepBars: 0 }, { block: { sweptAt: 14 } })).toBeNull();
  expect(closedBy({ sweepBars: 1_000 }, { block: { sweptAt: null } })).toBe('sweep');
});

describe('premium and discount', () => {
  const at = (price: number, minDepth: number, change: Change = {}) =>
    closedBy({ minDepth }, { ...change, entry: { price } });

  it('lets longs pass in discount and shorts in premium; the middle is neither', () => {
    expect([at(105.99, 0.5), at(106, 0.5), at(106.01, 0.5)]).toEqual([null, 'depth', 'depth']);
    expect([at(105.99, 0.5, short), at(106, 0.5, short), at(106.01, 0.5, short)]).toEqual([
      ...['depth', 'depth', null],
    ]);
  });

  it('can ask for more or less depth, equal is enough', () => {
    expect([at(102, 0.75), at(102.01, 0.75), at(110, 0.25), at(110.01, 0.25)]).toEqual([
      ...[null, 'depth', null, 'depth'],
    ]);
  });

  it('lets nothing pass without a dealing range', () => {
    expect(closedBy({ minDepth: 0 }, { view: { dealingRange: null } })).toBe('depth');
  });
});

it('the close may be so many ATR away from the entry line; a limit is entered at the line', () => {
  expect(closedBy({ maxDistanceAtr: 1 })).toBeNull();
  expect(closedBy({ maxDistanceAtr: 0.99 })).toBe('distance');
  expect(closedBy({ maxDistanceAtr: 0.01 }, { entry: { kind: 'limit', price: 104 } })).toBeNull();
});

it('reward to risk is that of the prices, equal is enough whatever doubles make of it', () => {
  expect(closedBy({ minRr: 1.5 })).toBeNull();
  expect(closedBy({ minRr: 1.51 })).toBe('rr');
  // 0.3 over 0.1: in doubles 2.9999999999999996.
  const third = { price: 1.1, stop: 1, target: 1.4 };
  expect(closedBy({ minRr: 3 }, { entry: third })).toBeNull();
  expect(closedBy({ minRr: 3 }, { entry: { ...third, target: 1.39999 } })).toBe('rr');
});

it('say in sentences what they saw and what was asked for', () => {
  const filters = filtersOf({
    ...{ biasTimeframe: '4h', sessions: ['London', 'New York'], minAgeBars: 2, maxAgeBars: 5 },
    ...{ minDisplacementAtr: 1, fairValueGap: 'open', sweepBars: 5, minDepth: 0.5 },
    ...{ maxDistanceAtr: 1, minRr: 1 },
  });
  expect(filterSteps(filters, changed({}))).toEqual([
    { gate: 'bias', isOpen: true, text: '4h structure is bullish, the entry a long.' },
    { gate: 'session', isOpen: true, text: 'The candle closed at 12:15 UTC; entries in London, New York.' },
    { gate: 'age', isOpen: false, text: 'Block 10 candles old (2 to 5).' },
    { gate: 'displacement', isOpen: true, text: 'Displacement 1.5 ATR (at least 1).' },
    {
      gate: 'gap',
      isOpen: true,
      text: 'The leg of the block left a fair value gap; asked for: one still open.',
    },
    {
      gate: 'sweep',
      isOpen: true,
      text: 'Liquidity below swept 2 candles before the leg; asked for: at most 5 candles before the leg.',
    },
    {
      gate: 'depth',
      isOpen: false,
      text: 'Depth of the entry in the dealing range 0.50 (at least 0.5; 0.5 is the middle).',
    },
    {
      gate: 'distance',
      isOpen: true,
      text: 'The close is 1.0 ATR away from the entry line (at most 1).',
    },
    { gate: 'rr', isOpen: true, text: 'Reward to risk 1.50 (at least 1).' },
  ]);
  const bare = changed({ block: { hasGap: false, sweptAt: null }, view: { dealingRange: null } });
  const texts = filterSteps(filters, bare).map(({ text }) => text);
  expect(texts).toContain('The leg of the block left no fair value gap; asked for: one still open.');
  expect(texts).toContain('Liquidity below the leg not swept; asked for: at most 5 candles before the leg.');
  expect(texts).toContain('There is no dealing range yet.');
});
