import type { z } from 'zod';
import { closeTime } from '../market/candle.ts';
import { type Timeframe, timeframeMs } from '../market/timeframe.ts';
import { rewardToRisk } from '../trading/plannedEntry.ts';
import type { Signal } from '../trading/signal.ts';
import { BaseStrategy, type GateStep, type MarketView } from './baseStrategy.ts';
import { type BlockCandidate, blockIdOf, candidatesAt, isTaken } from './blockCandidates.ts';
import { BlockFilters } from './blockFilters.ts';
import { filterSteps } from './blockFilterWords.ts';
import { blockReasons } from './blockReasons.ts';
import { BlockZones } from './blockZones.ts';
import { type ProgressiveSmcParams, progressiveSmcParams } from './progressiveParams.ts';
import { progressiveSteps } from './progressiveSteps.ts';

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
    const best = candidatesAt(view, this.#params).find(
      (candidate) => !isTaken(candidate, view) && this.#filters.closedBy({ ...candidate, view }) === null,
    );
    return best === undefined ? null : this.#signalOf(best, view);
  }

  /** Gate by gate, why there is a signal at this close or why there is none. */
  explain(view: MarketView): readonly GateStep[] {
    return progressiveSteps(view, { params: this.#params, filters: this.#filters });
  }

  override zoneFinder(): BlockZones {
    return new BlockZones(this.#params);
  }

  #signalOf({ block, zone, entry: planned }: BlockCandidate, view: MarketView): Signal {
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
