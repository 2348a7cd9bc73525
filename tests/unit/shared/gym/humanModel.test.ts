import { describe, expect, it } from 'vitest';
import { humanModel } from '#shared/gym/humanModel.ts';
import { defaultHumanSettings, paramsOf, stopDistanceFor, takes } from '#shared/gym/humanSettings.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { humanTrainedParams } from '#shared/strategies/humanParams.ts';
import { contextTrades, tradeContext } from '../../../support/practice.ts';

const specs = new Map(
  ['EURUSD', 'USDJPY'].map((symbol) => [
    symbol,
    inferSymbolSpec({ symbol, priceDigits: 5, timeframes: ['5m'] }),
  ]),
);

describe('practice of fewer than thirty trades', () => {
  it('teaches nothing: all parameters are the defaults', () => {
    const model = humanModel(contextTrades(29), specs);
    expect(model.settings).toEqual(defaultHumanSettings);
    expect(model).toMatchObject({ trades: 29, known: 29, learned: [] });
  });

  it('is told from none at all', () => {
    expect(humanModel([], specs)).toMatchObject({
      trades: 0,
      stopDistanceAtr: null,
      targetR: null,
      stopPips: [],
    });
  });
});

describe('practice of thirty trades and more', () => {
  it('teaches the stop and the target by their medians, with the interval', () => {
    const model = humanModel(
      contextTrades(30, (index) => ({
        trade: { target: (1.1 + 0.001 * (1 + index)).toFixed(3) },
        context: { stopDistanceAtr: (index + 1) / 8, farEdgeAtr: 0.25 },
      })),
      specs,
    );
    // Eighths up to 30 of them, ranks 10 and 21; the far edge is 0.25 ATR nearer.
    expect(model.stopDistanceAtr).toEqual({ n: 30, value: 15.5 / 8, low: 10 / 8, high: 21 / 8 });
    expect(model.stopBeyondAtr).toEqual({ n: 30, value: 13.5 / 8, low: 1, high: 19 / 8 });
    expect(model.settings.stopAtr).toBe(1.69);
    expect(model.targetR?.n).toBe(30);
    expect(model.settings.rr).toBe(15.5);
    expect(model.learned).toEqual(['stopAtr', 'rr', 'zones', 'bias', 'needsShift', 'minDepth', 'sessions']);
  });

  it('counts the stop in the pips of each symbol', () => {
    const trades = contextTrades(36, (index) => ({
      trade:
        index < 12
          ? { symbol: 'USDJPY', entry: '150', stop: '149.85', target: null, exit: null, closedAt: null }
          : {},
    }));
    const { stopPips } = humanModel(trades, specs);
    expect(stopPips.map(({ symbol, pips }) => [symbol, pips.n])).toEqual([
      ['EURUSD', 24],
      ['USDJPY', 12],
    ]);
    expect(stopPips[0]?.pips.value).toBeCloseTo(10, 6);
    expect(stopPips[1]?.pips.value).toBeCloseTo(15, 6);
  });

  it('puts the stop of a trader who stops inside the zone at its far edge', () => {
    const model = humanModel(
      contextTrades(30, () => ({ context: { stopDistanceAtr: 0.5, farEdgeAtr: 0.75 } })),
      specs,
    );
    expect(model.stopBeyondAtr?.value).toBe(-0.25);
    expect(model.settings.stopAtr).toBe(0);
  });

  it('keeps a target above nothing, however near the trader takes it', () => {
    const trades = contextTrades(30, () => ({ trade: { target: '1.1000001' } }));
    const { settings } = humanModel(trades, specs);
    expect(settings.rr).toBe(0.01);
    expect(paramsOf(settings)).toMatchObject({ rr: 0.01, minRr: 0.01 });
  });

  it('learns no stop beyond zones from trades at none', () => {
    const model = humanModel(
      contextTrades(40, (index) => ({ context: { farEdgeAtr: index < 11 ? null : 0.75 } })),
      specs,
    );
    expect(model.stopBeyondAtr?.n).toBe(29);
    expect(model.settings.stopAtr).toBe(defaultHumanSettings.stopAtr);
  });

  it('keeps the default of a parameter that fewer than thirty trades tell about', () => {
    const trades = contextTrades(40, (index) => ({
      trade: index < 20 ? { target: null } : {},
      context: index < 9 ? null : { depth: index < 12 ? null : 0.8 },
    }));
    const model = humanModel(trades, specs);
    expect(model.known).toBe(31);
    expect(model.targetR?.n).toBe(20);
    expect(model.depth?.n).toBe(28);
    expect(model.settings).toMatchObject({ rr: 3, minDepth: 0.5, stopAtr: 0.25 });
    expect(model.learned).toEqual(['stopAtr', 'zones', 'bias', 'needsShift', 'sessions']);
  });

  // Of 40 trades, 3 have an interval that ends below a fifth (0.1986), 4 one that does not.
  it('takes as zones and hours what may be a fifth of the trades', () => {
    const model = humanModel(
      contextTrades(40, (index) => ({
        context: {
          zones: index < 4 ? ['block', 'gap'] : ['gap'],
          windows: index < 3 ? ['Asia'] : index < 7 ? ['London', 'New York'] : ['London'],
        },
      })),
      specs,
    );
    expect(model.zones.map(({ kind, taken }) => [kind, taken.count])).toEqual([
      ['block', 4],
      ['gap', 40],
    ]);
    expect(model.settings.zones).toEqual(['block', 'gap']);
    expect(model.settings.sessions).toEqual(['London', 'New York']);
  });

  it('leaves out a zone that clearly fewer use', () => {
    const trades = contextTrades(40, (index) => ({ context: { zones: index < 3 ? ['block'] : ['gap'] } }));
    expect(humanModel(trades, specs).settings.zones).toEqual(['gap']);
  });

  it('sets no hours for a trader who trades in all windows, or mostly outside of them', () => {
    const windowsOf = (windows: (index: number) => readonly string[]) =>
      humanModel(
        contextTrades(40, (index) => ({ context: { windows: windows(index) } })),
        specs,
      ).settings.sessions;
    expect(windowsOf((index) => [['Asia', 'London', 'New York'][index % 3] ?? ''])).toEqual([]);
    expect(windowsOf((index) => (index < 26 ? ['Asia'] : []))).toEqual([]);
    expect(windowsOf((index) => (index < 27 ? ['Asia'] : []))).toEqual(['Asia']);
  });

  it('keeps the default zones of a trader who enters at none', () => {
    const model = humanModel(
      contextTrades(40, () => ({ context: { zones: [] } })),
      specs,
    );
    expect(model.settings.zones).toEqual(defaultHumanSettings.zones);
    expect(model.learned).not.toContain('zones');
  });

  // With 40 trades the interval of a share leaves the half behind at 27 of 40, and at 13.
  it.each([
    [27, 'with'],
    [26, 'any'],
    [14, 'any'],
    [13, 'against'],
  ] as const)('%i of 40 trades with the H4 trend are "%s"', (count, bias) => {
    const trades = contextTrades(40, (index) => ({ context: { bias: index < count ? 'with' : 'against' } }));
    expect(humanModel(trades, specs).settings.bias).toBe(bias);
  });

  it('does not count trades without an H4 trend for or against it', () => {
    const trades = contextTrades(60, (index) => ({ context: { bias: index < 30 ? 'with' : 'none' } }));
    expect(humanModel(trades, specs).withBias).toMatchObject({ n: 30, count: 30 });
  });

  it('asks for a shift if most trades had one', () => {
    const withShifts = (count: number) =>
      humanModel(
        contextTrades(40, (index) => ({ context: { hasShift: index < count } })),
        specs,
      ).settings.needsShift;
    expect(withShifts(27)).toBe(true);
    expect(withShifts(26)).toBe(false);
  });

  it('goes as deep as nine in ten entries', () => {
    const trades = contextTrades(41, (index) => ({ context: { depth: index / 40 } }));
    expect(humanModel(trades, specs).settings.minDepth).toBeCloseTo(0.1, 9);
  });
});

