import { expect, it } from 'vitest';
import { accountSchema, accountSettingsSchema } from '#shared/config/accountConfig.ts';

const faultsOf = (riskPerTradePct: string) =>
  accountSettingsSchema
    .safeParse({ name: 'Paper', initialBalance: '10000', riskPerTradePct, maxOpenTrades: 3 })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

it('takes a risk per trade above 0 and up to the whole balance', () => {
  expect(faultsOf('0.5')).toBeUndefined();
  expect(faultsOf('100')).toBeUndefined();
  expect(faultsOf('100.01')).toEqual(['riskPerTradePct: expected at most 100']);
  expect(faultsOf('0')).toEqual(['riskPerTradePct: expected more than 0']);
});

it.each(['abc', '', '1e3', '1,5', 'NaN', '--1'])('answers %j with what a decimal looks like', (typed) => {
  expect(faultsOf(typed)).toEqual(['riskPerTradePct: expected a decimal number, like "101.50"']);
});

it('still reads an account that was set before the limit', () => {
  const account = {
    id: 'paper',
    kind: 'paper',
    currency: 'USD',
    name: 'Paper',
    initialBalance: '10000',
    riskPerTradePct: '120',
    maxOpenTrades: 3,
    balance: '10000',
  };
  expect(accountSchema.parse(account)).toEqual(account);
});

it('starts with at least one unit of its currency: a share of next to nothing says nothing', () => {
  const settings = (initialBalance: string) => ({
    name: 'Paper',
    initialBalance,
    riskPerTradePct: '1',
    maxOpenTrades: 3,
  });
  expect(accountSettingsSchema.safeParse(settings('1')).success).toBe(true);
  const refused = accountSettingsSchema.safeParse(settings('0.000001'));
  expect(refused.error?.issues.map(({ message }) => message)).toEqual(['expected at least 1']);
});
