import { type LiveMessage, liveMessageSchema } from '#shared/sync/live.ts';

/** Calls `each` with every message of the live stream until it answers true. */
export async function followLive(url: string, each: (message: LiveMessage) => boolean): Promise<void> {
  const stop = new AbortController();
  const input = encodeURIComponent(JSON.stringify({ lastEventId: '0' }));
  const response = await fetch(`${url}/trpc/facts.live?input=${input}`, {
    headers: { accept: 'text/event-stream' },
    signal: stop.signal,
  });
  if (!response.body) throw new Error('the stream has no body');
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    if (frames.some((frame) => isLast(frame, each))) break;
  }
  stop.abort();
}

function isLast(frame: string, each: (message: LiveMessage) => boolean): boolean {
  const data = /^data: (\{.*"type".*\})$/m.exec(frame)?.[1];
  return data !== undefined && each(liveMessageSchema.parse(JSON.parse(data)));
}
