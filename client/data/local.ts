import { BreakerDb } from './db.ts';
import { LiveConnection } from './liveConnection.ts';
import { server } from './trpc.ts';

/** This device's copy and the connection that keeps it: one of each per page. */
export const db = new BreakerDb('breaker');

export const live = new LiveConnection({
  db,
  remote: server,
  clock: {
    now: () => Date.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  },
});

/** A sleeping page loses its stream without being told: start over whenever it comes back. */
export function keepLive(): void {
  const resume = () => void live.resume();
  resume();
  addEventListener('online', resume);
  addEventListener('pageshow', (event) => event.persisted && resume());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && resume());
}
