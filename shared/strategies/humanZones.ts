import type { UnixMs } from '../market/candle.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { FairValueGap, OrderBlock, Side } from '../smc/events.ts';
import type { SmcEngine } from '../smc/smcEngine.ts';
import { type EntryZone, entryPrice } from '../trading/entryZone.ts';
import { isGapName } from '../trading/gapName.ts';
import type { HumanTrainedParams } from './humanParams.ts';

interface Seen {
  readonly spec: SymbolSpec;
  readonly m5: Pick<SmcEngine, 'blocks' | 'gaps'>;
}

interface Leg {
  readonly side: Side;
  /** Blocks and gaps drawn on M5 bars that opened in [start, end) belong to it. */
  readonly start: UnixMs;
  readonly end: UnixMs;
}

/** A place of interest, and for a block whether it shares its interior with a gap of the same leg. */
export interface LegZone {
  readonly zone: EntryZone;
  /** Open of the bar it was drawn on. */
  readonly formedAt: UnixMs;
  readonly overlapsGap: boolean;
}

type ZoneParams = Pick<HumanTrainedParams, 'entryPenetration' | 'zones'>;

/** Fresh blocks and gaps not yet filled that the leg left behind on its side; of the kinds that are traded. */
export function zonesOfLeg({ m5, spec }: Seen, leg: Leg, params: ZoneParams): readonly LegZone[] {
  const { side, start, end } = leg;
  const { entryPenetration: penetration, zones } = params;
  const isIn = (time: UnixMs) => time >= start && time < end;
  const gaps = m5.gaps.filter((gap) => gap.side === side && isIn(gap.midTime));
  const blocks = m5.blocks.filter(
    (block) => block.state === 'fresh' && block.side === side && isIn(block.sourceTime),
  );
  const entryOf = ({ top, bottom }: Edges) =>
    entryPrice({ direction: directionOf(side), top, bottom, penetration }, spec.tick);
  const ofBlocks = zones.includes('block') ? blocks : [];
  const ofGaps = zones.includes('gap') ? gaps : [];
  return [
    ...ofBlocks.map((block) => ({
      zone: zoneOf(block, 'block', entryOf(block)),
      formedAt: block.sourceTime,
      overlapsGap: gaps.some((gap) => gap.bottom < block.top && gap.top > block.bottom),
    })),
    ...ofGaps.map((gap) => ({
      zone: zoneOf(gap, 'gap', entryOf(gap)),
      formedAt: gap.midTime,
      overlapsGap: false,
    })),
  ];
}

interface Edges {
  readonly top: number;
  readonly bottom: number;
}

function zoneOf(from: OrderBlock | FairValueGap, state: 'block' | 'gap', entry: number): EntryZone {
  const { id, side, top, bottom, born, bornTime } = from;
  const source = 'mid' in from ? from.mid : from.source;
  const direction = directionOf(side);
  return { id, state, direction, top, bottom, entry, source, since: born, sinceTime: bornTime };
}

const directionOf = (side: Side) => (side > 0 ? 'long' : 'short');

/** Whether the zone is still what it was when an order was placed in it. */
export function stands({ m5 }: Pick<Seen, 'm5'>, { id, state }: EntryZone): boolean {
  return state === 'gap'
    ? m5.gaps.some((gap) => gap.id === id)
    : m5.blocks.some((block) => block.id === id && block.state === 'fresh');
}

/** The same of a zone by its name in a signal. */
export function standsNamed({ m5 }: Pick<Seen, 'm5'>, blockId: string): boolean {
  const name = blockId.slice(blockId.lastIndexOf(':') + 1);
  return isGapName(blockId)
    ? m5.gaps.some((gap) => name === `gap${gap.midTime}`)
    : m5.blocks.some((block) => name === String(block.id) && block.state === 'fresh');
}
