import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { type RateLimitRequestHandler, rateLimit } from 'express-rate-limit';
import type { Logger } from 'pino';
import { TradingError } from '#shared/errors.ts';
import type { IngestFeed } from './feed/ingestFeed.ts';
import { pushRows, readIngestMessage } from './feed/ingestMessage.ts';
import { isOutage } from './store/outage.ts';

export interface IngestDoor {
  readonly feed: Pick<IngestFeed, 'push' | 'pushTicks'>;
  /** The source whose token it is; null: nobody's. */
  readonly findSource: (token: string) => Promise<string | null>;
  readonly log: Logger;
}

const maxBody = '512kb';
/** Of somebody who has not shown a token yet: room for one candle, with the token inside. */
const maxStrangersBody = '16kb';
const pushesPerMinute = 600;
/** Pushes with a token that is nobody's, from one address. */
const strangersPerMinute = 20;

/** `POST /ingest`: a candle, several candles, or ticks, from a source that shows its token. */
export function ingestDoor(door: IngestDoor): Router {
  const router = Router();
  const limit = limitStrangers();
  router.post(
    '/',
    knownByHeader(door, limit),
    readBody(),
    knownByMessage(door, limit),
    limitKnown(),
    take(door),
  );
  router.use((_request, response) => {
    response.status(405).set('Allow', 'POST').json({ error: 'Candles are pushed with POST.' });
  });
  router.use(tellTrouble(door));
  return router;
}

const perMinute = { windowMs: 60_000, standardHeaders: true, legacyHeaders: false } as const;

/**
 * Counts those without a token that is known, and nobody else: behind a tunnel all come from one address, and a stranger
 * must not shut the door for the owner.
 */
const limitStrangers = () =>
  rateLimit({
    ...perMinute,
    limit: strangersPerMinute,
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

/** Who shows a token in the header is known, or refused, before anything is read. */
function knownByHeader(door: IngestDoor, limit: RateLimitRequestHandler) {
  return async (request: Request, response: Response, next: NextFunction) => {
    if (request.headers.authorization === undefined) next();
    else await letIn(door, limit, { token: bearerOf(request), request, response, next });
  };
}

function knownByMessage(door: IngestDoor, limit: RateLimitRequestHandler) {
  return async (request: Request, response: Response, next: NextFunction) => {
    if (response.locals.source !== undefined) next();
    else await letIn(door, limit, { token: tokenInside(request), request, response, next });
  };
}

interface Caller {
  readonly token: string | null;
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
}

async function letIn(
  { findSource }: IngestDoor,
  limit: RateLimitRequestHandler,
  { token, request, response, next }: Caller,
): Promise<void> {
  const source = token === null ? null : await findSource(token);
  if (source !== null) {
    response.locals.source = source;
    next();
    return;
  }
  await limit(request, response, () => {
    const error =
      'No token that is known. Make one: npm run ingest -- add <name>; send it as "Authorization: Bearer <token>", or as "token" in the message.';
    response.status(401).set('WWW-Authenticate', 'Bearer').json({ error });
  });
}

function readBody() {
  const [small, large] = [express.json({ limit: maxStrangersBody }), express.json({ limit: maxBody })];
  return (request: Request, response: Response, next: NextFunction) =>
    (response.locals.source === undefined ? small : large)(request, response, next);
}

/** What cannot be a token is not looked up at all. */
const tokenShape = /^brk_[\w-]{43}$/;
const tokenFrom = (shown: unknown): string | null =>
  typeof shown === 'string' && tokenShape.test(shown) ? shown : null;

const bearerOf = ({ headers }: Request): string | null =>
  tokenFrom(/^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]);

const tokenInside = ({ body }: Request): string | null =>
  tokenFrom(typeof body === 'object' && body !== null && 'token' in body ? body.token : null);

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

/** What went wrong before or after the candles were looked at; Express knows an error handler by its four parameters. */
function tellTrouble({ log }: IngestDoor) {
  return (error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : null;
    if (status === 413) {
      const text = `A push holds at most ${maxBody} and ${pushRows} candles or ticks; with the token inside, ${maxStrangersBody}.`;
      response.status(413).json({ error: text });
    } else if (status === 400) {
      // What the parser says would repeat parts of the message, and the token may be among them.
      response.status(400).json({ error: 'Nothing was taken.', faults: ['The message is not JSON.'] });
    } else if (typeof status === 'number' && status >= 400 && status < 500) {
      response.status(status).json({ error: 'Bad request.' });
    } else if (isOutage(error)) {
      log.warn({ evt: 'ingest.databaseAway', source: response.locals.source });
      const text = "Breaker's database is away for a moment. Push it again.";
      response.status(503).set('Retry-After', '5').json({ error: text });
    } else {
      log.error({ evt: 'ingest.failed', source: response.locals.source, err: error });
      response.status(500).json({ error: 'Something went wrong.' });
    }
  };
}
