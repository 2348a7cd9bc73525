import { type LiveMessage, liveMessageSchema } from '#shared/sync/live.ts';

interface Heard {
  /** What the browser would resume from after this message. */
  readonly id: string | null;
  readonly message: LiveMessage;
}

/** Reads the live stream as a browser's EventSource would, every message checked against its schema. */
export async function* listen(
  url: string,
  options: { readonly lastEventId: string | null; readonly signal: AbortSignal },
): AsyncGenerator<Heard, void> {
  const input = encodeURIComponent(JSON.stringify({ lastEventId: options.lastEventId }));
  const response = await fetch(`${url}/trpc/facts.live?input=${input}`, {
    headers: { accept: 'text/event-stream' },
    signal: options.signal,
  });
  if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const heard = parseFrame(frame);
      if (heard) yield heard;
    }
  }
}

function parseFrame(frame: string): Heard | null {
  const field = (name: string) =>
    frame
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null;
  const data = field('data');
  // Frames with an event name are the protocol's own: connected, ping, return.
  if (data === null || data === '' || field('event') !== null) return null;
  return { id: field('id'), message: liveMessageSchema.parse(JSON.parse(data)) };
}
