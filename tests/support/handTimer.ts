import type { Timer } from '#shared/ports.ts';

export interface HandTimer extends Timer {
  /** Lets everything else have its turn, then moves on to the next thing that waits; false when nothing does. */
  step(): Promise<boolean>;
  /** Steps until the claim is true; fails when nothing is left to wait for. */
  until(isDone: () => boolean): Promise<void>;
  /** Real time passes without anything running: a busy machine, a sleeping laptop. */
  lose(ms: number): void;
}

/** Real time, moved by hand: waits end in the order of their due times and take no time at all. */
export function handTimer(): HandTimer {
  let nowMs = 1_000_000;
  const waits: { dueMs: number; run: () => void }[] = [];
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const timer: HandTimer = {
    monotonicMs: () => nowMs,
    after(ms, run) {
      const wait = { dueMs: nowMs + ms, run };
      const later = waits.findIndex((other) => other.dueMs > wait.dueMs);
      waits.splice(later === -1 ? waits.length : later, 0, wait);
      return () => {
        const index = waits.indexOf(wait);
        if (index !== -1) waits.splice(index, 1);
      };
    },
    async step() {
      await settled();
      const wait = waits.shift();
      if (!wait) return false;
      nowMs = Math.max(nowMs, wait.dueMs);
      wait.run();
      await settled();
      return true;
    },
    async until(isDone) {
      while (!isDone()) {
        const moved = await timer.step();
        if (!moved && !isDone()) throw new Error('nothing is left to wait for');
      }
    },
    lose(ms) {
      nowMs += ms;
    },
  };
  return timer;
}
