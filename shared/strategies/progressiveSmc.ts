import { z } from 'zod';
import { closeTime } from '../market/candle.ts';
import { timeframeMs } from '../market/timeframe.ts';
import { roundDown, roundUp } from '../market/units.ts';
import type { OrderBlock } from '../smc/events.ts';
import { type BlockZone, byRank, isEntryCandle } from '../trading/entryZone.ts';
import type { Signal } from '../trading/signal.ts';
import { BaseStrategy, type MarketView, zoneKey } from './baseStrategy.ts';
import { blockReasons } from './blockReasons.ts';
import { BlockZones, zoneOfBlock } from './blockZones.ts';

export const progressiveSmcParams = z.strictObject({
  /** How far into the block price must come, from its near edge: 0.2 is a fifth of its height. */
  entryPenetration: z.number().min(0).max(1).default(0.2),
  /** Distance of the stop from the far edge, in ATR. */
  stopAtr: z.number().positive().default(1),
  freshTargetAtr: z.number().positive().default(2),
  breakerTargetAtr: z.number().positive().default(1.5),
  /** The owner's time to answer. */
  validForCandles: z.int().min(1).default(12),
});
export type ProgressiveSmcParams = z.infer<typeof progressiveSmcParams>;

/** A block that the candle came back into and left in the block's favour, with the prices of a trade on it. */
interface Candidate {
  readonly block: OrderBlock;
  readonly zone: BlockZone;
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
}

/**
 * Trades the return into an order block: a fresh block for its side, a broken one for the other. The candle must
 * touch the entry line inside the block, close back at or beyond it, and close in the direction of the trade.
 */
export class ProgressiveSmc extends BaseStrategy {
  override readonly id = 'progressive-smc';
  override readonly warmupCandles = 200;
  override readonly timeframes = ['15m'] as const;
  readonly #params: ProgressiveSmcParams;

  constructor(params: z.input<typeof progressiveSmcParams> = {}) {
    super();
    this.#params = progressiveSmcParams.parse(params);
  }

  onCandle(view: MarketView): Signal | null {
    if (!view.atr.warm) return null;
    let best: Candidate | null = null;
    for (const block of view.blocks) {
      const candidate = candidateOf(block, view, this.#params);
      if (candidate !== null && (best === null || byRank(candidate.zone, best.zone) < 0)) best = candidate;
    }
    return best === null ? null : signalOf(best, view, { strategy: this.id, ...this.#params });
  }

  override zoneFinder(): BlockZones {
    return new BlockZones(this.#params.entryPenetration);
  }
}

const blockIdOf = (block: OrderBlock, { candle }: MarketView): string =>
  `${candle.symbol}:${candle.timeframe}:${block.id}`;

function candidateOf(block: OrderBlock, view: MarketView, params: ProgressiveSmcParams): Candidate | null {
  const { candle, spec, atr } = view;
  // Most blocks are far away: they cost no rounding.
  if (candle.low > block.top || candle.high < block.bottom) return null;
  const zone = zoneOfBlock(block, { tick: spec.tick, penetration: params.entryPenetration });
  if (!isEntryCandle(zone, candle) || zone.sinceTime >= closeTime(candle)) return null;
  if (view.takenZones.has(zoneKey(blockIdOf(block, view), block.state))) return null;
  const reach = atr.value * (block.state === 'fresh' ? params.freshTargetAtr : params.breakerTargetAtr);
  const away = atr.value * params.stopAtr;
  const isLong = zone.direction === 'long';
  const prices = isLong
    ? longPrices({ close: candle.close, edge: block.bottom, away, reach }, spec.tick)
    : shortPrices({ close: candle.close, edge: block.top, away, reach }, spec.tick);
  const { entry, stop, target } = prices;
  const isBetween = isLong ? stop < entry && entry < target : target < entry && entry < stop;
  return isBetween && Math.min(stop, target) > 0 ? { block, zone, ...prices } : null;
}

interface Distances {
  readonly close: number;
  /** Far edge of the block. */
  readonly edge: number;
  readonly away: number;
  readonly reach: number;
}

function longPrices({ close, edge, away, reach }: Distances, tick: string) {
  const entry = roundUp(close, tick);
  return { entry, stop: roundDown(edge - away, tick), target: roundUp(entry + reach, tick) };
}

function shortPrices({ close, edge, away, reach }: Distances, tick: string) {
  const entry = roundDown(close, tick);
  return { entry, stop: roundUp(edge + away, tick), target: roundDown(entry - reach, tick) };
}

function signalOf(
  candidate: Candidate,
  view: MarketView,
  { strategy, validForCandles }: { readonly strategy: string; readonly validForCandles: number },
): Signal {
  const { block, zone, entry, stop, target } = candidate;
  const { direction, entry: trigger } = zone;
  const { candle, spec, atr } = view;
  const createdAt = closeTime(view.candle);
  return {
    id: `${strategy}.${candle.symbol}.${candle.timeframe}.${createdAt}.${block.id}`,
    strategy,
    symbol: candle.symbol,
    timeframe: candle.timeframe,
    direction,
    entry,
    stop,
    targets: [target],
    rr: Math.abs(target - entry) / Math.abs(entry - stop),
    atr: atr.value,
    reasons: blockReasons({ block, tick: spec.tick, trigger, close: entry, at: createdAt, direction }),
    zone: {
      blockId: blockIdOf(block, view),
      bias: block.side > 0 ? 'bullish' : 'bearish',
      state: block.state,
      top: block.top,
      bottom: block.bottom,
      formedAt: block.sourceTime,
      penetration: block.penetration,
    },
    createdAt,
    expiresAt: createdAt + validForCandles * timeframeMs(candle.timeframe),
  };
}
