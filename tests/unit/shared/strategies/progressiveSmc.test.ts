import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { closeTime } from '#shared/market/candle.ts';
import type { OrderBlock } from '#shared/smc/events.ts';
import { type MarketView, zoneKey } from '#shared/strategies/baseStrategy.ts';
import { progressiveSmcParams } from '#shared/strategies/progressiveParams.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { signalSchema } from '#shared/trading/signal.ts';
import { blocks40 } from '../../../support/blocks40.ts';
import { candles } from '../../../support/candles.ts';
import { marketViews, testSpec } from '../../../support/marketViews.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';

const fixtureSchema = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      mode: z.string(),
      signals: z.array(
        z.object({
          bar: z.number(),
          state: z.enum(['fresh', 'breaker']),
          source: z.number(),
          dir: z.number(),
          top: z.number(),
          bottom: z.number(),
          price: z.string(),
          stop: z.string(),
          target: z.string(),
          atr: z.number(),
        }),
      ),
      trades: z.array(z.object({ dir: z.number(), entryBar: z.number(), exitBar: z.number() })),
    }),
  ),
});
const fixture = new URL('../../../fixtures/trading/blocks-40.json', import.meta.url);
const { cases } = fixtureSchema.parse(JSON.parse(readFileSync(fixture, 'utf8')));
const plain = cases.find((one) => one.name === 'plain' && one.mode === 'A') ?? { signals: [], trades: [] };

describe('on the worked trades', () => {
  const views = [...marketViews(blocks40, exampleConfig)];
  const strategy = new ProgressiveSmc();
  const sourceTime = (bar: number) => blocks40[bar]?.openTime;
  const taken = new Set<string>();
  const raised = views.flatMap((view, bar) => {
    const signal = strategy.onCandle({ ...view, takenZones: new Set(taken) });
    const expected = plain.signals.find((one) => one.bar === bar);
    // An entry uses its zone up; what comes while a position is open is not entered.
    if (expected && signal) taken.add(zoneKey(signal.zone.blockId, signal.zone.state));
    return signal ? [{ bar, signal }] : [];
  });

  it('raises every signal with its direction, prices and zone', () => {
    expect(plain.signals.map((one) => one.bar)).toEqual([16, 23, 36]);
    for (const expected of plain.signals) {
      const found = raised.find(({ bar }) => bar === expected.bar)?.signal;
      expect(found).toMatchObject({
        direction: expected.dir > 0 ? 'long' : 'short',
        entry: Number(expected.price),
        stop: Number(expected.stop),
        targets: [Number(expected.target)],
        atr: expected.atr,
        zone: {
          state: expected.state,
          bottom: expect.closeTo(expected.bottom, 9),
          top: expect.closeTo(expected.top, 9),
        },
      });
      expect(found?.zone.formedAt).toBe(sourceTime(expected.source));
    }
  });

  it('raises nothing else but while a position is open or its direction cools down', () => {
    const others = raised.filter(({ bar }) => !plain.signals.some((one) => one.bar === bar));
    for (const { bar, signal } of others) {
      const dir = signal.direction === 'long' ? 1 : -1;
      const isHeld = plain.trades.some((trade) => bar >= trade.entryBar - 1 && bar < trade.exitBar);
      const isCooling = plain.trades.some((t) => t.dir === dir && bar >= t.exitBar && bar < t.exitBar + 3);
      expect(isHeld || isCooling, `bar ${bar} ${signal.id}`).toBe(true);
    }
  });

  it('gives signals that the phone and the database can read', () => {
    expect(raised.length).toBeGreaterThanOrEqual(3);
    for (const { signal } of raised) expect(signalSchema.parse(signal)).toEqual(signal);
  });

  it('names a signal after its strategy, series, close and block', () => {
    const short = raised.find(({ bar }) => bar === 16)?.signal;
    expect(short?.id).toBe('progressive-smc.TESTUSD.15m.1735704900000.5');
    expect(short?.zone.blockId).toBe('TESTUSD:15m:5');
    expect(short?.createdAt).toBe(1_735_704_900_000);
    expect(short?.expiresAt).toBe(1_735_704_900_000 + 12 * 900_000);
    expect(short?.rr).toBeCloseTo((100.4 - 98.01) / (105 - 100.4), 12);
  });

  it('says why in sentences: the flip and the break of a breaker', () => {
    expect(raised.find(({ bar }) => bar === 16)?.signal.reasons).toEqual([
      'Block 102.40–103.40 broken on 03:15 UTC, now a bearish breaker, 20 % penetration.',
      'Bullish BOS at 105.40 on 02:15 UTC.',
      'Closed down at 100.40, below 102.60 inside the block.',
    ]);
  });

  it('says why in sentences: the break and the depth of a fresh block', () => {
    expect(raised.find(({ bar }) => bar === 36)?.signal.reasons).toEqual([
      'Bearish CHoCH at 102.20 on 03:15 UTC.',
      'Block 104.70–106.50 fresh, 100 % penetration.',
      'Closed down at 104.30, below 105.07 inside the block.',
    ]);
  });
});

