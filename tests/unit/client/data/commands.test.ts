import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../../client/data/outcome.ts';
import { pendingIds } from '../../../../client/data/pendingIds.ts';

const answered = (message: string, data: object) =>
  TRPCClientError.from({ error: { code: -32600, message, data } });

describe('the id of a command', () => {
  const counted = () => {
    let n = 0;
    return pendingIds(() => `id ${++n}`);
  };

  it('stays the same for a second tap and for a retry after a lost answer', () => {
    const ids = counted();
    const first = ids.claim({ tradeId: 't', price: '101.5' });
    expect(ids.claim({ tradeId: 't', price: '101.5' }).id).toBe(first.id);
  });

  it('is another one for other content, and once the server has answered', () => {
    const ids = counted();
    const first = ids.claim({ tradeId: 't', price: '101.5' });
    expect(ids.claim({ tradeId: 't', price: '101.6' }).id).not.toBe(first.id);
    first.settle();
    expect(ids.claim({ tradeId: 't', price: '101.5' }).id).not.toBe(first.id);
  });

  it('is a random UUID also where the browser has no maker of its own', () => {
    const { id } = pendingIds().claim({});
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(pendingIds().claim({}).id).not.toBe(id);
  });
});

describe('a command without a result', () => {
  it('that got no answer may be sent again', () => {
    expect(outcomeOf(TRPCClientError.from(new TypeError('Failed to fetch')))).toMatchObject({
      kind: 'unsent',
    });
    expect(outcomeOf(new Error('anything else'))).toMatchObject({ kind: 'unsent' });
  });

  it('with faulty input names the fields', () => {
    const fields = [{ path: 'settings.riskPerTradePct', message: 'expected more than 0' }];
    expect(outcomeOf(answered('Invalid input.', { code: 'BAD_REQUEST', fields }))).toEqual({
      kind: 'invalid',
      fields: { 'settings.riskPerTradePct': 'expected more than 0' },
      text: 'Invalid input.',
    });
  });

  it('that was refused carries the reason and its words', () => {
    const text = 'Signal SOLUSDT:1 is not known.';
    expect(outcomeOf(answered(text, { code: 'BAD_REQUEST', reason: 'signal.unknown' }))).toEqual({
      kind: 'refused',
      code: 'signal.unknown',
      text,
    });
    expect(outcomeOf(answered('Went wrong.', { code: 'INTERNAL_SERVER_ERROR', requestId: 'r' }))).toEqual({
      kind: 'refused',
      code: 'INTERNAL_SERVER_ERROR',
      text: 'Went wrong.',
    });
  });
});
