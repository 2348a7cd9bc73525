import { type Candle, closeTime } from '#shared/market/candle.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import type { Side, SmcEvent } from '#shared/smc/events.ts';
import { SmcFrames } from '#shared/smc/frames.ts';

const hourMs = 3_600_000;

/** A zone as the rules rank it, worked out from all candles and events so far. */
export interface OracleZone {
  readonly id: number;
  readonly overlapsGap: boolean;
  readonly isSwept: boolean;
  readonly hasInducement: boolean;
}

export interface OracleClose {
  readonly zones: readonly OracleZone[];
  /** Sides that M15 and H4 broke to at this close. */
  readonly m15: readonly Side[];
  readonly h4: readonly Side[];
  /** Zones that stand: fresh blocks and open gaps. */
  readonly standing: ReadonlySet<number>;
}

export interface OracleRules {
  readonly config: SmcConfig;
  readonly bias: number;
  readonly shift: number;
  readonly sweepBars: number;
  readonly session: '24x7' | 'forex';
  readonly tick: number;
}

/** Steps 1 to 4 of the rules, naively: everything is remembered, and looked through again at every close. */
export function oracleCloses(candles: readonly Candle[], rules: OracleRules): readonly OracleClose[] {
  const { config, session } = rules;
  const swing = (pivots: number): SmcConfig => ({
    ...{ ...config, structure: 'swing', pivotLeft: pivots, pivotRight: pivots },
  });
  const frames = SmcFrames.open({
    base: { timeframe: '5m', config },
    higher: [
      { timeframe: '15m', config: swing(rules.shift) },
      { timeframe: '4h', config: swing(rules.bias) },
    ],
    session,
  });
  const events: SmcEvent[] = [];
  return candles.map((candle, index) => {
    const steps = frames.step(candle);
    events.push(...steps.flatMap((step) => (step.timeframe === '5m' ? step.events : [])));
    const broken = (timeframe: '15m' | '4h') =>
      steps
        .filter((step) => step.timeframe === timeframe)
        .flatMap((step) => step.events)
        .flatMap((event) => (event.kind === 'bos' || event.kind === 'choch' ? [event.side] : []));
    const { blocks, gaps } = frames.base;
    const fresh = blocks.filter(({ state }) => state === 'fresh');
    const standing = new Set([...fresh, ...gaps].map(({ id }) => id));
    const zones = zonesAt(frames, { candles: candles.slice(0, index + 1), events, rules });
    return { zones, m15: broken('15m'), h4: broken('4h'), standing };
  });
}

interface Past {
  readonly candles: readonly Candle[];
  readonly events: readonly SmcEvent[];
  readonly rules: OracleRules;
}

function zonesAt(frames: SmcFrames, { candles, events, rules }: Past): readonly OracleZone[] {
  const [base, m15, h4] = [frames.base, frames.engine('15m'), frames.engine('4h')];
  const [candle, shift, range, side] = [candles.at(-1), m15.lastBreak, h4.dealingRange, h4.trend];
  if (candle === undefined || !base.atr.warm || side === 0 || shift === null || range === null) return [];
  if (shift.side !== side || closeTime(candle) > shift.closeTime + 4 * hourMs) return [];
  const inLeg = (time: number) => shift.sourceTime <= time && time <= shift.closeTime - 1;
  const gaps = base.gaps
    .filter((gap) => gap.side === side && inLeg(gap.midTime))
    .map((gap) => ({ ...gap, isGap: true }));
  const blocks = base.blocks
    .filter((block) => block.side === side && block.state !== 'breaker' && inLeg(block.sourceTime))
    .map((block) => ({ ...block, isGap: false }));
  const barOf = (time: number) => candles.filter(({ openTime }) => openTime < time).length;
  const [from, to] = [barOf(shift.sourceTime) - rules.sweepBars, barOf(shift.sourceTime + hourMs / 4) - 1];
  const isSwept = events.some(
    (event) => event.kind === 'liq_sweep' && event.side === -side && event.bar >= from && event.bar <= to,
  );
  const entryOf = ({ top, bottom }: { top: number; bottom: number }) => {
    const raw = side > 0 ? top - 0.2 * (top - bottom) : bottom + 0.2 * (top - bottom);
    const ticks = side > 0 ? Math.floor(raw / rules.tick + 1e-6) : Math.ceil(raw / rules.tick - 1e-6);
    return ticks * rules.tick;
  };
  return [...blocks, ...gaps]
    .filter(({ top, bottom }) => side * ((range.high + range.low) / 2 - (top + bottom) / 2) > 0)
    .filter((zone) => side * (candle.close - entryOf(zone)) > 0)
    .map((zone) => ({
      id: zone.id,
      away: Math.abs(candle.close - entryOf(zone)),
      overlapsGap: !zone.isGap && gaps.some((gap) => overlap(zone, gap)),
      isSwept,
      hasInducement: hasInducement(zone, side, { candles, events }),
    }))
    .sort((a, b) => Number(b.overlapsGap) - Number(a.overlapsGap) || a.away - b.away || b.id - a.id)
    .map(({ id, overlapsGap, hasInducement: induced }) => ({
      id,
      overlapsGap,
      isSwept,
      hasInducement: induced,
    }));
}

interface Zone {
  readonly top: number;
  readonly bottom: number;
  readonly born: number;
}

const overlap = (a: Omit<Zone, 'born'>, b: Omit<Zone, 'born'>): boolean =>
  Math.min(a.top, b.top) > Math.max(a.bottom, b.bottom);

function hasInducement(zone: Zone, side: Side, { candles, events }: Omit<Past, 'rules'>): boolean {
  const close = candles.at(-1)?.close ?? 0;
  const [low, high] = side > 0 ? [zone.top, close] : [close, zone.bottom];
  return events.some((event) => {
    if (event.kind !== 'pivot' || event.side === side || event.bar <= zone.born) return false;
    if (event.price <= low || event.price >= high) return false;
    const later = candles.slice(event.bar + 1);
    const first = later.find((bar) => (side > 0 ? bar.low < event.price : bar.high > event.price));
    return first !== undefined && side * (first.close - event.price) >= 0;
  });
}
