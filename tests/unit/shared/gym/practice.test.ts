import { describe, expect, it } from 'vitest';
import { practiceSessionSchema, practiceTradeSchema, resultROf, targetROf } from '#shared/gym/practice.ts';
import { practiceSession, practiceTrade } from '../../../support/practice.ts';

const faultsOf = (change: object) =>
  practiceTradeSchema.safeParse({ ...practiceTrade(), ...change }).error?.issues.map(({ path }) => path[0]);
const aShort = { direction: 'short', stop: '1.1010', target: '1.0970', exit: '1.1015' } as const;

describe('a practice trade', () => {
  it('has a planned reward and a result in R', () => {
    expect(targetROf(practiceTrade())).toBeCloseTo(3, 9);
    expect(resultROf(practiceTrade())).toBeCloseTo(2, 9);
    expect(targetROf(practiceTrade(aShort))).toBeCloseTo(3, 9);
    expect(resultROf(practiceTrade(aShort))).toBeCloseTo(-1.5, 9);
  });

  it('has no R without a stop, no result without an exit, no plan without a target', () => {
    expect(resultROf(practiceTrade({ stop: null }))).toBeNull();
    expect(targetROf(practiceTrade({ stop: null }))).toBeNull();
    expect(resultROf(practiceTrade({ exit: null, closedAt: null }))).toBeNull();
    expect(targetROf(practiceTrade({ target: null }))).toBeNull();
  });

  it.each([
    ['a stop at the entry', { stop: '1.1000' }, ['stop']],
    ['a stop above the entry of a long', { stop: '1.1001' }, ['stop']],
    ['a stop below the entry of a short', { ...aShort, stop: '1.0999' }, ['stop']],
    ['a target below the entry of a long', { target: '1.0999' }, ['target']],
    ['a target at the entry of a short', { ...aShort, target: '1.1' }, ['target']],
    ['an exit time without a price', { exit: null }, ['exit']],
    ['an exit before the entry', { closedAt: 0 }, ['closedAt']],
    ['a price of nothing', { exit: '0' }, ['exit']],
    ['a price in words', { entry: '1,1' }, ['entry']],
    ['a symbol with a space', { symbol: 'EUR USD' }, ['symbol']],
    ['a tag that holds the mark between tags', { tags: ['a|b'] }, ['tags']],
    ['a note that no database keeps', { note: 'a\0b' }, ['note']],
  ])('is refused with %s', (_, change, fields) => {
    expect(faultsOf(change)).toEqual(fields);
  });

  it('may exit at once, and anywhere', () => {
    const { openedAt } = practiceTrade();
    expect(faultsOf({ closedAt: openedAt, exit: '0.5' })).toBeUndefined();
  });
});

it('a session needs a name', () => {
  expect(practiceSessionSchema.safeParse(practiceSession()).success).toBe(true);
  expect(practiceSessionSchema.safeParse(practiceSession({ name: '  ' })).success).toBe(false);
});
