import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seriesOfFileName } from '#server/feed/fileName.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { SmcFrames } from '#shared/smc/frames.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candlesOfCsv } from '../../support/candles.ts';
import { everything } from '../../support/smcConfigs.ts';
import { smcOracle } from '../../support/smcOracle.ts';
import { smcEvents } from '../../support/smcRun.ts';

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const folder = `${data}crypto/`;
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

  const files = hasData
    ? ['crypto', 'forex'].flatMap((part) =>
        readdirSync(`${data}${part}`).map((name) => `${data}${part}/${name}`),
      )
    : [];

  it.each(files.map((path) => [basename(path), path]))(
    '%s folds without a fault on all timeframes',
    (name, path) => {
      const { symbol, timeframe } = seriesOfFileName(path, new Set());
      if (symbol === null || timeframe === null) throw new Error(`${name} tells no series`);
      const { session } = inferSymbolSpec({ symbol, priceDigits: 5, timeframes: [] });
      const candles = candlesOfCsv(gunzipSync(readFileSync(path)).toString(), { symbol, timeframe });
      const longer = (['15m', '1h', '4h', '1d'] satisfies Timeframe[]).filter(
        (other) => timeframeMs(other) > timeframeMs(timeframe),
      );
      const frames = SmcFrames.open({
        base: { timeframe, config: everything },
        higher: longer.map((other) => ({ timeframe: other, config: everything })),
        session,
      });
      const hash = createHash('sha256');
      let events = 0;
      for (const candle of candles)
        for (const step of frames.step(candle))
          for (const event of step.events) {
            hash.update(`${step.timeframe} ${JSON.stringify(event)}\n`);
            events += 1;
          }
      expect(frames.base.bar).toBe(candles.length - 1);
      for (const other of longer) {
        const most = (candles.length * timeframeMs(timeframe)) / timeframeMs(other);
        expect(frames.engine(other).bar).toBeGreaterThan(0.9 * most - 2);
      }
      expect(events).toBeGreaterThan(candles.length / 2);
      console.info(
        `${name}: ${candles.length} candles, ${events} events, sha256 ${hash.digest('hex').slice(0, 16)}`,
      );
    },
  );
});
