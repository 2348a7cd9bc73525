import { createHmac } from 'node:crypto';
import type { Sandbox, SandboxRequest } from '#server/exchange/sandbox.ts';

interface SigningKey {
  readonly key: string;
  readonly secret: string;
}

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, else text. */
  readonly body: unknown;
}

export interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  readonly key?: SigningKey;
  readonly headers?: Readonly<Record<string, string>>;
  readonly address?: string;
}

/** As every request comes that is somebody's. */
const usualHeaders = { 'user-agent': 'test', 'content-type': 'application/json' };

export const hexHmac = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

export function requestTo(now: number, target: string, ask: Ask = {}): SandboxRequest {
  const { method = 'GET', key, headers = {}, address = '127.0.0.1' } = ask;
  const body = ask.body === undefined ? '' : JSON.stringify(ask.body);
  const timestamp = String(Math.floor(now / 1_000));
  const signed =
    key === undefined
      ? {}
      : {
          'api-key': key.key,
          timestamp,
          signature: hexHmac(key.secret, `${method}${timestamp}${target}${body}`),
        };
  return { method, target, body, address, headers: { ...usualHeaders, ...signed, ...headers } };
}

/** Asks at once, signed when a key is given; "dropped" where no reply comes. */
export async function askSandbox(
  sandbox: Pick<Sandbox, 'request'>,
  request: SandboxRequest,
): Promise<Asked | 'dropped'> {
  const answer = await sandbox.request(request);
  if (answer === 'dropped') return answer;
  const isJson = answer.headers['content-type']?.startsWith('application/json') ?? false;
  return { ...answer, body: isJson ? JSON.parse(answer.body) : answer.body };
}
