import { describe, expect, it } from 'vitest';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { signalSchema } from '#shared/trading/signal.ts';
import {
  frames40,
  type frames40Config,
  frames40Fixture,
  frames40Spec,
  type HumanParams,
  openFrames40,
  runFrames40,
  settingsOf,
} from '../../../support/frames40.ts';

const settings = settingsOf({ overrides: {} });

interface Change {
  readonly params?: HumanParams;
  readonly config?: Partial<ReturnType<typeof frames40Config>>;
  readonly candles?: readonly Candle[];
}

/** What the gates see at the close of a bar of the worked series. */
function readAt(bar: number, { params = {}, config = {}, candles = frames40 }: Change = {}) {
  const { finder } = openFrames40(settings, params, config);
  for (const candle of candles.slice(0, bar + 1)) finder.fold(candle);
  const reading = finder.reading();
  if (reading === null) throw new RangeError('no candle folded');
  const gateOf = (id: number) => reading.zones.find(({ zone }) => zone.id === id)?.closedBy;
  return { reading, gateOf, steps: finder.explain() };
}

describe('each gate alone', () => {
  it('atr: nothing is traded before the ATR has seen its full length', () => {
    expect([3, 4].map((bar) => readAt(bar).reading.closedBy)).toEqual(['atr', 'bias']);
    expect(readAt(8, { config: { atrLength: 10 } }).reading.closedBy).toBe('atr');
  });

  it('bias: H4 needs a trend', () => {
    expect(readAt(4).reading).toMatchObject({ bias: 0, closedBy: 'bias' });
    expect(readAt(5).reading.bias).toBe(-1);
    expect(readAt(8, { params: { biasPivotLeft: 4, biasPivotRight: 4 } }).reading.closedBy).toBe('bias');
  });

  it('shift: the newest break of M15 has the side of the bias', () => {
    const { reading, steps } = readAt(20);
    expect(reading).toMatchObject({ bias: 1, shift: { side: -1 }, closedBy: 'shift' });
    expect(steps.at(-1)?.text).toContain('against the bias');
  });

  it('shift: it is at most so old, measured from the nominal end of its candle', () => {
    // The candle that shifted ends at 01:15, the close of bar 8 is 230 minutes later.
    const withAge = (minutes: number) =>
      readAt(8, { params: { shiftAgeMs: minutes * 60_000 } }).reading.closedBy;
    expect([229, 230].map(withAge)).toEqual(['shift', null]);
  });

  it('zone: the leg must have left a block or a gap behind', () => {
    expect(readAt(32).reading.closedBy).toBeNull();
    const none = readAt(32, { config: { fvgMinHeight: 100 } });
    expect(none.reading).toMatchObject({ closedBy: 'zone', zones: [] });
  });

  it('location: longs in discount, shorts in premium of the H4 range', () => {
    expect(readAt(8).gateOf(7)).toBe('location');
    expect(readAt(5).gateOf(4)).toBe('location');
    expect(readAt(8).reading.zones.find(({ zone }) => zone.id === 7)?.position).toBeGreaterThan(0.5);
    expect(readAt(5).reading.zones.find(({ zone }) => zone.id === 4)?.position).toBeLessThan(0.5);
  });

  it('price: the entry must still be ahead of the close', () => {
    const candles = frames40.map((candle, bar) =>
      bar === 33 ? { ...candle, low: 1.0837, close: 1.0838 } : candle,
    );
    expect([readAt(33).gateOf(22), readAt(33, { candles }).gateOf(22)]).toEqual([null, 'price']);
  });

  it('liquidity: only where it is asked for', () => {
    const gate = (liquidity: 'none' | 'sweep' | 'inducement' | 'either' | 'both') =>
      readAt(8, { params: { liquidity } }).reading.closedBy;
    expect(gate('none')).toBeNull();
    for (const asked of ['sweep', 'inducement', 'either', 'both'] as const)
      expect(gate(asked)).toBe('liquidity');
  });

  it('risk: the way to the stop is worth its costs', () => {
    // 48 pips of risk are 24 round trips of a 2 pip spread.
    const gate = (minRoundTrips: number) => readAt(8, { params: { minRoundTrips } }).gateOf(5);
    expect([24, 24.1].map(gate)).toEqual([null, 'risk']);
  });
});

describe('the choice among zones', () => {
  it('prefers a block with a gap in it, then the nearest entry', () => {
    const zones = (bar: number, params: HumanParams = {}) =>
      readAt(bar, { params }).reading.zones.map(({ zone, closedBy }) => [zone.id, closedBy]);
    expect(zones(8)).toEqual([
      [5, null],
      [6, null],
      [7, 'location'],
    ]);
    expect(zones(32)).toEqual([
      [22, null],
      [20, 'risk'],
    ]);
  });

  it('follows each shift once', () => {
    const { setups } = runFrames40(settings);
    const shifts = setups.map(({ shift }) => shift.closeTime);
    expect(new Set(shifts).size).toBe(setups.length);
    const { backtest } = openFrames40(settings);
    for (const candle of frames40) backtest.onCandle(candle);
    expect(backtest.explain().at(-1)).toMatchObject({ gate: 'shift used', isOpen: false });
  });
});

