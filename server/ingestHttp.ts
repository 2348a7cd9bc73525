import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Logger } from 'pino';
import { TradingError } from '#shared/errors.ts';
import type { IngestFeed } from './feed/ingestFeed.ts';
import { readIngestMessage } from './feed/ingestMessage.ts';

export interface IngestDoor {
  readonly feed: Pick<IngestFeed, 'push' | 'pushTicks'>;
  /** The source whose token it is; null: nobody's. */
  readonly findSource: (token: string) => Promise<string | null>;
  readonly log: Logger;
}

const maxBody = '512kb';
const pushesPerMinute = 600;
/** Pushes with a token that is nobody's, from one address. */
const strangersPerMinute = 20;

/** `POST /ingest`: a candle, several candles, or ticks, from a source that shows its token. */
export function ingestDoor(door: IngestDoor): Router {
  const router = Router();
  router.post(
    '/',
    limitStrangers(),
    express.json({ limit: maxBody }),
    onlyKnown(door),
    limitKnown(),
    take(door),
  );
  router.use((_request, response) => {
    response.status(405).set('Allow', 'POST').json({ error: 'Candles are pushed with POST.' });
  });
  return router;
}

const perMinute = { windowMs: 60_000, standardHeaders: true, legacyHeaders: false } as const;

/** Counted before the token is looked at; one that is somebody's is taken off again. */
const limitStrangers = () =>
  rateLimit({
    ...perMinute,
    limit: strangersPerMinute,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== 401,
    validate: { xForwardedForHeader: false },
    message: { error: 'Too many pushes without a token that is known. Wait a minute.' },
  });

const limitKnown = () =>
  rateLimit({
    ...perMinute,
    limit: pushesPerMinute,
    keyGenerator: (_request, response) => String(response.locals.source),
    message: { error: `Too many pushes from this source: at most ${pushesPerMinute} a minute.` },
  });

function onlyKnown({ findSource }: IngestDoor) {
  return async (request: Request, response: Response, next: NextFunction) => {
    const token = tokenOf(request);
    const source = token === null ? null : await findSource(token);
    if (source === null) {
      const error =
        'No token that is known. Make one: npm run ingest -- add <name>; send it as "Authorization: Bearer <token>", or as "token" in the message.';
      response.status(401).set('WWW-Authenticate', 'Bearer').json({ error });
      return;
    }
    response.locals.source = source;
    next();
  };
}

function tokenOf({ headers, body }: Request): string | null {
  const [, bearer] = /^Bearer (\S{8,200})$/.exec(headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return bearer;
  const inside: unknown = typeof body === 'object' && body !== null && 'token' in body ? body.token : null;
  return typeof inside === 'string' && inside.length <= 200 ? inside : null;
}

function take({ feed, log }: IngestDoor) {
  return async (request: Request, response: Response) => {
    const message = readIngestMessage(request.body);
    if ('faults' in message) {
      response.status(400).json({ error: 'Nothing was taken.', faults: message.faults });
      return;
    }
    try {
      const taken =
        message.type === 'candles'
          ? await feed.push(message.candles)
          : { ticks: await feed.pushTicks(message.symbol, message.ticks) };
      response.json(taken);
    } catch (error) {
      if (!(error instanceof TradingError)) throw error;
      log.info({ evt: 'ingest.refused', source: response.locals.source, code: error.code });
      const status = error.kind === 'transient' ? 503 : 422;
      response.status(status).json({ error: 'Nothing was taken.', faults: error.message.split('\n') });
    }
  };
}
