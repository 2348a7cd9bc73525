import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { tested } from '../../support/backtests.ts';
import { oracleTrades } from '../../support/blockEntryOracle.ts';
import { candlesOfCsv } from '../../support/candles.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/crypto/', import.meta.url));
const hasData = existsSync(folder);
const skipped = hasData ? '' : ' (skipped: no recorded candles in ../shared/data)';
const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'AAVEUSDT'];
const costs = { taker: 0.0005, maker: 0.0002, slippage: 0 };

const recorded = (symbol: string) =>
  candlesOfCsv(gunzipSync(readFileSync(`${folder}binance-usdm-${symbol}-15m.csv.gz`)).toString(), { symbol });

describe.skipIf(!hasData)(`on half a year of recorded 15m candles${skipped}`, () => {
  it.each(['A', 'B'] as const)('mode %s trades as the rules say, and finds no edge after costs', (mode) => {
    const multiples: number[] = [];
    for (const symbol of symbols) {
      const candles = recorded(symbol);
      const run = { mode, config: defaultSmcConfig, capital: '1000000', costs: tradingCostsSchema.parse({}) };
      const { trades } = tested({ ...run, params: { riskPct: null } }, candles);
      const rules = { ...costs, mode, config: defaultSmcConfig, capital: 1_000_000, through: false };
      const expected = oracleTrades(candles, rules);
      expect(trades.map(({ entryBar, exitBar, reason }) => ({ entryBar, exitBar, reason }))).toEqual(
        expected.map(({ entryBar, exitBar, reason }) => ({ entryBar, exitBar, reason })),
      );
      for (const [index, { net }] of expected.entries()) {
        expect(Number(trades[index]?.net)).toBeCloseTo(net, 3);
      }
      for (const { rMultiple } of trades) multiples.push(rMultiple);
    }
    expect(multiples.length).toBeGreaterThan(400);
    const mean = multiples.reduce((sum, r) => sum + r, 0) / multiples.length;
    expect(mean).toBeLessThan(0);
    expect(mean).toBeGreaterThan(-0.3);
  });
});
