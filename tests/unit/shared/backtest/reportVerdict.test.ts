import { describe, expect, it } from 'vitest';
import type { RandomComparison } from '#shared/backtest/randomEntries.ts';
import { type Results, resultsOf } from '#shared/backtest/reportResults.ts';
import { type Evidence, verdictOf } from '#shared/backtest/reportVerdict.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { dailyTrades } from '../../../support/reportTrades.ts';

const results = (given: Partial<Results>): Results => ({
  ...resultsOf(dailyTrades([1, -1]), { draws: 10, random: seededRandom(1) }),
  ...given,
});
const random = (p: number): RandomComparison => ({
  ...{ draws: 999, trades: 100, meanR: 0, randomMeanR: 0, randomRange: { low: 0, high: 0 } },
  p,
});
const winning = results({ trades: 400, meanR: 0.2, meanRange: { low: 0.1, high: 0.3 } });
const even = results({ trades: 400, meanR: 0.02, meanRange: { low: -0.05, high: 0.09 } });
const judged = (given: Partial<Evidence>) =>
  verdictOf({ overall: winning, outOfSample: winning, otherFill: null, random: random(0.004), ...given });

describe('the verdict', () => {
  it('says of fewer than 30 trades only that they are too few', () => {
    const lucky = results({ trades: 29, meanR: 2, meanRange: { low: 1, high: 3 } });
    expect(judged({ overall: lucky })).toEqual({
      kind: 'tooFew',
      text: 'Too few trades to judge: 29 trades, at least 30 are needed.',
    });
    expect(judged({ overall: results({ trades: 1 }) }).text).toContain('1 trade,');
  });

  it('says as much of many trades in a few days', () => {
    expect(judged({ overall: { ...winning, trades: 45, meanRange: null } })).toEqual({
      kind: 'tooFew',
      text: 'Too few days to judge: 45 trades, but of fewer than 10 days.',
    });
  });

  it('says that there is no edge, with mean, interval, n and what random entries did', () => {
    const losing = results({ trades: 1_093, meanR: -0.16, meanRange: { low: -0.22, high: -0.1 } });
    expect(judged({ overall: losing, random: random(0.61) })).toEqual({
      kind: 'noEdge',
      text: 'No edge after costs: mean −0.16 R (−0.22 to −0.10) over 1,093 trades; random entries did as well (p 0.61).',
    });
    expect(judged({ overall: losing, random: random(0.97) }).text).toContain(
      'random entries did better (p 0.97)',
    );
    expect(judged({ overall: losing, random: null }).text).toMatch(/over 1,093 trades\.$/);
  });

  it('does not take an interval around zero for an edge', () => {
    expect(judged({ overall: even }).kind).toBe('notShown');
    expect(judged({ overall: even }).text).toContain('mean +0.02 R (−0.05 to +0.09)');
  });

  it('does not credit the entries with what random ones would have brought', () => {
    expect(judged({ random: random(0.2) }).kind).toBe('noBetterThanRandom');
  });

  it('wants the later part to confirm it, with enough trades', () => {
    expect(judged({ outOfSample: even }).kind).toBe('notConfirmed');
    const few = judged({ outOfSample: { ...winning, trades: 12 } });
    expect(few).toMatchObject({ kind: 'notConfirmed' });
    expect(few.text).toContain('too few trades (12)');
  });

  it('wants the other rule for fills to confirm it', () => {
    expect(judged({ otherFill: even }).kind).toBe('restsOnFills');
    expect(judged({ otherFill: winning }).kind).toBe('positive');
  });

  it('stays sober when nothing speaks against it', () => {
    const { kind, text } = judged({});
    expect(kind).toBe('positive');
    expect(text).toBe(
      'A gain after costs: mean +0.20 R (+0.10 to +0.30) over 400 trades; random entries did worse (p 0.004). ' +
        'Out of sample: mean +0.20 R (+0.10 to +0.30) over 400 trades. One test of the past: the more are tried, the less it says.',
    );
    expect(judged({ random: random(0.0004) }).text).toContain('(p < 0.001)');
  });
});
