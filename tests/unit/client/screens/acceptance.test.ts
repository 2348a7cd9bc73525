import { describe, expect, it } from 'vitest';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { Decision } from '#shared/trading/decision.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { outcomeWords, whyNotAccept } from '../../../../client/screens/acceptance.ts';

const minute = 60_000;

const assessment: Assessment = {
  signalId: 's',
  accountId: 'paper',
  size: '1',
  unit: 'lots',
  risk: '100',
  reward: '200',
  notional: '1000',
  verdict: 'clear',
  checks: [{ rule: 'maxOpenTrades', passed: true, text: '1 trade is open, the limit is 3.' }],
  at: 0,
};

describe('why a signal cannot be accepted', () => {
  it('is nothing while prices come and the account allows it', () => {
    expect(whyNotAccept({ assessment, doubt: null })).toBeNull();
  });

  it('is a price that cannot be trusted, whatever the rules say', () => {
    const doubt = 'SOLUSD was last heard of 11 min ago.';
    expect(whyNotAccept({ assessment, doubt })).toEqual({
      kind: 'feed',
      text: 'SOLUSD was last heard of 11 min ago. Nothing can be accepted.',
    });
  });

  it('is the sentence of the first unmet rule', () => {
    const text = 'Paper is full: 3 trades are open, the limit is 3.';
    const full: Assessment = {
      ...assessment,
      verdict: 'blocked',
      checks: [...assessment.checks, { rule: 'maxOpenTrades', passed: false, text }],
    };
    expect(whyNotAccept({ assessment: full, doubt: null })).toEqual({ kind: 'rule', text });
  });

  it('is an unknown size before the assessment has come', () => {
    expect(whyNotAccept({ assessment: null, doubt: null })?.kind).toBe('unknown');
  });
});

describe('what became of a signal', () => {
  const signal: Signal = {
    id: 's',
    strategy: 'progressive-smc',
    symbol: 'SOLUSDT',
    timeframe: '15m',
    direction: 'long',
    entry: 100,
    stop: 90,
    targets: [120],
    rr: 2,
    atr: 5,
    reasons: [],
    zone: {
      blockId: 'b',
      bias: 'bullish',
      state: 'fresh',
      top: 101,
      bottom: 99,
      formedAt: 0,
      penetration: 0.3,
    },
    createdAt: 0,
    expiresAt: 60 * minute,
  };
  const decision: Decision = {
    signalId: 's',
    accountId: 'paper',
    by: 'owner',
    answer: 'rejected',
    reason: 'late',
    commandId: null,
    tradeId: null,
    at: 5 * minute,
  };

  it('is open while it waits', () => {
    expect(outcomeWords({ signal, decision: null }, 59 * minute)).toBeNull();
    expect(outcomeWords({ signal, decision: null }, null)).toBeNull();
  });

  it('is expired by the clock before the server says so', () => {
    expect(outcomeWords({ signal, decision: null }, 60 * minute)).toMatch(/^Expired at .*, no answer\.$/);
  });

  it('names the answer, and the reason of a reject', () => {
    expect(outcomeWords({ signal, decision }, 99 * minute)).toMatch(/^Rejected at \d\d:\d\d, late\.$/);
    const accepted: Decision = { ...decision, answer: 'accepted', reason: null };
    expect(outcomeWords({ signal, decision: accepted }, 0)).toMatch(/^Accepted at \d\d:\d\d\.$/);
  });

  it('says why a signal ended before its time', () => {
    const ended: Decision = { ...decision, by: 'auto', answer: 'expired', reason: 'The bias turned.' };
    expect(outcomeWords({ signal, decision: ended }, 6 * minute)).toMatch(
      /^Ended at \d\d:05, no answer\. The bias turned\.$/,
    );
  });
});
