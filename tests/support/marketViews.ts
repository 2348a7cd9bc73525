import { type Candle, closeTime } from '#shared/market/candle.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import { HigherFrames } from '#shared/smc/higherFrames.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import type { MarketView } from '#shared/strategies/baseStrategy.ts';
import { longerFrames } from '#shared/strategies/longerFrames.ts';

export const testSpec: SymbolSpec = {
  symbol: 'TESTUSD',
  kind: 'crypto',
  base: 'TEST',
  quote: 'USD',
  tick: '0.01',
  contractValue: '1',
  sizeStep: '1',
  minSize: '1',
  unit: 'contracts',
  takerFeePct: '0.05',
  session: '24x7',
  timeframes: ['15m'],
};

/** What a strategy sees at every close of a series; no zone is taken. */
export function* marketViews(
  candles: readonly Candle[],
  config: SmcConfig,
  spec = testSpec,
  longerTimeframes: readonly Timeframe[] = [],
): Generator<MarketView> {
  const engine = new SmcEngine({ timeframe: '15m', config });
  const higher = HigherFrames.open({ base: '15m', higher: longerFrames(longerTimeframes, config) });
  let lastBreak: MarketView['lastBreak'] = null;
  for (const candle of candles) {
    const events = engine.step(candle);
    for (const { kind, ...event } of events)
      if ((kind === 'bos' || kind === 'choch') && 'level' in event)
        lastBreak = { kind, side: event.side, level: event.level, closeTime: closeTime(candle) };
    higher.step(candle);
    const longer = higher.views;
    const { bar, blocks, gaps, dealingRange, atr } = engine;
    const known = { candle, bar, spec, events, blocks, gaps, dealingRange, atr, lastBreak, longer };
    yield { ...known, takenZones: new Set() };
  }
}
