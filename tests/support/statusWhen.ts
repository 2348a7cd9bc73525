import type { Status } from '#shared/sync/status.ts';
import { listen } from './eventStream.ts';
import type { Breaker } from './process.ts';

/** The first status on the live stream for which it is so. */
export async function statusWhen({ url }: Breaker, isSo: (status: Status) => boolean): Promise<Status> {
  const stop = new AbortController();
  let found: Status | null = null;
  for await (const { message } of listen(url, { lastEventId: '0', signal: stop.signal })) {
    if (message.type === 'status' && isSo(message.status)) found = message.status;
    if (found !== null) break;
  }
  stop.abort();
  if (found === null) throw new Error('the stream ended before it was so');
  return found;
}
