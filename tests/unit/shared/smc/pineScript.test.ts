import { expect, it } from 'vitest';
import type { Candle } from '#shared/market/candle.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import { PineDrawings } from '#shared/smc/pineDrawings.ts';
import { pineScript } from '#shared/smc/pineScript.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import { candleSeries } from '../../../support/candleSeries.ts';
import { exampleConfig } from '../../../support/smcConfigs.ts';
import { workedExample } from '../../../support/workedExample.ts';

function scriptOf(candles: readonly Candle[], config: SmcConfig = exampleConfig): string {
  const engine = new SmcEngine({ timeframe: '15m', config });
  const drawings = new PineDrawings(config);
  for (const candle of candles) drawings.take(candle, engine.step(candle));
  return pineScript(drawings, { symbol: 'TESTUSD', timeframe: '15m' });
}

/** Lines that draw, with bars in place of their open times. */
const drawn = (script: string) =>
  script
    .split('\n')
    .filter((line) => /^ {4}(zone|level)\(/.test(line))
    .map((line) =>
      line.trim().replace(/\d{13}/g, (time) => String((Number(time) - Date.UTC(2025, 0, 1)) / 900_000)),
    );

it('draws blocks, what became of them, gaps and breaks of the worked example at their bars', () => {
  const lines = drawn(scriptOf(workedExample));
  expect(lines.filter((line) => !line.includes('FVG'))).toEqual([
    'level(1, 1, 101, bullish, "CHoCH", label.style_label_down)',
    'zone(0, 16, 101, 99, bullish, "OB")',
    'level(3, 8, 105.4, bullish, "BOS", label.style_label_down)',
    'zone(6, 12, 103.4, 102.4, bullish, "OB")',
    'level(11, 12, 102.2, bearish, "CHoCH", label.style_label_up)',
    'zone(8, 16, 106.5, 104.700352, bearish, "OB")',
    'zone(12, 16, 103.4, 102.4, broken, "Breaker")',
    'level(13, 16, 100.8, bearish, "BOS", label.style_label_up)',
    'zone(15, 16, 102.6, 101.5, bearish, "OB")',
  ]);
  expect(lines).toContain('zone(7, 11, 104.6, 103.4, bullish, "FVG")');
  expect(lines).toContain('zone(10, 16, 105, 104.2, bearish, "FVG")');
});

it('ends a block at the flip when breakers are not kept', () => {
  expect(scriptOf(workedExample, { ...exampleConfig, keepBreakers: false })).not.toContain('Breaker"');
});

it('keeps to what TradingView can draw: the newest 400, in the order in which they became known', () => {
  const candles = candleSeries({ seed: 5, length: 4_000 });
  const script = scriptOf(candles, defaultSmcConfig);
  const lines = drawn(script);
  expect(lines).toHaveLength(400);
  const last = candles.at(-1)?.openTime ?? 0;
  const times = [...script.matchAll(/\((\d{13}), (\d{13}), /g)].flatMap(([, from, until]) => [
    Number(from),
    Number(until),
  ]);
  expect(times).toHaveLength(800);
  expect(Math.max(...times)).toBe(last);
});

it('is a script of version 6 whose blocks are indented by four spaces and whose brackets close', () => {
  const script = scriptOf(workedExample);
  expect(script.startsWith('//@version=6\nindicator("Breaker: TESTUSD 15m", overlay = true, ')).toBe(true);
  for (const line of script.split('\n')) {
    expect(line).toMatch(/^( {4})?\S|^$/);
    const count = (sign: string) => line.split(sign).length;
    expect(count('(')).toBe(count(')'));
    expect(count('"') % 2).toBe(1);
  }
});

it('without candles draws nothing, and a name cannot break out of its quotes', () => {
  const script = pineScript(new PineDrawings(defaultSmcConfig), { symbol: 'A"B', timeframe: '1h' });
  expect(script).toContain('indicator("Breaker: A\\"B 1h"');
  expect(script).not.toContain('if barstate');
});
