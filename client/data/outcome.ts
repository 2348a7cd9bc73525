import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '#server/rpc/router.ts';

/** What became of a command, in words for the trader. */
export type Outcome =
  | { readonly kind: 'applied' }
  /** Nothing to do: someone was first. */
  | { readonly kind: 'noop'; readonly text: string }
  | { readonly kind: 'refused'; readonly code: string; readonly text: string }
  /** The server did not accept the input: messages by field path, "settings.name". */
  | { readonly kind: 'invalid'; readonly fields: Readonly<Record<string, string>>; readonly text: string }
  /** Whether the server got it is not known; sending it again is safe. */
  | { readonly kind: 'unsent'; readonly text: string };

const isOurs = (error: unknown): error is TRPCClientError<AppRouter> => error instanceof TRPCClientError;

/** What the server said when a call failed; null when nothing came back. */
export const answerOf = (error: unknown): string | null =>
  isOurs(error) && error.data ? error.message : null;

/** An answer of the server carries `data`; without it nothing came back. */
export function outcomeOf(error: unknown): Outcome {
  const data = isOurs(error) ? error.data : null;
  if (!isOurs(error) || !data) {
    return { kind: 'unsent', text: 'No answer from the server. Try again: sending twice is safe.' };
  }
  if ('fields' in data) {
    const fields = Object.fromEntries(data.fields.map(({ path, message }) => [path, message]));
    return { kind: 'invalid', fields, text: error.message };
  }
  return { kind: 'refused', code: 'reason' in data ? data.reason : data.code, text: error.message };
}
