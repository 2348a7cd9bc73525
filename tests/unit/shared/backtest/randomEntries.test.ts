import { describe, expect, it } from 'vitest';
import type { BacktestTrade } from '#shared/backtest/backtestResult.ts';
import { compareWithRandom } from '#shared/backtest/randomEntries.ts';
import { columnsOf } from '#shared/market/candleColumns.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candleSeries } from '../../../support/candleSeries.ts';
import { candles } from '../../../support/candles.ts';
import { worked } from '../../../support/reports.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';

const chance = (seed = 1) => ({ draws: 199, random: seededRandom(seed), atrLength: 5 });

/** Every candle rises by 1 from the close before it: its range, and so the ATR, is 1. */
const rise = candles(
  ...Array.from({ length: 60 }, (_, bar) => `${100 + bar} ${101 + bar} ${100 + bar} ${101 + bar}`),
);
const [template] = worked('A').result.trades;

/** A long over five candles with its stop two ATR away: it wins 5 / 2 R wherever it starts. */
function trade(given: Partial<BacktestTrade>): BacktestTrade {
  if (template === undefined) throw new RangeError('the worked candles have a trade');
  const plain = { ...template, order: { ...template.order, atr: 1 }, direction: 'long' as const };
  const money = { entry: '110', stop: '108', risk: '2', fees: '0', spread: '0', funding: '0' };
  return { ...plain, ...money, entryBar: 10, exitBar: 14, rMultiple: 2.5, ...given };
}

function compared(trades: readonly BacktestTrade[], { series = rise, from = 0, seed = 1 } = {}) {
  const { result } = worked('A');
  const [first, last] = [series[from]?.openTime ?? null, series.at(-1)?.openTime ?? null];
  const columns = columnsOf(series);
  const tested = { ...result, from: first, to: last, trades };
  return compareWithRandom(
    [{ series: { symbol: 'TESTUSD', timeframe: '15m', columns }, result: tested }],
    chance(seed),
  );
}

describe('random entries of the same direction and holding time', () => {
  it('win what the market gives to anybody', () => {
    expect(compared([trade({})])).toMatchObject({
      ...{ trades: 1, meanR: 2.5, randomMeanR: 2.5, randomRange: { low: 2.5, high: 2.5 }, p: 1 },
    });
  });

  it('lose it on the other side', () => {
    expect(compared([trade({ direction: 'short' })])?.randomMeanR).toBe(-2.5);
  });

  it('hold as many candles', () => {
    expect(compared([trade({ exitBar: 10 })])?.randomMeanR).toBe(0.5);
  });

  it('pay the same share of their value', () => {
    // 1.1 on 110 is one percent; the entries lie between 105 and 155, so 5 - 1.05 .. 1.55 over 2.
    const paid = compared([trade({ fees: '0.6', spread: '0.3', funding: '0.2' })]);
    expect(paid?.randomRange.low).toBeGreaterThanOrEqual((5 - 1.55) / 2);
    expect(paid?.randomRange.high).toBeLessThanOrEqual((5 - 1.05) / 2);
    expect(paid?.randomMeanR).toBeCloseTo((5 - 1.3) / 2, 1);
  });

  it('are beaten by one that did better than all of them, as surely as the draws allow', () => {
    expect(compared([trade({ rMultiple: 3 })])?.p).toBe(1 / 200);
    expect(compared([trade({ rMultiple: 2 })])?.p).toBe(1);
  });

  it('start no earlier than the trading', () => {
    const flat = candles(...Array.from({ length: 40 }, () => '160 160 160 160'));
    const step = 900_000;
    const later = flat.map((candle, bar) => ({
      ...candle,
      openTime: (rise.at(-1)?.openTime ?? 0) + (bar + 1) * step,
    }));
    const series = [...rise, ...later];
    expect(compared([trade({})], { series, from: 61 })?.randomMeanR).toBe(0);
    expect(compared([trade({})], { series })?.randomMeanR).toBeGreaterThan(0.5);
  });

  it('leave out trades that are longer than the series', () => {
    expect(compared([trade({ exitBar: 80 })])).toBeNull();
    expect(compared([trade({ exitBar: 80 }), trade({})])?.trades).toBe(1);
    expect(compared([])).toBeNull();
  });

  it('are the same for the same seed', () => {
    const paid = [trade({ fees: '0.6' })];
    expect(compared(paid, { seed: 4 })).toEqual(compared(paid, { seed: 4 }));
    expect(compared(paid, { seed: 4 })).not.toEqual(compared(paid, { seed: 5 }));
  });
});

describe('its p-value', () => {
  const length = 500;
  const bars = 8;
  const walk = candleSeries({ seed: 11, length, holes: 0, outsideBars: false });
  const engine = new SmcEngine({ timeframe: '15m', config: exampleConfig });
  const atr = walk.map((candle) => {
    engine.step(candle);
    return engine.atr.value;
  });

  /** Entered where a die says, judged by the same yardstick as the random ones. */
  function blindTrade(entryBar: number): BacktestTrade {
    const [risk, entry] = [2 * (atr[entryBar - 1] ?? Number.NaN), walk[entryBar]?.open ?? Number.NaN];
    const rMultiple = ((walk[entryBar + bars]?.close ?? Number.NaN) - entry) / risk;
    const prices = { entry: String(entry), stop: String(entry - risk), risk: String(risk) };
    const order = trade({}).order;
    const frozen = { ...order, atr: atr[entryBar - 1] ?? Number.NaN };
    return trade({ ...prices, order: frozen, entryBar, exitBar: entryBar + bars, rMultiple });
  }

  it('is small no more often than it says for entries that were chosen by nobody', () => {
    const die = seededRandom(23);
    const draw = () => blindTrade(5 + Math.floor(die.even() * (length - bars - 5)));
    const ps = Array.from({ length: 200 }, (_, seed) => {
      const trades = Array.from({ length: 30 }, draw);
      return compared(trades, { series: walk, seed })?.p ?? Number.NaN;
    });
    // 200 draws of a tenth: 20, give or take twice 4.2.
    expect(ps.filter((p) => p <= 0.1).length).toBeGreaterThan(11);
    expect(ps.filter((p) => p <= 0.1).length).toBeLessThan(29);
    expect(ps.filter((p) => p > 0.5).length).toBeGreaterThan(85);
    expect(ps.filter((p) => p > 0.5).length).toBeLessThan(115);
  });

  it('is small for entries that knew what came', () => {
    const all = Array.from({ length: length - bars - 5 }, (_, index) => blindTrade(5 + index));
    const best = all.toSorted((a, b) => b.rMultiple - a.rMultiple).slice(0, 60);
    const chosen = best.filter((_, index) => index % 2 === 0);
    expect(compared(chosen, { series: walk })?.p).toBe(1 / 200);
  });
});
