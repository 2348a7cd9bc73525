import { randomUUID } from 'node:crypto';
import { initTRPC, TRPCError } from '@trpc/server';
import type { Logger } from 'pino';
import { flattenError, ZodError } from 'zod';
import { type ErrorKind, TradingError } from '#shared/errors.ts';
import { isOutage } from '../store/outage.ts';
import type { Backend } from './backend.ts';

export interface RpcContext {
  readonly backend: Backend;
  readonly log: Logger;
}

/** The one table from our error kinds to the wire. */
const codes: Readonly<Record<ErrorKind, TRPCError['code']>> = {
  config: 'INTERNAL_SERVER_ERROR',
  transient: 'SERVICE_UNAVAILABLE',
  rejected: 'BAD_REQUEST',
  unknownOutcome: 'CONFLICT',
};

/**
 * Messages of our own errors and of input validation are meant for the reader; anything else could carry internals,
 * so the caller gets a request id and the log gets the rest.
 */
const t = initTRPC.context<RpcContext>().create({
  isDev: false,
  sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
  errorFormatter({ shape, error, ctx }) {
    const { code, httpStatus, path } = shape.data;
    // An answer of ours that breaks its own schema is a fault of ours, too.
    if (code === 'BAD_REQUEST' && error.cause instanceof ZodError) {
      const issues = flattenError(error.cause);
      const fields = error.cause.issues.map((issue) => ({
        path: issue.path.join('.'),
        message: issue.message,
      }));
      return { ...shape, message: 'Invalid input.', data: { code, httpStatus, path, issues, fields } };
    }
    if (error.cause instanceof TradingError) {
      return {
        ...shape,
        message: error.cause.message,
        data: { code, httpStatus, path, reason: error.cause.code },
      };
    }
    if (code !== 'INTERNAL_SERVER_ERROR')
      return { ...shape, message: error.message, data: { code, httpStatus, path } };
    const requestId = randomUUID();
    ctx?.log.error({ evt: 'rpc.failed', requestId, path, err: error.cause ?? error });
    return {
      ...shape,
      message: `Something went wrong on the server (request ${requestId}).`,
      data: { code, httpStatus, path, requestId },
    };
  },
});

export const router = t.router;

export const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const cause = isOutage(result.error.cause) ? databaseAway(result.error.cause) : result.error.cause;
  if (cause instanceof TradingError)
    throw new TRPCError({ code: codes[cause.kind], message: cause.message, cause });
  return result;
});

const databaseAway = (cause: unknown) =>
  new TradingError(
    'transient',
    'database.away',
    'The database does not answer at the moment. Breaker goes on by itself when it is back.',
    { cause },
  );
