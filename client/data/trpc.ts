import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import type { AppRouter } from '#server/rpc/router.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { Chart } from '#shared/sync/chart.ts';
import type { LiveMessage } from '#shared/sync/live.ts';
import type { Pull } from '#shared/sync/rows.ts';
import type { SyncPoint } from './db.ts';

const url = '/trpc';

/** Same origin, no transformer: numbers are epoch ms or prices, money is decimal text. */
export const trpc = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url }),
      false: splitLink({
        condition: (operation) => operation.type === 'mutation',
        true: httpLink({ url }),
        false: httpBatchLink({ url }),
      }),
    }),
  ],
});

export interface ChartRequest {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Only candles that opened before this time; null for the newest. */
  readonly before: number | null;
  readonly limit: number;
}

export interface StreamListener {
  readonly opened: () => void;
  readonly message: (message: LiveMessage) => void;
  /** Once: nothing follows. */
  readonly lost: () => void;
}

/** What the live connection needs of the server. */
export interface Remote {
  pull(from: SyncPoint | null): Promise<Pull>;
  /** Facts after `cursor`, then what happens. Returns how to stop. */
  listen(cursor: number, listener: StreamListener): () => void;
  chart(request: ChartRequest): Promise<Chart>;
}

export const server: Remote = {
  pull: (from) => trpc.facts.pull.query({ epoch: from?.epoch ?? null, cursor: from?.cursor ?? 0 }),
  chart: (request) => trpc.market.chart.query(request),
  listen(cursor, { opened, message, lost }) {
    let isOver = false;
    const stream = trpc.facts.live.subscribe(
      { lastEventId: String(cursor) },
      {
        onStarted: opened,
        onData: (event) => message('data' in event ? event.data : event),
        // The link would reconnect by itself, but a server that came back may serve another epoch: pull first.
        onConnectionStateChange: ({ state, error }) => {
          if (state === 'connecting' && error !== null) end();
        },
        onError: end,
        onComplete: end,
      },
    );
    return () => {
      isOver = true;
      stream.unsubscribe();
    };

    function end() {
      if (isOver) return;
      isOver = true;
      stream.unsubscribe();
      lost();
    }
  },
};
