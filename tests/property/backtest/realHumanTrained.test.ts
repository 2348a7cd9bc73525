import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SetupBacktest, setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import type { Candle } from '#shared/market/candle.ts';
import { decimalsOf, inferSymbolSpec } from '#shared/market/symbols.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { upTo } from '../../support/backtestPrefix.ts';
import { candlesOfCsv } from '../../support/candles.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/crypto/', import.meta.url));
const hasData = existsSync(folder);
const skipped = hasData ? '' : ' (skipped: no recorded candles in ../shared/data)';
const files = hasData ? readdirSync(folder).filter((name) => /^binance.*-5m\.csv\.gz$/.test(name)) : [];

function recorded(name: string): readonly Candle[] {
  const symbol = name.split('-')[2] ?? 'BTCUSDT';
  const text = gunzipSync(readFileSync(`${folder}${name}`)).toString();
  return candlesOfCsv(text, { symbol, timeframe: '5m' });
}

function play(candles: readonly Candle[]) {
  const [first] = candles;
  if (first === undefined) throw new RangeError('no candles');
  const priceDigits = Math.max(...candles.slice(0, 500).map(({ close }) => decimalsOf(close)));
  const spec = inferSymbolSpec({ symbol: first.symbol, priceDigits, timeframes: ['5m'] });
  const costs = tradingCostsSchema.parse({});
  const strategy = new HumanTrained();
  const finder = strategy.setupFinder(setupMarketOf({ spec, costs }, defaultSmcConfig));
  const backtest = new SetupBacktest({
    ...{ strategy: strategy.id, finder, timeframe: '5m', spec, capital: '10000', costs, limitFills: 'touch' },
  });
  for (const candle of candles) backtest.onCandle(candle);
  return backtest.result();
}

describe.skipIf(!hasData)(`Human-trained on half a year of recorded M5 candles${skipped}`, () => {
  it('finds no edge after fees', () => {
    const multiples = files.flatMap((name) => play(recorded(name)).trades.map(({ rMultiple }) => rMultiple));
    expect(multiples.length).toBeGreaterThan(150);
    const mean = multiples.reduce((sum, r) => sum + r, 0) / multiples.length;
    expect(mean).toBeLessThan(0);
    expect(mean).toBeGreaterThan(-1);
  });

  it('had decided as much at every cut, on time', () => {
    const candles = recorded(files[0] ?? '').slice(0, 20_000);
    const whole = play(candles);
    expect(whole.signals.length).toBeGreaterThan(20);
    for (const cut of [3_000, 9_999, 15_001]) {
      expect(upTo(play(candles.slice(0, cut)), cut - 1)).toEqual(upTo(whole, cut - 1));
    }
  });
});
