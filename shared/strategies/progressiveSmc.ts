import type { z } from 'zod';
import { closeTime } from '../market/candle.ts';
import { type Timeframe, timeframeMs } from '../market/timeframe.ts';
import type { OrderBlock } from '../smc/events.ts';
import { type BlockZone, byRank, isEntryCandle } from '../trading/entryZone.ts';
import {
  type PlannedEntry,
  priceAtClose,
  rewardToRisk,
  stopBeyond,
  targetPrice,
} from '../trading/plannedEntry.ts';
import type { Signal } from '../trading/signal.ts';
import { BaseStrategy, type MarketView, zoneKey } from './baseStrategy.ts';
import { BlockFilters } from './blockFilters.ts';
import { filterSteps } from './blockFilterWords.ts';
import { blockReasons } from './blockReasons.ts';
import { BlockZones, zoneOfBlock, zoneTermsOf } from './blockZones.ts';
import { type ProgressiveSmcParams, progressiveSmcParams } from './progressiveParams.ts';

/** A block that the candle came back into and left in the block's favour, and the trade on it. */
interface Candidate {
  readonly block: OrderBlock;
  readonly zone: BlockZone;
  readonly entry: PlannedEntry;
}

/**
 * Trades the return into an order block: a fresh block for its side, a broken one for the other. The candle must
 * touch the entry line inside the block, close back at or beyond it, and close in the direction of the trade.
 */
export class ProgressiveSmc extends BaseStrategy {
  override readonly id = 'progressive-smc';
  override readonly warmupCandles = 200;
  override readonly timeframes = ['15m'] as const;
  override readonly longerTimeframes: readonly Timeframe[];
  readonly #params: ProgressiveSmcParams;
  readonly #filters: BlockFilters;

  constructor(params: z.input<typeof progressiveSmcParams> = {}) {
    super();
    this.#params = progressiveSmcParams.parse(params);
    const { biasTimeframe } = this.#params;
    this.longerTimeframes = biasTimeframe === null ? [] : [biasTimeframe];
    this.#filters = new BlockFilters(this.#params);
  }

  onCandle(view: MarketView): Signal | null {
    if (!view.atr.warm) return null;
    let best: Candidate | null = null;
    for (const block of view.blocks) {
      const candidate = candidateOf(block, view, this.#params);
      if (candidate === null || this.#filters.closedBy({ ...candidate, view }) !== null) continue;
      if (best === null || byRank(candidate.zone, best.zone) < 0) best = candidate;
    }
    return best === null ? null : this.#signalOf(best, view);
  }

  override zoneFinder(): BlockZones {
    return new BlockZones(this.#params);
  }

  #signalOf({ block, zone, entry: planned }: Candidate, view: MarketView): Signal {
    const { direction, entry: trigger } = zone;
    const { candle, spec, atr } = view;
    const { price: entry, stop, target } = planned;
    const { symbol, timeframe } = candle;
    const createdAt = closeTime(candle);
    const passed = filterSteps(this.#filters, { entry: planned, block, view });
    return {
      id: `${this.id}.${symbol}.${timeframe}.${createdAt}.${block.id}`,
      strategy: this.id,
      symbol,
      timeframe,
      direction,
      entry,
      stop,
      targets: [target],
      rr: rewardToRisk(planned),
      atr: atr.value,
      reasons: [
        ...blockReasons({ block, tick: spec.tick, trigger, close: entry, at: createdAt, direction }),
        ...passed.map(({ text }) => text),
      ],
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
      expiresAt: createdAt + this.#params.validForCandles * timeframeMs(timeframe),
    };
  }
}

const blockIdOf = (block: OrderBlock, { candle }: MarketView): string =>
  `${candle.symbol}:${candle.timeframe}:${block.id}`;

function candidateOf(block: OrderBlock, view: MarketView, params: ProgressiveSmcParams): Candidate | null {
  const { candle, spec } = view;
  // Most blocks are far away: they cost no rounding.
  if (candle.low > block.top || candle.high < block.bottom) return null;
  const zone = zoneOfBlock(block, { tick: spec.tick, penetration: params.entryPenetration });
  if (!isEntryCandle(zone, candle) || zone.sinceTime >= closeTime(candle)) return null;
  if (view.takenZones.has(zoneKey(blockIdOf(block, view), block.state))) return null;
  const entry = entryAtClose(zone, view, params);
  const { price, stop, target } = entry;
  const isBetween = Math.min(stop, target) < price && price < Math.max(stop, target);
  return isBetween && Math.min(stop, target) > 0 ? { block, zone, entry } : null;
}

/** Entry, stop and target of a trade at the close of the candle. */
function entryAtClose(zone: BlockZone, view: MarketView, params: ProgressiveSmcParams): PlannedEntry {
  const { candle, atr, spec } = view;
  const { direction } = zone;
  const { tick } = spec;
  const { stopAtr, targetAtr } = zoneTermsOf(params);
  const price = priceAtClose(direction, candle, tick);
  const distance = atr.value * targetAtr[zone.state];
  return {
    ...{ kind: 'market', zone, price },
    stop: stopBeyond(zone, { distance: atr.value * stopAtr, tick }),
    target: targetPrice({ direction, price, distance, tick }),
  };
}
