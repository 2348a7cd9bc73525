import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { jsonReply } from './envelope.ts';
import type { FaultBook } from './faultBook.ts';
import { faultSchema, faultScriptSchema } from './faultSchema.ts';
import type { Exchange } from './model.ts';
import type { SandboxReply, SandboxRequest } from './sandbox.ts';

/** Everything below it belongs to whoever started the exchange. */
export const adminPath = '/admin';

interface AdminDoorOptions {
  readonly exchange: Exchange;
  readonly faults: FaultBook;
  readonly token: string;
}

/**
 * `GET /admin/faults` lists, `POST /admin/faults` takes one fault or a script, `DELETE /admin/faults[/<id>]` takes back;
 * `GET /admin/status` tells how the market stands. All with `Authorization: Bearer <token>`.
 */
export function adminAnswer(
  { exchange, faults, token }: AdminDoorOptions,
  request: SandboxRequest,
): SandboxReply {
  if (!isToken(request.headers.authorization ?? '', token))
    return jsonReply(401, { error: 'Expected the admin token: Authorization: Bearer <token>.' });
  const [path = ''] = request.target.split('?');
  const route = `${request.method} ${path}`;
  if (route === 'GET /admin/faults') return jsonReply(200, { faults: faults.list() });
  if (route === 'POST /admin/faults') return inject(faults, request.body);
  if (route === 'DELETE /admin/faults') {
    faults.clear();
    return jsonReply(200, { faults: [] });
  }
  const id = /^DELETE \/admin\/faults\/(\d+)$/.exec(route)?.[1];
  if (id !== undefined)
    return faults.take(Number(id))
      ? jsonReply(200, { faults: faults.list() })
      : jsonReply(404, { error: `There is no fault ${id} any more.` });
  if (route === 'GET /admin/status')
    return jsonReply(200, {
      now: exchange.now(),
      systemStatus: exchange.systemStatus(),
      products: exchange.products().map(({ symbol }) => symbol),
      ledger: exchange.ledger(),
    });
  return jsonReply(404, { error: `${route} is not known here.` });
}

function isToken(header: string, token: string): boolean {
  const given = Buffer.from(header);
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function inject(faults: FaultBook, body: string): SandboxReply {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    return jsonReply(400, { error: 'Expected a fault or a script of faults as JSON.' });
  }
  if (Array.isArray(content)) {
    const script = faultScriptSchema.safeParse(content);
    if (!script.success) return jsonReply(400, { error: z.prettifyError(script.error) });
    faults.play(script.data);
  } else {
    const fault = faultSchema.safeParse(content);
    if (!fault.success) return jsonReply(400, { error: z.prettifyError(fault.error) });
    faults.inject(fault.data);
  }
  return jsonReply(200, { faults: faults.list() });
}