/** A fresh bullish block 100..105, born well before the candle; entry line at 104. */
const freshBlock: OrderBlock = {
  id: 7,
  side: 1,
  top: 105,
  bottom: 100,
  source: 10,
  sourceTime: Date.UTC(2024, 11, 31, 20),
  born: 12,
  bornTime: Date.UTC(2024, 11, 31, 20, 45),
  why: 'bos',
  breakLevel: 108,
  state: 'fresh',
  touched: true,
  retested: false,
  flipped: null,
  flippedTime: null,
  penetration: 0.306,
  displacement: 1.5,
  volume: 1,
  hasGap: false,
  sweptAt: null,
};
const breakerBlock: OrderBlock = {
  ...freshBlock,
  id: 9,
  side: -1,
  state: 'breaker',
  flipped: 20,
  flippedTime: Date.UTC(2024, 11, 31, 22, 45),
};

function viewOf(row: string, changes: Partial<MarketView> = {}): MarketView {
  const [candle] = candles(row);
  if (candle === undefined) throw new RangeError('no candle');
  const atr = { value: 2, warm: true };
  return {
    candle,
    bar: 40,
    spec: testSpec,
    events: [],
    blocks: [freshBlock],
    gaps: [],
    dealingRange: null,
    atr,
    lastBreak: null,
    longer: new Map(),
    takenZones: new Set(),
    ...changes,
  };
}

const ask = (row: string, changes: Partial<MarketView> = {}) =>
  new ProgressiveSmc().onCandle(viewOf(row, changes));
const bounce = '104 106 103 105.5';

describe('a candle that comes back into a block', () => {
  it('is a signal when it touches the entry line and closes beyond it in the direction of the trade', () => {
    expect(ask(bounce)).toMatchObject({ direction: 'long', entry: 105.5, stop: 98, targets: [109.5] });
    expect(ask('103 106 104 104')).toMatchObject({ entry: 104 });
  });

  it.each([
    ['does not reach the entry line', '104.5 106 104.01 105.5'],
    ['closes short of it', '103 105 102 103.99'],
    ['closes against the trade', '105.5 106 103 105'],
    ['closes where it opened', '105 106 103 105'],
  ])('is none when it %s', (_, row) => expect(ask(row)).toBeNull());

  it('is none before the ATR is warm', () => {
    expect(ask(bounce, { atr: { value: 2, warm: false } })).toBeNull();
  });

  it('is none on the bar of birth or of the flip', () => {
    const now = closeTime(viewOf(bounce).candle);
    expect(ask(bounce, { blocks: [{ ...freshBlock, bornTime: now }] })).toBeNull();
    expect(ask(bounce, { blocks: [{ ...breakerBlock, flippedTime: now }] })).toBeNull();
    expect(ask(bounce, { blocks: [breakerBlock] })).not.toBeNull();
  });

  it('is none for a taken zone, but the flip of a block is another zone', () => {
    expect(ask(bounce, { takenZones: new Set(['TESTUSD:15m:7:fresh']) })).toBeNull();
    expect(ask(bounce, { takenZones: new Set(['TESTUSD:15m:7:breaker']) })).not.toBeNull();
  });

  it('is none when the tick is so coarse that entry, stop and target meet', () => {
    expect(ask(bounce, { spec: { ...testSpec, tick: '500' } })).toBeNull();
  });
});

describe('of several blocks', () => {
  const chosen = (...blocks: OrderBlock[]) => ask(bounce, { blocks })?.zone.blockId;

  it('a fresh one comes before a breaker', () => {
    expect(chosen(breakerBlock, freshBlock)).toBe('TESTUSD:15m:7');
    expect(chosen(freshBlock, breakerBlock)).toBe('TESTUSD:15m:7');
  });

  it('the youngest comes first, by birth or flip, then the higher id', () => {
    const younger = { ...freshBlock, id: 3, bornTime: freshBlock.bornTime + 900_000 };
    expect(chosen(freshBlock, younger)).toBe('TESTUSD:15m:3');
    expect(chosen(freshBlock, { ...freshBlock, id: 8 })).toBe('TESTUSD:15m:8');
    const earlierFlip = { ...breakerBlock, id: 11, flippedTime: Date.UTC(2024, 11, 31, 22) };
    expect(chosen(earlierFlip, breakerBlock)).toBe('TESTUSD:15m:9');
  });

  it('one that a gate refuses does not hide the next', () => {
    const taken = new Set(['TESTUSD:15m:7:fresh']);
    expect(ask(bounce, { blocks: [freshBlock, breakerBlock], takenZones: taken })?.zone.blockId).toBe(
      'TESTUSD:15m:9',
    );
  });
});

