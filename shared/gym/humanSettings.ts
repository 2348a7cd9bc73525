import { isDeepEnough } from '../smc/dealingRange.ts';
import { type HumanTrainedParams, humanTrainedParams } from '../strategies/humanParams.ts';
import type { TradeContext } from './tradeContext.ts';

/** Parameters of the Human-trained strategy that practice can teach. */
export const taughtParams = [
  ...(['stopAtr', 'rr', 'zones', 'bias', 'needsShift', 'minDepth', 'sessions'] as const),
] as const;
export type HumanSettings = Pick<HumanTrainedParams, (typeof taughtParams)[number]>;

const defaults = humanTrainedParams.parse({});

/** The strategy as it is without practice. */
export const defaultHumanSettings: HumanSettings = {
  stopAtr: defaults.stopAtr,
  rr: defaults.rr,
  zones: defaults.zones,
  bias: defaults.bias,
  needsShift: defaults.needsShift,
  minDepth: defaults.minDepth,
  sessions: defaults.sessions,
};

/** Whether a trade that met this market is one that the settings take. */
export function takes(settings: HumanSettings, context: TradeContext): boolean {
  const { bias, zones, minDepth, sessions } = settings;
  return (
    (bias === 'any' || context.bias === bias) &&
    (!settings.needsShift || context.hasShift) &&
    context.zones.some((kind) => zones.includes(kind)) &&
    (minDepth === null || (context.depth !== null && isDeepEnough(context.depth, minDepth))) &&
    (sessions.length === 0 || context.windows.some((name) => sessions.includes(name)))
  );
}

/** Where the settings put the stop, in ATR from the entry, before the spread; null without a zone. */
export const stopDistanceFor = (
  { stopAtr }: HumanSettings,
  { farEdgeAtr, pipAtr }: TradeContext,
): number | null =>
  farEdgeAtr === null ? null : farEdgeAtr + Math.max(stopAtr, defaults.stopMinPips * pipAtr);

/** The strategy's parameters with what was learned; a target nearer than its least reward moves that, too. */
export const paramsOf = (settings: HumanSettings): HumanTrainedParams =>
  humanTrainedParams.parse({ ...settings, minRr: Math.min(settings.rr, defaults.minRr) });
