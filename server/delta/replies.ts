import { type ErrorKind, TradingError } from '#shared/errors.ts';
import type { HttpReply } from './transport.ts';
import { isRecord } from './wireValues.ts';

/** What was asked, for the words of an error: "GET /v2/products" of "Delta Exchange India". */
export interface Asked {
  readonly venue: string;
  readonly call: string;
}

/** What a reply of success holds. */
export interface Answer {
  readonly result: unknown;
  /** Cursor of the next page; null: there is none. */
  readonly after: string | null;
}

/** The content of a reply; throws a `TradingError` that tells the venue's code, never the body. */
export function readReply(reply: HttpReply, asked: Asked): Answer {
  const body = parseBody(reply.body);
  if (reply.status === 429) throw failure(asked, reply, { kind: 'transient', code: 'rate_limit_exceeded' });
  if (!isRecord(body)) throw failure(asked, reply, unreadable(reply));
  if (reply.status >= 200 && reply.status < 300 && body.success === true && body.result !== undefined)
    return { result: body.result, after: cursorOf(body.meta) };
  const code = errorCode(body.error);
  if (code === null) throw failure(asked, reply, unreadable(reply));
  throw failure(asked, reply, { kind: kindOf(reply.status, code), code });
}

/**
 * The venue's error code as words joined by "_", whatever it is wrapped in and however it is spelt: "SignatureExpired",
 * "Signature Mismatch" and "signature_mismatch" come in all places. null: there is none.
 */
function errorCode(error: unknown): string | null {
  const text = isRecord(error) ? error.code : error;
  if (typeof text !== 'string') return null;
  const code = text
    .slice(0, 80)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return code === '' ? null : code;
}

/** Milliseconds until requests are counted anew, as a reply with 429 says. */
export function resetMs(reply: HttpReply): number {
  const text = reply.headers['x-rate-limit-reset'];
  const ms = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(ms) && ms >= 0 && text?.trim() !== '' ? ms : unnamedResetMs;
}

const unnamedResetMs = 60_000;

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function cursorOf(meta: unknown): string | null {
  const after = isRecord(meta) ? meta.after : null;
  if (typeof after === 'number') return String(after);
  return typeof after === 'string' && after !== '' ? after : null;
}

/** No envelope: the network in front of the venue answers in HTML, or something was cut off. */
function unreadable(reply: HttpReply): { kind: ErrorKind; code: string } {
  if (reply.status >= 300 && reply.status < 400) return { kind: 'config', code: 'redirected' };
  return { kind: 'transient', code: 'unreadable' };
}

function kindOf(status: number, code: string): ErrorKind {
  if (status >= 500 || status === 408 || status < 300) return 'transient';
  return transientCodes.includes(code) ? 'transient' : 'rejected';
}

const transientCodes: readonly string[] = [
  'rate_limit_exceeded',
  'unavailable',
  'maintenance',
  'under_maintenance',
  'internal_server_error',
];

const failure = (asked: Asked, reply: HttpReply, { kind, code }: { kind: ErrorKind; code: string }) =>
  new TradingError(kind, `delta.${code}`, `${asked.venue} ${wordsOf(reply, code)} to ${asked.call}.`, {
    context: { status: reply.status },
  });

function wordsOf(reply: HttpReply, code: string): string {
  if (reply.status === 429) return 'said that there were too many requests (429)';
  if (code === 'redirected') return `pointed elsewhere (${reply.status}), which is not followed,`;
  if (code === 'unreadable') return `gave an answer that cannot be read (${reply.status})`;
  return `answered "${code}" (${reply.status})`;
}
