import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import compression from 'compression';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { TradingError } from '#shared/errors.ts';
import { type IngestDoor, ingestDoor } from './ingestHttp.ts';
import { appRouter } from './rpc/router.ts';
import type { RpcContext } from './rpc/trpc.ts';

export interface HttpOptions extends RpcContext {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  /** Where candles may be pushed in; left out where the market has no such venue. */
  readonly ingest?: IngestDoor;
  /** The built app. */
  readonly clientDir: string;
  /** A connection on which nothing moves for so long is cut: its reader has stopped reading. */
  readonly stalledMs?: number;
  /** How long a stop waits for requests that are being answered. */
  readonly graceMs?: number;
}

export interface RunningHttp {
  readonly url: string;
  stop(): Promise<void>;
}

const maxBody = '64kb';
/** A file of practice trades is the one thing that may be larger: `maxCsvLength` characters of any script. */
const maxFileBody = '8mb';
const maxRequestsPerMinute = 1_200;
/** Six pings of the live stream. */
const usualStalledMs = 30_000;
const usualGraceMs = 3_000;
const idleCheckMs = 50;

/** App and API on one port. Express 5 hands listen errors to nobody, so they are taken from the server itself. */
export async function startHttp(options: HttpOptions): Promise<RunningHttp> {
  const server = createServer(createApp(options));
  server.timeout = options.stalledMs ?? usualStalledMs;
  await listen(server, options);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const name = reachableByAnyName.has(options.host) ? 'localhost' : hostName(options.host);
  return { url: `http://${name}:${port}`, stop: () => close(server, options.graceMs ?? usualGraceMs) };
}

const reachableByAnyName = new Set(['0.0.0.0', '::', '127.0.0.1']);

/** As it stands in a URL and in the Host header. */
const hostName = (host: string) => (host.includes(':') ? `[${host}]` : host.toLowerCase());

function listen(server: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, port)));
    server.listen(port, host, resolve);
  });
}

function listenError(error: Error, port: number): Error {
  if (!('code' in error) || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) return error;
  const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : 'may not be used by this user';
  const text = `Port ${port} ${why}. Choose another one: PORT=4381 npm start (PORT=0 takes a free one).`;
  return new TradingError('config', 'http.port', text, { cause: error });
}

/** Takes no more; what is being answered may be finished. */
async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that has answered stays open for the next request, which nobody will take.
  const sweep = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  const giveUp = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(giveUp);
}

function createApp(options: HttpOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(headers);
  // Its token says who may: a tunnel's name, which is foreign, need not open the app itself.
  if (options.ingest) app.use('/ingest', noStore, onlyJson, ingestDoor(options.ingest));
  app.use(onlyKnownHosts([...ownNames, hostName(options.host), ...options.allowedHosts]));
  app.get('/healthz', (_request, response) => {
    response.type('text').send('ok');
  });
  app.use(compression());
  app.use('/trpc', noStore, onlyOwnOrigin, rateLimit(limits), onlyJson);
  app.use('/trpc/gym.importCsv', express.json({ limit: maxFileBody }));
  app.use('/trpc', express.json({ limit: maxBody }));
  app.use(
    '/trpc',
    createExpressMiddleware({ router: appRouter, createContext: () => options, maxBatchSize: 10 }),
  );
  app.use(
    '/assets',
    express.static(join(options.clientDir, 'assets'), { immutable: true, maxAge: '1y' }),
    notFound,
  );
  app.use(
    express.static(options.clientDir, {
      setHeaders: (response) => response.set('Cache-Control', 'no-cache'),
    }),
  );
  app.use(appPage(options.clientDir));
  app.use(tellFault);
  return app;
}

const limits = {
  windowMs: 60_000,
  limit: maxRequestsPerMinute,
  standardHeaders: true,
  legacyHeaders: false,
  // Behind a proxy all count as one, which is right for one owner; the header itself is not to be believed.
  validate: { xForwardedForHeader: false },
} as const;

const self = ["'self'"];
const none = ["'none'"];
const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: none,
      scriptSrc: self,
      styleSrc: self,
      imgSrc: ["'self'", 'data:'],
      connectSrc: self,
      workerSrc: self,
      manifestSrc: self,
      fontSrc: self,
      baseUri: none,
      formAction: none,
      frameAncestors: none,
    },
  },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  // Plain http on this machine: a browser that remembered "https only" could not open the app any more.
  strictTransportSecurity: false,
});

const ownNames = ['localhost', '127.0.0.1', '[::1]'];

/** A page that points its own name at this machine (DNS rebinding) asks under a foreign name and gets nothing. */
function onlyKnownHosts(allowed: readonly string[]) {
  return (request: Request, response: Response, next: NextFunction) => {
    const name = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
    if (allowed.includes(name)) return next();
    response.status(421).type('text').send('This Breaker is not served under that name (see ALLOWED_HOSTS).');
  };
}

/** Another site in the owner's browser may not use the API. */
function onlyOwnOrigin(request: Request, response: Response, next: NextFunction) {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeign =
    (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (isForeign) response.status(403).json({ error: 'Requests from other sites are refused.' });
  else next();
}

/** Forms and multipart bodies need no preflight; the API takes JSON and nothing else. */
function onlyJson(request: Request, response: Response, next: NextFunction) {
  if (request.method === 'GET' || request.is('application/json') !== false) return next();
  response.status(415).json({ error: 'Expected a JSON body.' });
}

function noStore(_request: Request, response: Response, next: NextFunction) {
  response.set('Cache-Control', 'no-store');
  next();
}

function notFound(_request: Request, response: Response) {
  response.status(404).type('text').send('Not found.');
}

/** Every other path is a screen of the app. */
function appPage(clientDir: string) {
  return (request: Request, response: Response, next: NextFunction) => {
    if (request.method !== 'GET' || request.accepts('html') === false) return next();
    response.set('Cache-Control', 'no-cache').sendFile(join(clientDir, 'index.html'));
  };
}

/** Express knows an error handler by its four parameters. */
function tellFault(error: unknown, _request: Request, response: Response, _next: NextFunction) {
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  const isTheirs = status >= 400 && status < 500;
  response
    .status(isTheirs ? status : 500)
    .json({ error: isTheirs ? 'Bad request.' : 'Something went wrong.' });
}
