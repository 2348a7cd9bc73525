import type { Answer, Rejection } from './rejection.ts';
import type { SandboxReply } from './sandbox.ts';

/** A refusal that reaches the caller as `{"success":false,"error":{"code":...,"context":...}}`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly context: Readonly<Record<string, unknown>> | null;

  constructor(status: number, code: string, context: Readonly<Record<string, unknown>> | null = null) {
    super(code);
    this.status = status;
    this.code = code;
    this.context = context;
  }
}

/** What the venue answers when a field is missing or is not what it should be. */
export const schemaRefusal = (message: string, param = ''): Refusal =>
  new Refusal(400, 'bad_schema', {
    schema_errors: [{ code: 'validation_error', message, param }],
  });

const statuses: Partial<Readonly<Record<Rejection['code'], number>>> = {
  open_order_not_found: 404,
  unavailable: 503,
};

/** The value, or a refusal with the status that the venue gives the code. */
export function granted<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value;
  const { code, context } = answer.rejection;
  const isBare = Object.keys(context).length === 0;
  throw new Refusal(statuses[code] ?? 400, code, isBare ? null : context);
}

const json = { 'content-type': 'application/json; charset=utf-8' };

export const jsonReply = (status: number, content: unknown): SandboxReply => ({
  status,
  headers: json,
  body: JSON.stringify(content),
});

/** Where the next page begins, and the one before. */
export interface PageMeta {
  readonly after: string | null;
  readonly before: string | null;
  readonly limit?: number;
  readonly total_count?: number;
}

export const successReply = (result: unknown, meta?: Readonly<Record<string, unknown>> | PageMeta) =>
  jsonReply(200, meta === undefined ? { success: true, result } : { success: true, result, meta });

export const refusalReply = ({ status, code, context }: Refusal): SandboxReply =>
  jsonReply(status, {
    success: false,
    error: context === null ? { code } : { code, context },
  });

/** The other form: the error is a plain word, as for a request without any signature. */
export const wordReply = (status: number, error: string): SandboxReply =>
  jsonReply(status, { error, success: false });

/** The network in front of the exchange answers pages, not JSON. */
export const htmlReply = (status: number, title: string): SandboxReply => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
});

export const throttledReply = (resetMs: number): SandboxReply => {
  const reply = jsonReply(429, { success: false, error: { code: 'rate_limit_exceeded' } });
  return { ...reply, headers: { ...reply.headers, 'x-rate-limit-reset': String(resetMs) } };
};

/** The same refusal as other pages of the venue's documents spell it. */
export const otherwiseSpelled = ({ status, code, context }: Refusal): Refusal =>
  new Refusal(status, otherSpellings.get(code) ?? camelCased(code), context);

const otherSpellings: ReadonlyMap<string, string> = new Map([
  ['expired_signature', 'SignatureExpired'],
  ['invalid_signature', 'Signature Mismatch'],
]);

const camelCased = (code: string): string =>
  code
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
