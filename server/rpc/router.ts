import { tracked } from '@trpc/server';
import { z } from 'zod';
import { timeframeSchema } from '#shared/market/timeframe.ts';
import { assessmentSchema } from '#shared/risk/assessment.ts';
import { chartSchema } from '#shared/sync/chart.ts';
import {
  answerSignalSchema,
  closeTradeSchema,
  commandResultSchema,
  deleteTradeSchema,
  editAccountSchema,
} from '#shared/sync/commands.ts';
import { reportCardSchema } from '#shared/sync/reportCards.ts';
import { pullSchema, rowsSchema } from '#shared/sync/rows.ts';
import { statusSchema } from '#shared/sync/status.ts';
import { tradeCloseSchema } from '#shared/trading/trade.ts';
import { gymRouter } from './gymRouter.ts';
import { procedure, router } from './trpc.ts';

const ofAccount = z.strictObject({ accountId: z.string().min(1).max(80) });
const cursorText = z.string().regex(/^\d{1,15}$/, 'expected the id of a fact');

const system = router({
  status: procedure.output(statusSchema).query(({ ctx }) => ctx.backend.status()),
});

const facts = router({
  /** Catch up: rows changed since `cursor`, or everything when the epoch differs or the gap is too long. */
  pull: procedure
    .input(z.strictObject({ epoch: z.string().max(80).nullable(), cursor: z.int().min(0) }))
    .output(pullSchema)
    .query(({ ctx, input }) => ctx.backend.pull(input)),
  /** One stream per device: facts from `lastEventId` on, and status, charts and marks as they change. */
  live: procedure.input(z.strictObject({ lastEventId: cursorText.nullish() })).subscription(async function* ({
    ctx,
    input,
    signal,
  }) {
    const stop = signal ?? new AbortController().signal;
    let last = Number(input.lastEventId ?? 0);
    for await (const message of ctx.backend.live(last, stop)) {
      if (message.type === 'fact') last = message.fact.id;
      // A message without an id would make the browser forget the last one, and the stream begin at the first fact.
      yield tracked(String(last), message);
    }
  }),
});

const market = router({
  chart: procedure
    .input(
      z.strictObject({
        symbol: z.string().min(1).max(24),
        timeframe: timeframeSchema,
        before: z.int().min(0).nullable().default(null),
        limit: z.int().min(1).max(2_000).default(500),
      }),
    )
    .output(chartSchema)
    .query(({ ctx, input }) => ctx.backend.chart(input)),
});

const signals = router({
  list: procedure
    .input(ofAccount)
    .output(rowsSchema.pick({ signals: true, decisions: true, assessments: true }))
    .query(async ({ ctx, input }) => {
      const { signals = [], decisions = [], assessments = [] } = await ctx.backend.rows(input.accountId);
      return { signals, decisions, assessments };
    }),
  assess: procedure
    .input(ofAccount.extend({ signalId: z.string().min(1).max(160) }))
    .output(assessmentSchema)
    .query(({ ctx, input }) => ctx.backend.assess(input.signalId, input.accountId)),
  answer: procedure
    .input(answerSignalSchema)
    .output(commandResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.answer(input)),
});

const trades = router({
  list: procedure
    .input(ofAccount)
    .output(rowsSchema.shape.trades.unwrap())
    .query(async ({ ctx, input }) => (await ctx.backend.rows(input.accountId)).trades ?? []),
  stats: procedure
    .input(ofAccount)
    .output(rowsSchema.shape.summaries.unwrap().element.nullable())
    .query(async ({ ctx, input }) => (await ctx.backend.rows(input.accountId)).summaries?.[0] ?? null),
  /** The result a close at this price would have, before it is marked. */
  preview: procedure
    .input(closeTradeSchema.pick({ accountId: true, tradeId: true, price: true }))
    .output(tradeCloseSchema)
    .query(({ ctx, input }) => ctx.backend.previewClose(input)),
  close: procedure
    .input(closeTradeSchema)
    .output(commandResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.closeTrade(input)),
  delete: procedure
    .input(deleteTradeSchema)
    .output(commandResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.deleteTrade(input)),
});

const accounts = router({
  list: procedure
    .output(rowsSchema.shape.accounts.unwrap())
    .query(async ({ ctx }) => (await ctx.backend.rows(null)).accounts ?? []),
  edit: procedure
    .input(editAccountSchema)
    .output(commandResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.editAccount(input)),
});

const reportCards = router({
  /** Of every strategy, series and account: the last backtest and the paper record. */
  list: procedure.output(z.array(reportCardSchema)).query(({ ctx }) => ctx.backend.reportCards()),
});

export const appRouter = router({
  system,
  facts,
  market,
  signals,
  trades,
  accounts,
  reportCards,
  gym: gymRouter,
});
export type AppRouter = typeof appRouter;
