import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candlesOfCsv } from '../../support/candles.ts';
import { smcOracle } from '../../support/smcOracle.ts';
import { smcEvents } from '../../support/smcRun.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/crypto/', import.meta.url));
const hasData = existsSync(folder);
const skipped = hasData ? '' : ' (skipped: no recorded candles in ../shared/data)';

const recorded = (symbol: string) =>
  candlesOfCsv(gunzipSync(readFileSync(`${folder}binance-usdm-${symbol}-15m.csv.gz`)).toString(), { symbol });

describe.skipIf(!hasData)(`on recorded 15m candles${skipped}`, () => {
  it.each(['SOLUSDT', 'BTCUSDT'])('%s: says what rescanning all candles says', (symbol) => {
    const slice = recorded(symbol).slice(5_000, 6_500);
    for (const structure of ['range', 'swing'] as const) {
      const config = { ...defaultSmcConfig, structure };
      const engine = new SmcEngine({ timeframe: '15m', config });
      for (const [i, bar] of smcOracle(slice, config).entries()) {
        const candle = slice[i];
        if (candle === undefined) throw new RangeError(`no candle ${i}`);
        expect(JSON.stringify(engine.step(candle))).toBe(JSON.stringify(bar.events));
        if (i % 50 === 0) expect(engine.blocks).toEqual(bar.blocks);
      }
    }
  });

  it('SOLUSDT: cut or resumed anywhere, it says the same', () => {
    const series = recorded('SOLUSDT');
    const whole = smcEvents(series).map((event) => JSON.stringify(event));
    let resumed = new SmcEngine({ timeframe: '15m' });
    const parts: string[] = [];
    for (const [i, candle] of series.entries()) {
      if (i % 617 === 0) {
        const bar = resumed.bar;
        resumed = SmcEngine.restore(JSON.parse(JSON.stringify(resumed.save())));
        expect(resumed.bar).toBe(bar);
        const cut = smcEvents(series.slice(0, i)).map((event) => JSON.stringify(event));
        expect(cut).toEqual(whole.slice(0, cut.length));
        expect(cut).toEqual(parts);
      }
      parts.push(...resumed.step(candle).map((event) => JSON.stringify(event)));
    }
    expect(parts).toEqual(whole);
  });
});
