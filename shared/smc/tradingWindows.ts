import { z } from 'zod';
import { WindowClock } from '../market/tradingWindow.ts';
import type { SmcConfig } from './config.ts';
import type { FoldBar } from './foldBar.ts';

/** High and low of a stretch of time. */
export const stretchSchema = z.strictObject({ high: z.number(), low: z.number() });
export type Stretch = z.infer<typeof stretchSchema>;

/** One trading window: the occurrence that the last bar belongs to, and the one that finished last. */
export const windowStateSchema = z.strictObject({
  name: z.string(),
  /** The day it started on; null between two occurrences. */
  occurrence: z.int().nullable(),
  running: stretchSchema.nullable(),
  finished: stretchSchema.nullable(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

/** The clock of each configured window: nothing that a saved state would need. */
export const windowClocks = ({ windows }: SmcConfig): readonly WindowClock[] =>
  windows.map((window) => new WindowClock(window));

export const newWindows = ({ windows }: SmcConfig): WindowState[] =>
  windows.map(({ name }) => ({ name, occurrence: null, running: null, finished: null }));

export const copyWindow = (window: WindowState): WindowState => ({
  ...window,
  running: window.running && { ...window.running },
  finished: window.finished && { ...window.finished },
});

/** A bar belongs to a window if its open does; an occurrence is finished by the first bar after it. */
export function foldWindow(window: WindowState, clock: WindowClock, bar: FoldBar): void {
  const occurrence = clock.occurrence(bar.openTime);
  if (occurrence !== window.occurrence) {
    const { index, time } = bar;
    const { name, running } = window;
    if (running !== null) {
      bar.events.push({ bar: index, time, kind: 'window_close', name, high: running.high, low: running.low });
      window.finished = running;
    }
    window.occurrence = occurrence;
    window.running = occurrence === null ? null : { high: bar.high, low: bar.low };
    if (occurrence !== null) bar.events.push({ bar: index, time, kind: 'window_open', name });
  } else if (window.running !== null) widen(window.running, bar);
}

export function widen(stretch: Stretch, bar: FoldBar): void {
  if (bar.high > stretch.high) stretch.high = bar.high;
  if (bar.low < stretch.low) stretch.low = bar.low;
}
