import { type HumanTrainedParams, humanTrainedParams } from '../strategies/humanParams.ts';
import type { TradeContext, ZoneKind } from './tradeContext.ts';

/** What practice can teach: parameters of the Human-trained strategy, and which of its setups are taken. */
export interface HumanSettings {
  /** Stop beyond the far edge of the zone, in ATR of M5; at least the strategy's pips. */
  readonly stopAtr: number;
  /** Target in R. */
  readonly rr: number;
  /** Points of interest that are traded. */
  readonly zones: readonly ZoneKind[];
  /** Direction against the trend of H4. */
  readonly bias: 'with' | 'against' | 'any';
  readonly needsShift: boolean;
  /** Least depth in the H4 dealing range: 0.5 is discount for longs, premium for shorts; null: anywhere. */
  readonly minDepth: number | null;
  /** Trading windows by name; empty: at all hours. */
  readonly windows: readonly string[];
}

const defaults = humanTrainedParams.parse({});

/** The strategy as it is without practice. */
export const defaultHumanSettings: HumanSettings = {
  stopAtr: defaults.stopAtr,
  rr: defaults.rr,
  zones: ['block', 'gap'],
  bias: 'with',
  needsShift: true,
  minDepth: 0.5,
  windows: [],
};

/** Whether a trade that met this market is one that the settings take. */
export function takes(settings: HumanSettings, context: TradeContext): boolean {
  const { bias, zones, minDepth, windows } = settings;
  return (
    (bias === 'any' || context.bias === bias) &&
    (!settings.needsShift || context.hasShift) &&
    context.zones.some((kind) => zones.includes(kind)) &&
    (minDepth === null || (context.depth !== null && context.depth >= minDepth)) &&
    (windows.length === 0 || context.windows.some((name) => windows.includes(name)))
  );
}

/** Where the settings put the stop, in ATR from the entry, before the spread; null without a zone. */
export const stopDistanceFor = (
  { stopAtr }: HumanSettings,
  { farEdgeAtr, pipAtr }: TradeContext,
): number | null =>
  farEdgeAtr === null ? null : farEdgeAtr + Math.max(stopAtr, defaults.stopMinPips * pipAtr);

/** The strategy's parameters with what was learned; a target nearer than its least reward moves that, too. */
export const paramsOf = ({ stopAtr, rr }: HumanSettings): HumanTrainedParams =>
  humanTrainedParams.parse({ stopAtr, rr, minRr: Math.min(rr, defaults.minRr) });
