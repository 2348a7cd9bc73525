import type { Candle } from '#shared/market/candle.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import type { SmcEvent } from '#shared/smc/events.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';

/** All events of a series, folded candle by candle. */
export function smcEvents(candles: readonly Candle[], config: SmcConfig = defaultSmcConfig): SmcEvent[] {
  const engine = new SmcEngine({ timeframe: candles[0]?.timeframe ?? '15m', config });
  return candles.flatMap((candle) => engine.step(candle));
}
