import { closeTime } from '../market/candle.ts';
import type { OrderBlock } from '../smc/events.ts';
import { type BlockZone, byRank, isEntryCandle } from '../trading/entryZone.ts';
import { type PlannedEntry, priceAtClose, stopBeyond, targetPrice } from '../trading/plannedEntry.ts';
import { type MarketView, zoneKey } from './baseStrategy.ts';
import { zoneOfBlock, zoneTermsOf } from './blockZones.ts';
import type { ProgressiveSmcParams } from './progressiveParams.ts';

/** A block that the candle came back into and left in the block's favour, and the trade on it. */
export interface BlockCandidate {
  readonly block: OrderBlock;
  readonly zone: BlockZone;
  readonly entry: PlannedEntry;
}

/** Best first; those on taken zones among them. */
export function candidatesAt(view: MarketView, params: ProgressiveSmcParams): readonly BlockCandidate[] {
  const found: BlockCandidate[] = [];
  for (const block of view.blocks) {
    const candidate = candidateOf(block, view, params);
    if (candidate !== null) found.push(candidate);
  }
  return found.sort((a, b) => byRank(a.zone, b.zone));
}

export const blockIdOf = (block: OrderBlock, { candle }: MarketView): string =>
  `${candle.symbol}:${candle.timeframe}:${block.id}`;

export const isTaken = ({ block }: BlockCandidate, view: MarketView): boolean =>
  view.takenZones.has(zoneKey(blockIdOf(block, view), block.state));

function candidateOf(
  block: OrderBlock,
  view: MarketView,
  params: ProgressiveSmcParams,
): BlockCandidate | null {
  const { candle, spec } = view;
  // Most blocks are far away: they cost no rounding.
  if (candle.low > block.top || candle.high < block.bottom) return null;
  const zone = zoneOfBlock(block, { tick: spec.tick, penetration: params.entryPenetration });
  if (!isEntryCandle(zone, candle) || zone.sinceTime >= closeTime(candle)) return null;
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
