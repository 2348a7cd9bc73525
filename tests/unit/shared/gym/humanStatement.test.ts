import { expect, it } from 'vitest';
import { humanModel } from '#shared/gym/humanModel.ts';
import { humanStatement } from '#shared/gym/humanStatement.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { contextTrades } from '../../../support/practice.ts';

const specs = new Map([
  ['EURUSD', inferSymbolSpec({ symbol: 'EURUSD', priceDigits: 5, timeframes: ['5m'] })],
]);
const statementOf = (...given: Parameters<typeof contextTrades>) =>
  humanStatement(humanModel(contextTrades(...given), specs));

it('says what the trader does, with n and interval beside every figure', () => {
  const statement = statementOf(46, (index) => ({
    context: {
      stopDistanceAtr: 0.65 + 0.02 * index,
      zones: index < 30 ? ['block'] : ['gap'],
      windows: index < 36 ? ['London'] : ['Asia'],
    },
  }));
  expect(statement).toEqual([
    'You take mostly longs, in discount (100 %, 92–100 %, n 46), with the H4 trend (100 %, 92–100 %, n 46), after an M15 shift (100 %, 92–100 %, n 46).',
    'Entry zones: order block 65 %, 51–77 %, n 46; fair value gap 35 %, 23–49 %, n 46. Hours: Asia 22 %, 12–36 %, n 46; London 78 %, 64–88 %, n 46; New York 0 %, 0–8 %, n 46.',
    // The middle of 0.65 to 1.55; ranks 16 and 31 of 46.
    'Your stop is 1.1 ATR (0.9–1.3), n 46.',
    'On EURUSD your stop is 10.0 pips (10.0–10.0), n 46.',
    'The stop stands 0.4 ATR beyond the far edge of the zone (0.2–0.5), n 46.',
    'Your target is 3.0 R (3.0–3.0), n 46.',
  ]);
});

it('names a trader of both sides who does now this, now that', () => {
  const aShort = { direction: 'short', stop: '1.1010', target: '1.0970' } as const;
  const [first] = statementOf(40, (index) => ({
    trade: index % 2 === 0 ? aShort : {},
    context: { bias: index % 2 === 0 ? 'with' : 'against', hasShift: false, depth: 0.2 },
  }));
  expect(first).toMatch(/^You take longs and shorts, longs in premium and shorts in discount \(0 %/);
  expect(first).toContain('with and against the H4 trend (50 %');
  expect(first).toContain('without an M15 shift (0 %');
});

it('says that fewer than thirty trades are too few', () => {
  expect(statementOf(1)).toEqual([
    '1 practice trade: too few to learn from, so all parameters are the defaults. At least 30 are needed.',
  ]);
});

it('says which trades have no market and which parameters stayed at their defaults', () => {
  const statement = statementOf(40, (index) => (index < 20 ? { context: null } : {}));
  expect(statement[1]).toMatch(/ The market of 20 trades is not known\.$/);
  expect(statement.at(-1)).toBe(
    'Too few trades tell about these, so they are the defaults: stop beyond the zone, entry zones, H4 trend, M15 shift, depth, hours.',
  );
});

it('says when no trade has candles', () => {
  const statement = statementOf(40, () => ({ context: null }));
  expect(statement[0]).toBe('You take mostly longs.');
  expect(statement[1]).toBe('None of the 40 trades has candles to see its market by.');
});

it('says that a stop stands inside the zone', () => {
  const statement = statementOf(40, () => ({ context: { stopDistanceAtr: 0.5, farEdgeAtr: 0.75 } }));
  // Two decimals would be finer than any habit: 0.25 shows as 0.3.
  expect(statement).toContain(
    'The stop stands 0.3 ATR before the far edge of the zone, inside of it (0.3–0.3), n 40.',
  );
});
