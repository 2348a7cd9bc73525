import { createHmac, timingSafeEqual } from 'node:crypto';

/** Lower-case hex HMAC-SHA256 of `prehash`: method, timestamp, path with query, body, one after the other. */
export const signatureOf = (secret: string, prehash: string): string =>
  createHmac('sha256', secret).update(prehash).digest('hex');

export function isSignedBy(secret: string, prehash: string, signature: string): boolean {
  const expected = Buffer.from(signatureOf(secret, prehash));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
