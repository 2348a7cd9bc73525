import type { HttpReply, HttpRequest } from './transport.ts';

/** The whole list of products is well below. */
const mostBytes = 16 * 1024 * 1024;

/** One request over HTTP; redirects are not followed. Rejects with an `Error` in words when no complete reply came. */
export async function sendHttp(request: HttpRequest): Promise<HttpReply> {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeoutMs),
    });
    const body = await readBody(response);
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  } catch (error) {
    throw new Error(wordsOf(error, request.timeoutMs), { cause: error });
  }
}

async function readBody(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new Error(`the reply is larger than ${mostBytes / 1024 / 1024} MB`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `fetch` says "fetch failed" and hides the reason in its cause. */
function wordsOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} seconds`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause ? String(cause.code) : cause.name;
  return knownReasons[code] ?? (cause.message || code);
}

const knownReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ENOTFOUND: 'its name is not known (is this machine online?)',
  EAI_AGAIN: 'its name could not be looked up (is this machine online?)',
  ENETUNREACH: 'there is no way to it (is this machine online?)',
};