describe('a signal', () => {
  it('lists its reasons step by step', () => {
    const setup = runFrames40(settings).setups[1];
    expect(setup?.reasons).toEqual([
      'H4 structure is bullish: the bias.',
      'M15 bullish CHoCH at 1.0908, closed 2025-03-10 01:15 UTC, 230 minutes ago (at most 240), leg from 2025-03-09 21:00 UTC.',
      'M5 block 1.0825–1.0877 with a gap in it: its middle is at 26 % of the H4 range, discount.',
      'Entry 1.0866 waits ahead of the close 1.0914.',
      'Liquidity before the leg not swept; inducement none.',
      'Stop 1.0818, risk 0.0048 (48 pips), 24.0 round trips (at least 2); target 1.1010, 3.00 R.',
    ]);
  });

  it('is raised for the best setup whose zone is not taken', () => {
    const { setups } = runFrames40(settings);
    const [first, second] = [setups[1], setups[2]];
    const candle = frames40[8];
    if (!first || !second || !candle) throw new RangeError('two setups expected');
    const strategy = new HumanTrained();
    const view = {
      ...{ candle, bar: 8, spec: frames40Spec(settings), events: [], blocks: [], gaps: [] },
      ...{ dealingRange: null, lastBreak: null, longer: new Map() },
      ...{ atr: { value: first.atr, warm: true }, setups: [first, second] },
    };
    const signal = strategy.onCandle({ ...view, takenZones: new Set() });
    expect(signalSchema.parse(signal)).toEqual(signal);
    expect(signal).toMatchObject({
      ...{ direction: 'long', entry: 1.0866, stop: 1.0818, targets: [1.101], timeframe: '5m' },
      ...{ createdAt: closeTime(candle), expiresAt: closeTime(candle) + 6 * 300_000 },
      zone: { blockId: 'EURUSD:5m:5', bias: 'bullish', formedAt: frames40[6]?.openTime },
    });
    const next = strategy.onCandle({ ...view, takenZones: new Set(['EURUSD:5m:5:fresh']) });
    expect(next?.entry).toBe(1.0839);
    expect(strategy.onCandle({ ...view, setups: [], takenZones: new Set() })).toBeNull();
  });
});

describe('the explanation of a close', () => {
  it('names an open position, an earlier order, and otherwise the gate that closed', () => {
    const { backtest } = openFrames40(settings);
    const gates = frames40.map((candle) => {
      backtest.onCandle(candle);
      return backtest.explain().find(({ isOpen }) => !isOpen)?.gate ?? 'signal';
    });
    const signals = gates.flatMap((gate, bar) => (gate === 'signal' ? [bar] : []));
    expect(signals).toEqual(frames40Fixture.cases[0]?.signals.map(({ bar }) => bar));
    expect([gates[9], gates[13], gates[20], gates[31], gates[33]]).toEqual([
      ...['order', 'position', 'shift', 'risk', 'order'],
    ]);
  });

  it('says what is asked for when practice taught other sides, hours and zones', () => {
    const texts = (bar: number, params: HumanParams) =>
      readAt(bar, { params }).steps.map(({ gate, isOpen, text }) => `${isOpen ? '+' : '-'} ${gate}: ${text}`);
    expect(texts(8, { sessions: ['London'] })[1]).toMatch(
      /^- session: The candle closed .* UTC; entries in London\.$/,
    );
    const [, bias, shift] = texts(8, { bias: 'against' });
    expect(bias).toBe('+ bias: H4 structure is bullish; trades go against it.');
    expect(shift).toMatch(/^- shift: M15 bullish CHoCH .*: with the H4 trend\.$/);
    expect(texts(8, { bias: 'any' })[1]).toBe('+ bias: H4 structure is bullish; trades go either way.');
    expect(texts(8, { needsShift: false })[2]).toMatch(/^\+ shift: .*; no shift is asked for\.$/);
    expect(
      readAt(8, { params: { zones: ['gap'] } }).reading.zones.every(({ zone }) => zone.state === 'gap'),
    ).toBe(true);
  });

  it('passes over what the risk cannot pay, and says when that is everything', () => {
    const poor = (capital: string) => {
      const { backtest } = openFrames40({ ...settings, capital });
      for (const candle of frames40.slice(0, 9)) backtest.onCandle(candle);
      return backtest;
    };
    // Half a percent of 900 is 4.50, a contract on block 5 may lose 5.00.
    expect(
      poor('900')
        .result()
        .setups.map(({ zone }) => zone.id),
    ).toEqual([6]);
    expect(poor('100').explain().at(-1)).toMatchObject({ gate: 'size', isOpen: false });
    expect(poor('100').result().signals).toEqual([]);
  });
});

it('refuses parameters it does not know, and a target below the least reward', () => {
  expect(() => new HumanTrained({ rr: 1.5 })).toThrow('expected at least minRr');
  expect(new HumanTrained({ rr: 1.5, minRr: 1 }).id).toBe('human-trained');
  expect(() => strategies['human-trained']?.({ rr: 3, ratio: 4 })).toThrow('Unrecognized key');
});
