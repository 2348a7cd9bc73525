import { Worker } from 'node:worker_threads';
import type { BacktestCard } from '#shared/backtest/reportCard.ts';
import { openTimeAt, seriesLength } from '#shared/market/candleColumns.ts';
import { readSeries } from '../store/candles.ts';
import type { Sql } from '../store/db.ts';
import { enterMarket, inMarket, upsertCard } from '../store/reportCards.ts';
import type { CardOrder } from './cardReport.ts';
import type { Work } from './jobQueue.ts';

interface CardWorkOptions {
  readonly sql: Sql;
  /** Version of the program. */
  readonly code: string;
  /** A line for the terminal for each card. */
  readonly tell?: (line: string) => void;
}

/** Making report cards, one at a time, in a thread. */
export function cardWork({ sql, code, tell = () => undefined }: CardWorkOptions): Work<'reportCard'> {
  return {
    kind: 'reportCard',
    places: 1,
    // Jobs are announced; this is for what was not heard.
    lookEverySeconds: 5,
    run: async (payload, signal) => {
      const { schema, strategy, symbol, timeframe, mode, params } = payload;
      const whole = { symbol, timeframe, from: 0, before: Number.MAX_SAFE_INTEGER };
      const series = await inMarket(sql, schema, (tx) => readSeries(tx, whole));
      const rows = seriesLength(series);
      if (rows === 0) return async () => undefined;
      const body = await makeCard({ payload, series }, signal);
      tell(`report card: ${strategy} on ${symbol} ${timeframe}, ${body.trades} trades`);
      const basis = { strategy, symbol, timeframe, mode, params, code };
      const span = { first: openTimeAt(series, 0), last: openTimeAt(series, rows - 1) };
      return async (tx) => {
        await enterMarket(tx, schema);
        await upsertCard(tx, { ...basis, ...span, body });
      };
    },
    // The card that was there stays; the log has the reason.
    dead: () => async () => undefined,
  };
}

async function makeCard(order: CardOrder, signal: AbortSignal): Promise<BacktestCard> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('../sweep/typescriptWorker.mjs', import.meta.url), {
    workerData: { order, module: new URL('./cardThread.ts', import.meta.url).href },
    execArgv: [],
  });
  const leave = () => void thread.terminate();
  signal.addEventListener('abort', leave);
  try {
    return await new Promise<BacktestCard>((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', () => reject(new Error('the thread ended before the card was made')));
    });
  } finally {
    signal.removeEventListener('abort', leave);
    await thread.terminate();
  }
}
