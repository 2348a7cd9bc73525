import type { SymbolSpec } from '../market/symbol.ts';
import type { OrderBlock, SmcEvent } from '../smc/events.ts';
import { type BlockZone, byRank, entryPrice } from '../trading/entryZone.ts';
import type { EntryFilter, PlannedEntry, ZoneTerms } from '../trading/plannedEntry.ts';
import type { MarketView, ZoneFinder } from './baseStrategy.ts';
import { BlockFilters, type FilterView } from './blockFilters.ts';
import type { ProgressiveSmcParams } from './progressiveParams.ts';

/** Fresh blocks trade for their side, broken ones for the other. */
export function zoneOfBlock(
  block: OrderBlock,
  { tick, penetration }: { readonly tick: SymbolSpec['tick']; readonly penetration: number },
): BlockZone {
  const { id, state, top, bottom, source } = block;
  const direction = (state === 'fresh') === block.side > 0 ? 'long' : 'short';
  const entry = entryPrice({ direction, top, bottom, penetration }, tick);
  const since = block.flipped ?? block.born;
  const sinceTime = block.flippedTime ?? block.bornTime;
  return { id, state, direction, top, bottom, entry, source, since, sinceTime };
}

export const zoneTermsOf = ({
  stopAtr,
  freshTargetAtr,
  breakerTargetAtr,
}: Pick<ProgressiveSmcParams, 'stopAtr' | 'freshTargetAtr' | 'breakerTargetAtr'>): ZoneTerms => ({
  stopAtr,
  targetAtr: { fresh: freshTargetAtr, breaker: breakerTargetAtr },
});

/** The tradable zones of one series, best first; made anew only when a block was born, flipped or ended. */
export class BlockZones implements ZoneFinder {
  readonly terms: ZoneTerms;
  readonly #penetration: number;
  readonly #filters: BlockFilters;
  #zones: readonly BlockZone[] | null = null;
  /** By id, as they were when the zones were made: what the filters look at is settled at birth. */
  #blocks: ReadonlyMap<number, OrderBlock> = new Map();

  constructor(params: ProgressiveSmcParams) {
    this.terms = zoneTermsOf(params);
    this.#penetration = params.entryPenetration;
    this.#filters = new BlockFilters(params);
  }

  zones({ events, blocks, spec }: Pick<MarketView, 'events' | 'blocks' | 'spec'>): readonly BlockZone[] {
    if (this.#zones !== null && !events.some(changesZones)) return this.#zones;
    const known = new Map((this.#zones ?? []).map((zone) => [zone.id, zone]));
    const how = { tick: spec.tick, penetration: this.#penetration };
    const made = blocks.map((block) => {
      const zone = known.get(block.id);
      return zone?.state === block.state ? zone : zoneOfBlock(block, how);
    });
    if (this.#filters.active.length > 0) this.#blocks = new Map(blocks.map((block) => [block.id, block]));
    this.#zones = made.sort(byRank);
    return this.#zones;
  }

  closedBy(entry: PlannedEntry, view: FilterView): EntryFilter | null {
    if (this.#filters.active.length === 0) return null;
    const block = this.#blocks.get(entry.zone.id);
    if (block === undefined) throw new RangeError(`block ${entry.zone.id} is none of these zones`);
    return this.#filters.closedBy({ entry, block, view });
  }
}

function changesZones({ kind }: SmcEvent): boolean {
  switch (kind) {
    case 'ob':
    case 'ob_breaker':
    case 'ob_invalid':
    case 'ob_dropped':
    case 'ob_evicted':
      return true;
    default:
      return false;
  }
}
