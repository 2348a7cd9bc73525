import { invariant } from '#shared/errors.ts';
import type { Random } from '#shared/market/seededRandom.ts';
import type { Clock, Timer } from '#shared/ports.ts';
import {
  htmlReply,
  otherwiseSpelled,
  Refusal,
  refusalReply,
  schemaRefusal,
  throttledReply,
  wordReply,
} from './envelope.ts';
import type { FaultBook } from './faultBook.ts';
import type { ApiKey, KeyFault, KeyRing } from './keyRing.ts';
import type { Quota } from './quota.ts';
import { findRoute, type Route } from './routes.ts';
import type { SandboxAnswer, SandboxReply, SandboxRequest } from './sandbox.ts';

interface RestDoorOptions {
  readonly routes: readonly Route[];
  readonly keys: KeyRing;
  readonly quota: Quota;
  readonly faults: FaultBook;
  /** What the exchange believes the time to be. */
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** Then nothing is answered but what the time is. */
  readonly isDown: () => boolean;
}

/** Whether a fault is about this request. */
type Fits = (fault: { readonly method?: string | undefined; readonly path?: string | undefined }) => boolean;

/** Requests whose callers could not be told apart from anybody cost one unit of their address. */
const strangerWeight = 1;

/** REST: who asks, whether they may, and what goes wrong on the way. */
export class RestDoor {
  readonly #options: RestDoorOptions;

  constructor(options: RestDoorOptions) {
    this.#options = options;
  }

  async request(request: SandboxRequest): Promise<SandboxAnswer> {
    const { faults, timer, random, clock } = this.#options;
    const fits: Fits = (fault) =>
      (fault.method === undefined || fault.method === request.method) &&
      (fault.path === undefined || request.target.startsWith(fault.path));
    const latency = faults.strike('latency', fits);
    if (latency !== null) {
      const delayMs = latency.delayMs + Math.floor(random.between(0, latency.jitterMs));
      await new Promise<void>((resolve) => timer.after(delayMs, resolve));
    }
    if (faults.strike('loseRequest', fits) !== null) return 'dropped';
    const inTime = clock.now();
    const reply = this.#answer(request, fits);
    if (faults.strike('dropReply', fits) !== null) return 'dropped';
    return stamped(reply, inTime, clock.now());
  }

  #answer(request: SandboxRequest, fits: Fits): SandboxReply {
    const { faults } = this.#options;
    const agent = request.headers['user-agent'] ?? '';
    if (agent === '' || faults.strike('htmlForbidden', fits) !== null) return htmlReply(403, 'Forbidden');
    const throttled = faults.strike('throttle', fits);
    if (throttled !== null) return throttledReply(throttled.resetMs);
    const failing = faults.strike('serverError', fits);
    if (failing !== null && !failing.isCarriedOut) return failure(failing.status);
    const reply = this.#carryOut(request, fits);
    return failing === null ? reply : failure(failing.status);
  }

  #carryOut(request: SandboxRequest, fits: Fits): SandboxReply {
    try {
      return this.#routed(request);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isOther = this.#options.faults.strike('otherSpelling', fits) !== null;
      return refusalReply(isOther ? otherwiseSpelled(error) : error);
    }
  }

  #routed(request: SandboxRequest): SandboxReply {
    const { pathname, query } = targetParts(request.target);
    const found = findRoute(this.#options.routes, request.method, pathname);
    if (this.#options.isDown() && pathname !== '/v2/settings') return failure(503);
    const owner = this.#ownerOf(request);
    if (typeof owner === 'string') {
      const reset = this.#options.quota.take(request.address, strangerWeight);
      if (reset !== null) return throttledReply(reset);
      throw keyRefusal(owner, request, this.#options.clock);
    }
    const caller = owner === null ? request.address : `account ${owner.accountId}`;
    const reset = this.#options.quota.take(caller, found?.route.weight ?? strangerWeight);
    if (reset !== null) return throttledReply(reset);
    if (found === null) throw new Refusal(404, 'not_found');
    const { route, path } = found;
    const call = { path, query: queryOf(query), body: bodyOf(request.body), caller };
    if (route.isPublic) return route.answer(call);
    if (owner === null) return wordReply(401, 'unauthorized');
    if (this.#options.faults.strike('addressRefused') !== null)
      throw new Refusal(401, 'ip_not_whitelisted_for_api_key', { client_ip: request.address });
    if (route.isTrading && !owner.mayTrade) throw new Refusal(403, 'unauthorized_api_access');
    return route.answer({ ...call, owner });
  }

  /** null: nobody signed it. */
  #ownerOf({ method, target, headers, body }: SandboxRequest): ApiKey | KeyFault | null {
    const { 'api-key': key, signature, timestamp } = headers;
    if (key === undefined || signature === undefined || timestamp === undefined) return null;
    const prehash = `${method}${timestamp}${target}${body}`;
    return this.#options.keys.judge({ key, signature, timestamp, prehash });
  }
}

const failure = (status: number): SandboxReply =>
  status === 503 ? refusalReply(new Refusal(503, 'unavailable')) : htmlReply(status, 'Server Error');

const microseconds = (ms: number): string => String(Math.floor(ms * 1_000));

const stamped = (reply: SandboxReply, inTime: number, outTime: number): SandboxReply => ({
  ...reply,
  headers: {
    ...reply.headers,
    'request-in-time': microseconds(inTime),
    'request-out-time': microseconds(outTime),
  },
});

function keyRefusal(fault: KeyFault, request: SandboxRequest, clock: Clock): Refusal {
  if (fault === 'unknownKey') return new Refusal(401, 'invalid_api_key');
  if (fault === 'wrongSignature') return new Refusal(401, 'invalid_signature');
  const context = {
    request_time: Number(request.headers.timestamp),
    server_time: Math.floor(clock.now() / 1_000),
  };
  return new Refusal(401, 'expired_signature', context);
}

function targetParts(target: string): { readonly pathname: string; readonly query: string } {
  const mark = target.indexOf('?');
  return mark === -1
    ? { pathname: target, query: '' }
    : { pathname: target.slice(0, mark), query: target.slice(mark + 1) };
}

function queryOf(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    if (value === '') throw schemaRefusal(`${name} is empty`, name);
    query[name] = value;
  }
  return query;
}

function bodyOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    invariant(error instanceof Error, 'JSON.parse throws errors');
    throw schemaRefusal(`Invalid JSON: ${error.message}`);
  }
}
