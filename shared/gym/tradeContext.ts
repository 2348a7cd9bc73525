import { type Candle, closeTime, type UnixMs } from '../market/candle.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { defaultTradingWindows, WindowClock } from '../market/tradingWindow.ts';
import { defaultSmcConfig, type SmcConfig } from '../smc/config.ts';
import { positionIn } from '../smc/dealingRange.ts';
import type { Side } from '../smc/events.ts';
import { SmcFrames } from '../smc/frames.ts';
import { type PracticeTrade, riskOf, signOf } from './practice.ts';

export type ZoneKind = 'block' | 'gap';

/** What the market showed at the moment of a practice trade: nothing of any candle that closed later. */
export interface TradeContext {
  /** Of M5. */
  readonly atr: number;
  /** First stop from the entry in ATR; null without a stop. */
  readonly stopAtr: number | null;
  /** The trade against the trend of H4; 'none': H4 has none. */
  readonly bias: 'with' | 'against' | 'none';
  /** The last M15 break went the way of the trade, and not long ago. */
  readonly hasShift: boolean;
  /** Living M5 zones of the trade's side that hold the entry; empty: none did. */
  readonly zones: readonly ZoneKind[];
  /** Where the strategy would put the stop for these zones, in ATR from the entry; null without a zone. */
  readonly zoneStopAtr: number | null;
  /** How cheap a long, how dear a short entered in the H4 dealing range: 0.5 the middle, 1 its far end. */
  readonly depth: number | null;
  /** Trading windows that held the entry; several, where they overlap. */
  readonly windows: readonly string[];
}

/** A trade with its context; null where the candles do not reach, or too few came before. */
export interface ContextTrade {
  readonly trade: PracticeTrade;
  readonly context: TradeContext | null;
}

interface ContextQuery {
  readonly spec: SymbolSpec;
  /** M5, oldest first. None that closes after the last trade is read. */
  readonly candles: Iterable<Candle>;
  /** All of this symbol. */
  readonly trades: readonly PracticeTrade[];
  /** Parameters of the engines; those of the Human-trained strategy unless told. */
  readonly configs?: ContextConfigs;
}

interface ContextConfigs {
  readonly m5: SmcConfig;
  readonly m15: SmcConfig;
  readonly h4: SmcConfig;
}

const swings = (pivots: number): SmcConfig => ({
  ...defaultSmcConfig,
  structure: 'swing',
  pivotLeft: pivots,
  pivotRight: pivots,
});
const defaultConfigs: ContextConfigs = { m5: defaultSmcConfig, m15: swings(3), h4: swings(5) };

const hourMs = 3_600_000;
/** A shift guides entries for so long. */
export const shiftAgeMs = 4 * hourMs;
/** Without a candle for so long nobody knows how the market stood. */
const maxSilenceMs = hourMs;
/** An entry a little ahead of a zone was meant for it, in ATR. */
const zoneReachAtr = 0.1;
/** The strategy's stop stands beyond the zone by this, or by a pip if that is more. */
const stopBufferAtr = 0.1;

const windows = defaultTradingWindows.slice(0, 3).map((window) => ({
  name: window.name,
  clock: new WindowClock(window),
}));

/** The price step that traders of this instrument count in. */
export function pipOf({ kind, quote, tick, base }: SymbolSpec): number {
  if (kind === 'forex') return quote === 'JPY' ? 0.01 : 0.0001;
  return kind === 'metal' && base === 'XAU' ? 0.1 : Number(tick);
}

/** Each trade with what the closed candles up to its entry showed; in order of the entries. */
export function contextsOf({
  spec,
  candles,
  trades,
  configs = defaultConfigs,
}: ContextQuery): readonly ContextTrade[] {
  const frames = newFrames(spec, configs);
  const series = candles[Symbol.iterator]();
  let next = series.next();
  return [...trades]
    .sort((a, b) => a.openedAt - b.openedAt)
    .map((trade) => {
      while (!next.done && closeTime(next.value) <= trade.openedAt) {
        frames.step(next.value);
        next = series.next();
      }
      return { trade, context: contextOf(trade, { frames, spec }) };
    });
}

function newFrames({ session }: SymbolSpec, { m5, m15, h4 }: ContextConfigs): SmcFrames {
  const higher = [
    { timeframe: '15m', config: m15 },
    { timeframe: '4h', config: h4 },
  ] as const;
  return SmcFrames.open({ base: { timeframe: '5m', config: m5 }, higher, session });
}

interface Known {
  readonly frames: SmcFrames;
  readonly spec: SymbolSpec;
}

function contextOf(trade: PracticeTrade, known: Known): TradeContext | null {
  const { base } = known.frames;
  const at = trade.openedAt;
  const { value: atr, warm } = base.atr;
  if (base.lastOpenTime === null || !warm || atr <= 0 || at - base.lastOpenTime > maxSilenceMs) return null;
  const side = signOf(trade);
  const { zones, farEdge } = zonesOf(trade, { ...known, side, atr });
  const { trend } = known.frames.engine('4h');
  const risk = riskOf(trade);
  const buffer = Math.max(stopBufferAtr * atr, pipOf(known.spec));
  return {
    atr,
    stopAtr: risk === null ? null : risk / atr,
    bias: trend === 0 ? 'none' : trend === side ? 'with' : 'against',
    hasShift: hasShift(known.frames, { side, at }),
    zones,
    zoneStopAtr: farEdge === null ? null : (side * (Number(trade.entry) - farEdge) + buffer) / atr,
    depth: depthOf(trade, known.frames),
    windows: windows.filter(({ clock }) => clock.occurrence(at) !== null).map(({ name }) => name),
  };
}

function hasShift(frames: SmcFrames, { side, at }: { readonly side: Side; readonly at: UnixMs }): boolean {
  const { lastBreak } = frames.engine('15m');
  return lastBreak !== null && lastBreak.side === side && at - lastBreak.closeTime <= shiftAgeMs;
}

function zonesOf(trade: PracticeTrade, { frames, side, atr }: Known & { side: Side; atr: number }) {
  const entry = Number(trade.entry);
  const reach = zoneReachAtr * atr;
  const holds = (zone: { readonly side: Side; readonly top: number; readonly bottom: number }) =>
    zone.side === side &&
    entry <= zone.top + (side > 0 ? reach : 0) &&
    entry >= zone.bottom - (side < 0 ? reach : 0);
  const blocks = frames.base.blocks.filter((block) => block.state === 'fresh' && holds(block));
  const gaps = frames.base.gaps.filter(holds);
  const zones: readonly ZoneKind[] = [
    ...(blocks.length > 0 ? (['block'] as const) : []),
    ...(gaps.length > 0 ? (['gap'] as const) : []),
  ];
  const edges = (blocks.length > 0 ? blocks : gaps).map(({ top, bottom }) => (side > 0 ? bottom : top));
  // Of several zones the smallest that holds the entry: the nearest far edge.
  const farEdge = edges.length === 0 ? null : side > 0 ? Math.max(...edges) : Math.min(...edges);
  return { zones, farEdge };
}

function depthOf(trade: PracticeTrade, frames: SmcFrames): number | null {
  const range = frames.engine('4h').dealingRange;
  if (range === null) return null;
  const position = positionIn(range, Number(trade.entry));
  return trade.direction === 'long' ? 1 - position : position;
}
