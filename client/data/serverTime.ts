import type { UnixMs } from '#shared/market/candle.ts';
import type { StoredStatus } from './db.ts';
import type { Connection } from './liveConnection.ts';

/**
 * The server's time at a moment of this device's wall clock. A replay's clock is carried on only while connected:
 * without the server nobody knows how far it ran, and at its speed a guess is hours off after a minute.
 */
export function serverTime(
  { status, receivedAt }: StoredStatus,
  at: { readonly wall: UnixMs; readonly connection: Connection['state'] },
): UnixMs {
  const isKnown = at.connection === 'online' || status.rate === 1;
  return status.now + (isKnown ? Math.max(0, at.wall - receivedAt) * status.rate : 0);
}
