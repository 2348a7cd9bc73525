import { describe, expect, it } from 'vitest';
import { accountSettingsSchema } from '#shared/config/accountConfig.ts';
import { answerSignalSchema, closeTradeSchema, deleteTradeSchema } from '#shared/sync/commands.ts';

const command = { commandId: '7c2b1f6e-0a58-4f0b-9a53-0f6b6a7f5d01', accountId: 'paper' };
const close = { ...command, tradeId: 'paper.one', price: '101.5' };
const settings = { name: 'Paper', initialBalance: '10000', riskPerTradePct: '1', maxOpenTrades: 3 };
const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('a command that no database could keep is refused at the door', () => {
  it.each(['\0', 'a\0b', '\ud800', 'x\udc00'])('text with broken characters: %j', (broken) => {
    expect(takes(closeTradeSchema, { ...close, note: broken })).toBe(false);
    expect(takes(closeTradeSchema, { ...close, tradeId: broken })).toBe(false);
    expect(takes(deleteTradeSchema, { ...command, tradeId: broken })).toBe(false);
    expect(takes(answerSignalSchema, { ...command, signalId: broken, answer: 'accept' })).toBe(false);
    const rejection = { ...command, signalId: 'one', answer: 'reject', reason: broken };
    expect(takes(answerSignalSchema, rejection)).toBe(false);
    expect(takes(accountSettingsSchema, { ...settings, name: broken })).toBe(false);
  });

  it('and text in any language, of several lines, is taken', () => {
    expect(takes(closeTradeSchema, { ...close, note: 'Zu früh 😀\n\t日本語 "quoted" \\' })).toBe(true);
  });

  it.each([-1, 8_640_000_000_000_001, Number.MAX_SAFE_INTEGER, 1.5])('a close at %d, no moment', (at) => {
    expect(takes(closeTradeSchema, { ...close, at })).toBe(false);
    expect(takes(closeTradeSchema, { ...close, at: 8_640_000_000_000_000 })).toBe(true);
  });

  it.each([`1${'0'.repeat(12)}`, `0.${'0'.repeat(12)}1`, '9'.repeat(400), `0.${'0'.repeat(400)}1`])(
    'an amount beyond what money can be computed with exactly: %s',
    (amount) => {
      expect(takes(closeTradeSchema, { ...close, price: amount })).toBe(false);
      expect(takes(accountSettingsSchema, { ...settings, initialBalance: amount })).toBe(false);
    },
  );

  it('takes the price of a coin worth a hundred-millionth', () => {
    expect(takes(closeTradeSchema, { ...close, price: '0.000000012345' })).toBe(true);
  });

  it('names what it does not know', () => {
    expect(closeTradeSchema.safeParse({ ...close, prise: '1' }).error?.issues[0]?.message).toContain('prise');
  });
});
