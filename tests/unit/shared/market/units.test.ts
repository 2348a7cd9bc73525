import { expect, it } from 'vitest';
import { roundDown, roundUp } from '#shared/market/units.ts';

it('keeps a price on tick, whatever noise its double carries', () => {
  expect(roundDown(102.4 + 0.2, '0.01')).toBe(102.6);
  expect(roundUp(102.4 + 0.2, '0.01')).toBe(102.6);
  // 0.3 / 0.1 is 2.9999999999999996.
  expect(roundDown(0.3, '0.1')).toBe(0.3);
  expect(roundUp(0.1 + 0.2, '0.1')).toBe(0.3);
});

it('moves a price between ticks to the tick below or above', () => {
  expect(roundDown(107.7785, '0.01')).toBe(107.77);
  expect(roundUp(106.5 + 1.27852, '0.01')).toBe(107.78);
  expect(roundDown(61_203.4, '0.5')).toBe(61_203);
  expect(roundUp(61_203.4, '0.5')).toBe(61_203.5);
  expect(roundDown(1234, '5')).toBe(1230);
  expect(roundUp(1231, '5')).toBe(1235);
});

it('prints cleanly', () => {
  expect(String(roundUp(107.775_1, '0.01'))).toBe('107.78');
  expect(String(roundDown(1.082_449, '0.00001'))).toBe('1.08244');
  expect(String(roundUp(0.170_006, '0.00001'))).toBe('0.17001');
});
