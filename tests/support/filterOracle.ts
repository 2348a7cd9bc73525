import { type Candle, closeTime } from '#shared/market/candle.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { defaultTradingWindows } from '#shared/market/tradingWindow.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import type { OrderBlock, SmcEvent } from '#shared/smc/events.ts';
import { SmcEngine } from '#shared/smc/smcEngine.ts';
import type { MarketView } from '#shared/strategies/baseStrategy.ts';
import type { BlockFilterParams } from '#shared/strategies/progressiveParams.ts';
import type { PlannedEntry } from '#shared/trading/plannedEntry.ts';
import { occurrenceOf } from './clockOracle.ts';

export interface FilterPast {
  /** Of every close so far, the one that decides last. */
  readonly views: readonly MarketView[];
  readonly config: SmcConfig;
}

/** Whether an entry passes, worked out from all candles and events so far: nothing is remembered. */
export function passesFilters(
  { entry, block }: { readonly entry: PlannedEntry; readonly block: OrderBlock },
  params: BlockFilterParams,
  past: FilterPast,
): boolean {
  const now = past.views.at(-1);
  if (now === undefined) throw new RangeError('no close');
  const { candle, atr, dealingRange } = now;
  const { biasTimeframe, sessions, minAgeBars, maxAgeBars, minDisplacementAtr } = params;
  const { fairValueGap, sweepBars, minDepth, maxDistanceAtr, minRr } = params;
  const side = entry.zone.direction === 'long' ? 1 : -1;
  const age = past.views.filter((view) => view.candle.openTime >= entry.zone.sinceTime).length;
  const broke = past.views[block.born];
  const displacement = broke ? (broke.candle.high - broke.candle.low) / broke.atr.value : Number.NaN;
  const gaps = gapsOf(block, past);
  const swept = eventsOf(past)
    .filter(({ kind }) => kind === 'sweep' || kind === 'liq_sweep')
    .filter((event) => 'side' in event && event.side === -block.side)
    .map(({ bar }) => bar);
  const middle = dealingRange === null ? Number.NaN : (dealingRange.high + dealingRange.low) / 2;
  const half = dealingRange === null ? Number.NaN : (dealingRange.high - dealingRange.low) / 2;
  const depth = 0.5 + (side * (middle - entry.price)) / half / 2;
  const away = entry.kind === 'market' ? Math.abs(candle.close - entry.zone.entry) : 0;
  const [risk, reward] = [side * (entry.price - entry.stop), side * (entry.target - entry.price)];
  return [
    biasTimeframe === null || trendOf(biasTimeframe, past) === side,
    sessions.length === 0 || sessions.some((name) => isWithin(name, closeTime(candle))),
    age >= minAgeBars && age <= (maxAgeBars ?? Number.POSITIVE_INFINITY),
    minDisplacementAtr === null || displacement >= minDisplacementAtr,
    fairValueGap === 'any' || (fairValueGap === 'formed' ? gaps.formed : gaps.open),
    sweepBars === null || swept.some((bar) => bar >= block.source - sweepBars && bar <= block.born),
    minDepth === null || depth > minDepth || (depth === minDepth && minDepth !== 0.5),
    maxDistanceAtr === null || away <= maxDistanceAtr * atr.value,
    // Prices are eighths, and so is every least reward that is asked for: exact in doubles.
    minRr === null || reward >= minRr * risk,
  ].every(Boolean);
}

const eventsOf = ({ views }: FilterPast): readonly SmcEvent[] => views.flatMap(({ events }) => events);

function gapsOf({ side, source, born }: OrderBlock, past: FilterPast) {
  const events = eventsOf(past);
  const ids = events.flatMap((event) =>
    event.kind === 'fvg' && event.side === side && event.mid > source && event.bar <= born ? [event.id] : [],
  );
  const filled = new Set(events.flatMap((event) => (event.kind === 'fvg_filled' ? [event.id] : [])));
  return { formed: ids.length > 0, open: ids.some((id) => !filled.has(id)) };
}

/** Of the candles of the longer timeframe that have closed; a first one whose beginning is missing does not count. */
function trendOf(timeframe: '1h' | '4h' | '1d', { views, config }: FilterPast): number {
  const span = timeframeMs(timeframe);
  const candles = views.map(({ candle }) => candle);
  const last = candles.at(-1);
  if (last === undefined) return 0;
  const startOf = ({ openTime }: Candle) => openTime - (openTime % span);
  const starts = [...new Set(candles.map(startOf))];
  const engine = new SmcEngine({
    timeframe,
    config: { ...config, structure: 'swing', pivotLeft: 5, pivotRight: 5 },
  });
  for (const [index, start] of starts.entries()) {
    const within = candles.filter((candle) => startOf(candle) === start);
    const [first, end] = [within[0], within.at(-1)];
    const isHeadless = index === 0 && first !== undefined && first.openTime > start;
    const hasClosed = start + span <= closeTime(last) || startOf(last) > start;
    if (first === undefined || end === undefined || isHeadless || !hasClosed) continue;
    engine.step({
      ...{ ...first, timeframe, openTime: start, close: end.close },
      high: Math.max(...within.map(({ high }) => high)),
      low: Math.min(...within.map(({ low }) => low)),
      volume: within.reduce((sum, { volume }) => sum + volume, 0),
    });
  }
  return engine.trend;
}

function isWithin(name: string, time: number): boolean {
  const window = defaultTradingWindows.find((each) => each.name === name);
  if (window === undefined) throw new RangeError(`no window ${name}`);
  return occurrenceOf(window, time) !== null;
}
