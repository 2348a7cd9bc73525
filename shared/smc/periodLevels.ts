import { z } from 'zod';
import { type PeriodName, periodNames, periodOf } from '../market/periods.ts';
import type { Session } from '../market/session.ts';
import type { SmcConfig } from './config.ts';
import type { FoldBar } from './foldBar.ts';
import { stretchSchema, widen } from './tradingWindows.ts';

/** The running day or week, and the last one that is over and had bars. */
export const periodStateSchema = z.strictObject({
  name: z.enum(periodNames),
  period: z.int(),
  running: stretchSchema.nullable(),
  previous: stretchSchema.nullable(),
});
export type PeriodState = z.infer<typeof periodStateSchema>;

export const newPeriods = ({ periods }: SmcConfig): PeriodState[] =>
  periods.map((name: PeriodName) => ({ name, period: 0, running: null, previous: null }));

export const copyPeriod = (period: PeriodState): PeriodState => ({
  ...period,
  running: period.running && { ...period.running },
  previous: period.previous && { ...period.previous },
});

/** A period's high and low are levels from the first bar of the next one that has bars. */
export function foldPeriod(state: PeriodState, session: Session, bar: FoldBar): void {
  const period = periodOf(bar.openTime, state.name, session);
  if (state.running !== null && period === state.period) {
    widen(state.running, bar);
    return;
  }
  if (state.running !== null) {
    const { high, low } = state.running;
    bar.events.push({ bar: bar.index, time: bar.time, kind: 'period', name: state.name, high, low });
    state.previous = state.running;
  }
  state.period = period;
  state.running = { high: bar.high, low: bar.low };
}
