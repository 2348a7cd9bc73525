import { z } from 'zod';
import {
  gymModelSchema,
  listedSessionSchema,
  practiceFileSchema,
  sessionWithTradesSchema,
} from '#shared/gym/gymAnswers.ts';
import {
  chosenSessionsSchema,
  deletePracticeTradeSchema,
  deleteSessionSchema,
  gymResultSchema,
  importCsvSchema,
  savePracticeTradeSchema,
  saveSessionSchema,
  teachSchema,
} from '#shared/gym/gymCommands.ts';
import { procedure, router } from './trpc.ts';

export const gymRouter = router({
  /** In the order they were practised. */
  sessions: procedure
    .output(z.array(listedSessionSchema).readonly())
    .query(({ ctx }) => ctx.backend.gym.sessions()),
  session: procedure
    .input(z.strictObject({ sessionId: z.uuid() }))
    .output(sessionWithTradesSchema)
    .query(({ ctx, input }) => ctx.backend.gym.session(input.sessionId)),
  saveSession: procedure
    .input(saveSessionSchema)
    .output(gymResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.gym.saveSession(input)),
  deleteSession: procedure
    .input(deleteSessionSchema)
    .output(gymResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.gym.deleteSession(input)),
  saveTrade: procedure
    .input(savePracticeTradeSchema)
    .output(gymResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.gym.saveTrade(input)),
  deleteTrade: procedure
    .input(deletePracticeTradeSchema)
    .output(gymResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.gym.deleteTrade(input)),
  /** The one procedure whose body may be large, see `http.ts`; it is not to be batched with others. */
  importCsv: procedure
    .input(importCsvSchema)
    .output(gymResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.gym.importCsv(input)),
  exportCsv: procedure
    .input(chosenSessionsSchema)
    .output(practiceFileSchema)
    .query(({ ctx, input }) => ctx.backend.gym.exportCsv(input.sessionIds)),
  /** What the sessions teach, judged on those it was not learned from. */
  model: procedure
    .input(chosenSessionsSchema)
    .output(gymModelSchema)
    .query(({ ctx, input }) => ctx.backend.gym.model(input.sessionIds)),
  teach: procedure
    .input(teachSchema)
    .output(gymResultSchema)
    .mutation(({ ctx, input }) => ctx.backend.gym.teach(input)),
});