describe('settings', () => {
  it('are the strategy as it is, until practice teaches otherwise', () => {
    expect(paramsOf(defaultHumanSettings)).toEqual(humanTrainedParams.parse({}));
  });

  it('become the parameters of the strategy; a near target lowers the least reward with it', () => {
    expect(paramsOf({ ...defaultHumanSettings, stopAtr: 0.4, rr: 2.5 })).toMatchObject({
      stopAtr: 0.4,
      rr: 2.5,
      minRr: 2,
    });
    expect(paramsOf({ ...defaultHumanSettings, rr: 1.5 })).toMatchObject({ rr: 1.5, minRr: 1.5 });
  });

  it('put the stop beyond the zone by their ATR, by a pip at least', () => {
    const context = tradeContext({ farEdgeAtr: 0.75, pipAtr: 0.125 });
    expect(stopDistanceFor({ ...defaultHumanSettings, stopAtr: 0.5 }, context)).toBe(1.25);
    expect(stopDistanceFor({ ...defaultHumanSettings, stopAtr: 0.1 }, context)).toBe(0.875);
    expect(stopDistanceFor(defaultHumanSettings, tradeContext({ farEdgeAtr: null }))).toBeNull();
  });

  it('take the market they ask for', () => {
    expect(takes(defaultHumanSettings, tradeContext())).toBe(true);
    expect(takes(defaultHumanSettings, tradeContext({ depth: 0.51 }))).toBe(true);
  });

  it.each([
    ['against the trend', { bias: 'against' }],
    ['without a trend', { bias: 'none' }],
    ['without a shift', { hasShift: false }],
    ['at no zone', { zones: [] }],
    ['at the middle of the range, which is no discount', { depth: 0.5 }],
    ['too dear', { depth: 0.49 }],
    ['without a dealing range', { depth: null }],
  ] as const)('do not take one %s by default', (_, change) => {
    expect(takes(defaultHumanSettings, tradeContext(change))).toBe(false);
  });

  it('take what they were taught', () => {
    const taught = {
      ...defaultHumanSettings,
      bias: 'any',
      needsShift: false,
      zones: ['gap'],
      minDepth: null,
      sessions: ['New York'],
    } as const;
    const context = { bias: 'against', hasShift: false, zones: ['gap'], depth: null } as const;
    expect(takes(taught, tradeContext({ ...context, windows: ['London', 'New York'] }))).toBe(true);
    expect(takes(taught, tradeContext({ ...context, windows: ['London'] }))).toBe(false);
    expect(takes(taught, tradeContext({ ...context, zones: ['block'], windows: ['New York'] }))).toBe(false);
  });
});
