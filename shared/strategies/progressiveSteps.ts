import { priceDigits } from '../market/symbol.ts';
import type { GateStep, MarketView } from './baseStrategy.ts';
import { type BlockCandidate, candidatesAt, isTaken } from './blockCandidates.ts';
import type { BlockFilters } from './blockFilters.ts';
import { filterSteps } from './blockFilterWords.ts';
import type { ProgressiveSmcParams } from './progressiveParams.ts';

interface Asked {
  readonly params: ProgressiveSmcParams;
  readonly filters: BlockFilters;
}

/** The gates in their order, up to the first that closed; then the filters, of the block that came farthest. */
export function progressiveSteps(view: MarketView, { params, filters }: Asked): readonly GateStep[] {
  const { candle, atr } = view;
  const warmth = atr.warm ? 'warm' : 'not yet over its full length';
  const text = `${candle.timeframe} ATR ${atr.value.toPrecision(4)}, ${warmth}.`;
  const first: GateStep = { gate: 'atr', isOpen: atr.warm, text };
  if (!atr.warm) return [first];
  const entered = candidatesAt(view, params);
  const entry: GateStep = { gate: 'entry', isOpen: entered.length > 0, text: entrySentence(entered) };
  if (entered.length === 0) return [first, entry];
  const open = entered.filter((candidate) => !isTaken(candidate, view));
  const chosen = farthest(open, (candidate) => placeOfFilter(candidate, view, filters)) ?? entered[0];
  if (chosen === undefined) return [first, entry];
  const zone: GateStep = {
    gate: 'zone',
    isOpen: open.length > 0,
    text: zoneSentence(chosen, view, open.length),
  };
  return open.length === 0
    ? [first, entry, zone]
    : [first, entry, zone, ...filterSteps(filters, { ...chosen, view })];
}

function entrySentence({ length }: readonly BlockCandidate[]): string {
  if (length === 0) return 'The candle came back into no block and closed out of it in its favour.';
  const what =
    length === 1 ? 'a block and closed out of it in its' : `${length} blocks and closed out of them in their`;
  return `The candle came back into ${what} favour.`;
}

function zoneSentence({ block, zone, entry }: BlockCandidate, { spec }: MarketView, open: number): string {
  const price = (value: number) => value.toFixed(priceDigits(spec.tick));
  const name = `${zone.state === 'fresh' ? 'Fresh block' : 'Breaker'} ${price(block.bottom)}–${price(block.top)}`;
  if (open === 0) return `${name} has given its signal already.`;
  const { price: at, stop, target } = entry;
  return `${name}: ${zone.direction} at ${price(at)}, stop ${price(stop)}, target ${price(target)}.`;
}

/** How many filters it passed before the one that closed; all of them where none did. */
function placeOfFilter(candidate: BlockCandidate, view: MarketView, filters: BlockFilters): number {
  const closed = filters.closedBy({ ...candidate, view });
  return closed === null ? filters.active.length : filters.active.indexOf(closed);
}

/** Of several that came equally far the first. */
function farthest<Item>(items: readonly Item[], placeOf: (item: Item) => number): Item | undefined {
  let best: { readonly item: Item; readonly place: number } | undefined;
  for (const item of items) {
    const place = placeOf(item);
    if (best === undefined || place > best.place) best = { item, place };
  }
  return best?.item;
}
