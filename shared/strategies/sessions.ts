import { z } from 'zod';
import type { UnixMs } from '../market/candle.ts';
import { defaultTradingWindows, WindowClock } from '../market/tradingWindow.ts';

const names: readonly string[] = defaultTradingWindows.map(({ name }) => name);

/** Trading windows by name; none: at all hours. */
export const sessionsSchema = z
  .array(z.string().refine((name) => names.includes(name), `expected one of ${names.join(', ')}`))
  .readonly();

/** The hours in which a strategy enters. */
export class Sessions {
  readonly names: readonly string[];
  readonly #clocks: readonly WindowClock[];

  constructor(chosen: readonly string[]) {
    this.names = chosen;
    this.#clocks = defaultTradingWindows
      .filter(({ name }) => chosen.includes(name))
      .map((window) => new WindowClock(window));
  }

  holds(time: UnixMs): boolean {
    return this.names.length === 0 || this.#clocks.some((clock) => clock.occurrence(time) !== null);
  }
}
