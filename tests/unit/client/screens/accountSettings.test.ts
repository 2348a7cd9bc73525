import { describe, expect, it } from 'vitest';
import { readSettings, serverErrors } from '../../../../client/screens/accountSettings.ts';

const typed = { name: ' Swing ', initialBalance: '25000', riskPerTradePct: '0,5', maxOpenTrades: '3' };

describe('the settings of an account as typed', () => {
  it('are read into what the server takes', () => {
    expect(readSettings(typed)).toEqual({
      settings: { name: 'Swing', initialBalance: '25000', riskPerTradePct: '0.5', maxOpenTrades: 3 },
      errors: {},
    });
  });

  it('are refused together, each field with its value and what was expected', () => {
    const wrong = { name: '  ', initialBalance: '0', riskPerTradePct: 'one', maxOpenTrades: '3.5' };
    expect(readSettings(wrong)).toEqual({
      settings: null,
      errors: {
        name: 'Name is empty, expected 1 to 40 characters.',
        initialBalance: 'Initial balance is "0", expected more than 0.',
        riskPerTradePct: 'Risk per trade is "one", expected a number like 1 or 0.5.',
        maxOpenTrades: 'Most open trades is "3.5", expected a whole number from 1 to 50.',
      },
    });
  });

  it.each(['0', '51', '-1', '', '007'])('hold no count of %j open trades', (maxOpenTrades) => {
    expect(readSettings({ ...typed, maxOpenTrades }).errors).toHaveProperty('maxOpenTrades');
  });

  it("carry the server's expectation to its field", () => {
    expect(
      serverErrors(typed, { 'settings.riskPerTradePct': 'expected at most 100', accountId: 'x' }),
    ).toEqual({
      riskPerTradePct: 'Risk per trade is "0,5", expected at most 100.',
    });
  });
});
