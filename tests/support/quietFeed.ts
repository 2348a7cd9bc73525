import type { Feed } from '#shared/ports.ts';

/** A feed that brings nothing and is well all the same. */
export const quietFeed: Feed = {
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  health: () => ({
    kind: 'sample',
    label: 'SAMPLE',
    state: 'live',
    lastCandleAt: null,
    progress: null,
    message: null,
    venues: [],
  }),
  doubt: () => null,
};
