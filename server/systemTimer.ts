import { performance } from 'node:perf_hooks';
import type { Timer } from '#shared/ports.ts';

/** Longest wait that Node's timers can hold, in ms; a longer one would fire at once. */
const longestMs = 2 ** 31 - 1;

export const systemTimer: Timer = {
  monotonicMs: () => performance.now(),
  after(ms, run) {
    if (ms <= 0) {
      const turn = setImmediate(run);
      return () => clearImmediate(turn);
    }
    const wait = setTimeout(run, Math.min(ms, longestMs));
    return () => clearTimeout(wait);
  },
};