it('aims nearer from a breaker, and the other way for the other side', () => {
  expect(ask(bounce, { blocks: [breakerBlock] })).toMatchObject({
    direction: 'long',
    stop: 98,
    targets: [108.5],
  });
  const short = ask('101 102 99 99.5', { blocks: [{ ...freshBlock, side: -1 }] });
  expect(short).toMatchObject({ direction: 'short', entry: 99.5, stop: 107, targets: [95.5] });
});

it('names the day of a break that was not today', () => {
  expect(ask(bounce)?.reasons.slice(0, 2)).toEqual([
    'Bullish BOS at 108.00 on 2024-12-31 20:45 UTC.',
    'Block 100.00–105.00 fresh, 31 % penetration.',
  ]);
});

it('follows its parameters and refuses unknown ones', () => {
  const strategy = new ProgressiveSmc({
    entryPenetration: 0.5,
    stopAtr: 2,
    freshTargetAtr: 3,
    validForCandles: 4,
  });
  expect(strategy.onCandle(viewOf('103 105 102.4 104'))).toMatchObject({
    stop: 96,
    targets: [110],
    expiresAt: Date.UTC(2025, 0, 1, 1, 15),
  });
  expect(strategy.onCandle(viewOf('103 105 102.6 104'))).toBeNull();
  expect(progressiveSmcParams.safeParse({ stopAtr: 1, trail: 2 }).success).toBe(false);
});

describe('the explanation of a close', () => {
  const explained = (row: string, params: ConstructorParameters<typeof ProgressiveSmc>[0], changes = {}) =>
    new ProgressiveSmc(params)
      .explain(viewOf(row, changes))
      .map(({ gate, isOpen, text }) => `${isOpen ? '+' : '-'} ${gate}: ${text}`);

  it('ends at the first gate that closed', () => {
    expect(explained(bounce, {}, { atr: { value: 2, warm: false } })).toEqual([
      '- atr: 15m ATR 2.000, not yet over its full length.',
    ]);
    expect(explained('104.5 106 104.01 105.5', {})).toEqual([
      '+ atr: 15m ATR 2.000, warm.',
      '- entry: The candle came back into no block and closed out of it in its favour.',
    ]);
    expect(explained(bounce, {}, { takenZones: new Set(['TESTUSD:15m:7:fresh']) }).at(-1)).toBe(
      '- zone: Fresh block 100.00–105.00 has given its signal already.',
    );
  });

  it('names every filter that is on, of the block that came farthest', () => {
    const blocks = [freshBlock, { ...breakerBlock, displacement: 2.5 }];
    const params = { minDisplacementAtr: 2, minRr: 3 };
    expect(explained(bounce, params, { blocks }).slice(1)).toEqual([
      '+ entry: The candle came back into 2 blocks and closed out of them in their favour.',
      '+ zone: Breaker 100.00–105.00: long at 105.50, stop 98.00, target 108.50.',
      '+ displacement: Displacement 2.5 ATR (at least 2).',
      '- rr: Reward to risk 0.40 (at least 3).',
    ]);
  });

  it('is open at every gate where there is a signal, whose last reasons are the filters', () => {
    const params = { minDisplacementAtr: 1.5, minRr: 0.5 };
    const steps = new ProgressiveSmc(params).explain(viewOf(bounce));
    expect(steps.every(({ isOpen }) => isOpen)).toBe(true);
    const signal = new ProgressiveSmc(params).onCandle(viewOf(bounce));
    expect(signal?.reasons.slice(-2)).toEqual([
      'Displacement 1.5 ATR (at least 1.5).',
      'Reward to risk 0.53 (at least 0.5).',
    ]);
  });
});

it('signals the best block that its filters let pass', () => {
  const weak = { ...freshBlock, id: 8, displacement: 1, bornTime: freshBlock.bornTime + 900_000 };
  const blocks = [weak, freshBlock];
  const chosen = (params: object) =>
    new ProgressiveSmc(params).onCandle(viewOf(bounce, { blocks }))?.zone.blockId;
  expect(chosen({})).toBe('TESTUSD:15m:8');
  expect(chosen({ minDisplacementAtr: 1.5 })).toBe('TESTUSD:15m:7');
  expect(chosen({ minDisplacementAtr: 1.6 })).toBeUndefined();
});

it('reads the timeframe of its bias, and no other', () => {
  expect(new ProgressiveSmc().longerTimeframes).toEqual([]);
  expect(new ProgressiveSmc({ biasTimeframe: '4h' }).longerTimeframes).toEqual(['4h']);
});

it('is registered under its id', () => {
  for (const [id, make] of Object.entries(strategies)) expect(make({}).id).toBe(id);
  expect(Object.keys(strategies)).toContain('progressive-smc');
});
