import { describe, expect, it } from 'vitest';
import { upTo } from '../../../support/backtestPrefix.ts';
import { testBacktest, tested } from '../../../support/backtests.ts';
import { blocks40 } from '../../../support/blocks40.ts';
import { blocks40Fixture, runOf } from '../../../support/tradingFixture.ts';

describe.each(blocks40Fixture.cases)('$name, mode $mode', (one) => {
  const whole = tested(runOf(one), blocks40);

  it('knows after every candle what it will always have known', () => {
    const backtest = testBacktest(runOf(one));
    blocks40.forEach((candle, bar) => {
      backtest.onCandle(candle);
      const cut = tested(runOf(one), blocks40.slice(0, bar + 1));
      expect(upTo(cut, bar)).toEqual(upTo(whole, bar));
      expect(backtest.result()).toEqual(cut);
    });
  });
});
