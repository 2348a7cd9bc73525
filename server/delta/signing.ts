import { createHmac } from 'node:crypto';
import type { Secret } from './secret.ts';

export interface Signable {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Unix seconds, as sent; the venue takes it for 5 seconds. */
  readonly timestamp: string;
  /** Path with "/v2" and query, percent-encoded exactly as sent: "/v2/orders?states=open%2Cpending". */
  readonly target: string;
  /** Exactly as sent; empty for none. */
  readonly body: string;
}

/** Of a request over REST, in lower-case hex: sign and send the very same text, anew for every try. */
export const signRequest = (secret: Secret, { method, timestamp, target, body }: Signable): string =>
  sign(secret, `${method}${timestamp}${target}${body}`);

/** Of the message that opens the account channels of a socket. */
export const signSocket = (secret: Secret, timestamp: string): string => sign(secret, `GET${timestamp}/live`);

const sign = (secret: Secret, text: string): string =>
  createHmac('sha256', secret.reveal()).update(text, 'utf8').digest('hex');
