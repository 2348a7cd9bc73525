import type { SymbolSpec } from '../market/symbol.ts';
import type { OrderBlock, SmcEvent } from '../smc/events.ts';
import { type BlockZone, byRank, entryPrice } from '../trading/entryZone.ts';
import type { MarketView, ZoneFinder } from './baseStrategy.ts';

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

/** The tradable zones of one series, best first; made anew only when a block was born, flipped or ended. */
export class BlockZones implements ZoneFinder {
  readonly #penetration: number;
  #zones: readonly BlockZone[] | null = null;

  constructor(penetration: number) {
    this.#penetration = penetration;
  }

  zones({ events, blocks, spec }: Pick<MarketView, 'events' | 'blocks' | 'spec'>): readonly BlockZone[] {
    if (this.#zones !== null && !events.some(changesZones)) return this.#zones;
    const known = new Map((this.#zones ?? []).map((zone) => [zone.id, zone]));
    const how = { tick: spec.tick, penetration: this.#penetration };
    const made = blocks.map((block) => {
      const zone = known.get(block.id);
      return zone?.state === block.state ? zone : zoneOfBlock(block, how);
    });
    this.#zones = made.sort(byRank);
    return this.#zones;
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
