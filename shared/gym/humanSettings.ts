import type { ContextTrade, TradeContext, ZoneKind } from './tradeContext.ts';

/** The parameters of the Human-trained strategy that practice can teach. */
export interface HumanSettings {
  /** Stop from the entry in ATR of M5; null: beyond the far edge of the zone. */
  readonly stopAtr: number | null;
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

export const defaultHumanSettings: HumanSettings = {
  stopAtr: null,
  rr: 3,
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

/** Where the settings put the stop of this trade, in ATR from its entry; null: they have no stop for it. */
export const stopAtrFor = (settings: HumanSettings, { context }: ContextTrade): number | null =>
  settings.stopAtr ?? context?.zoneStopAtr ?? null;
