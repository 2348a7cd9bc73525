import { closeTime } from '../market/candle.ts';
import { depthIn, isDeepEnough } from '../smc/dealingRange.ts';
import type { OrderBlock, Side } from '../smc/events.ts';
import type { FrameView } from '../smc/higherFrames.ts';
import {
  type EntryFilter,
  entryFilters,
  hasRewardToRisk,
  type PlannedEntry,
} from '../trading/plannedEntry.ts';
import type { MarketView } from './baseStrategy.ts';
import type { BlockFilterParams } from './progressiveParams.ts';
import { Sessions } from './sessions.ts';

/** What the filters look at: nothing of it became known after the close. */
export type FilterView = Pick<MarketView, 'candle' | 'bar' | 'gaps' | 'dealingRange' | 'atr' | 'longer'>;

/** An entry, the block it is on, and the market at the close. */
export interface FilteredEntry {
  readonly entry: PlannedEntry;
  readonly block: OrderBlock;
  readonly view: FilterView;
}

/** The filters of a strategy: the same for its signals and for whoever places orders on its zones. */
export class BlockFilters {
  readonly params: BlockFilterParams;
  /** Those that are on, in their order. */
  readonly active: readonly EntryFilter[];
  readonly #sessions: Sessions;

  constructor(params: BlockFilterParams) {
    this.params = params;
    this.active = entryFilters.filter((filter) => isOn(filter, params));
    this.#sessions = new Sessions(params.sessions);
  }

  /** The first that keeps the entry away; null: none does. */
  closedBy(asked: FilteredEntry): EntryFilter | null {
    return this.active.find((filter) => !this.isOpen(filter, asked)) ?? null;
  }

  /** Of one that is on. */
  isOpen(filter: EntryFilter, { entry, block, view }: FilteredEntry): boolean {
    const { params } = this;
    const { candle, bar, gaps, dealingRange, atr } = view;
    const side = sideOf(entry);
    switch (filter) {
      case 'bias':
        return biasOf(view, params).trend === side;
      case 'session':
        return this.#sessions.holds(closeTime(candle));
      case 'age':
        return isOfAge(bar - entry.zone.since, params);
      case 'displacement':
        return block.displacement >= (params.minDisplacementAtr ?? 0);
      case 'gap':
        return params.fairValueGap === 'open' ? hasOpenGap(block, gaps) : block.hasGap;
      case 'sweep':
        return block.sweptAt !== null && block.source - block.sweptAt <= (params.sweepBars ?? 0);
      case 'depth':
        return (
          dealingRange !== null && isDeepEnough(depthIn(dealingRange, entry.price, side), params.minDepth)
        );
      case 'distance':
        return distanceOf(entry) <= (params.maxDistanceAtr ?? 0) * atr.value;
      case 'rr':
        return hasRewardToRisk(entry, params.minRr ?? 0);
    }
  }
}

function isOn(filter: EntryFilter, params: BlockFilterParams): boolean {
  switch (filter) {
    case 'bias':
      return params.biasTimeframe !== null;
    case 'session':
      return params.sessions.length > 0;
    case 'age':
      return params.minAgeBars > 0 || params.maxAgeBars !== null;
    case 'displacement':
      return params.minDisplacementAtr !== null;
    case 'gap':
      return params.fairValueGap !== 'any';
    case 'sweep':
      return params.sweepBars !== null;
    case 'depth':
      return params.minDepth !== null;
    case 'distance':
      return params.maxDistanceAtr !== null;
    case 'rr':
      return params.minRr !== null;
  }
}

export const sideOf = ({ zone }: PlannedEntry): Side => (zone.direction === 'long' ? 1 : -1);

/** Structure of the longer timeframe; a host that does not make it must not run the strategy. */
export function biasOf({ longer }: FilterView, { biasTimeframe }: BlockFilterParams): FrameView {
  const frame = biasTimeframe === null ? undefined : longer.get(biasTimeframe);
  if (frame !== undefined) return frame;
  throw new Error(`invariant: the host hands over the ${biasTimeframe} structure`);
}

const isOfAge = (bars: number, { minAgeBars, maxAgeBars }: BlockFilterParams): boolean =>
  bars >= minAgeBars && (maxAgeBars === null || bars <= maxAgeBars);

/** A gap of the block's side whose middle bar lies between its source and its birth. */
const hasOpenGap = ({ side, source, born }: OrderBlock, gaps: FilterView['gaps']): boolean =>
  gaps.some((gap) => gap.side === side && gap.mid > source && gap.mid < born);

/** A limit is entered at the line itself. */
export const distanceOf = ({ kind, price, zone }: PlannedEntry): number =>
  kind === 'limit' ? 0 : Math.abs(price - zone.entry);
