import { useEffect, useState, useSyncExternalStore } from 'react';
import type { UnixMs } from '#shared/market/candle.ts';
import type { StoredStatus } from './db.ts';
import type { Connection } from './liveConnection.ts';
import { live } from './local.ts';
import { useStoredStatus } from './useStatus.ts';

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

/** Server now, renewed every second (four times as often when its clock runs faster); null until first heard of. */
export function useServerNow(): UnixMs | null {
  const stored = useStoredStatus();
  const { state } = useConnection();
  const rate = stored?.status.rate ?? 0;
  const [, tick] = useState(0);
  useEffect(() => {
    if (rate === 0) return;
    const timer = setInterval(() => tick((n) => n + 1), rate > 1 ? 250 : 1_000);
    return () => clearInterval(timer);
  }, [rate]);
  return stored ? serverTime(stored, { wall: Date.now(), connection: state }) : null;
}

export function useConnection(): Connection {
  return useSyncExternalStore(live.subscribe, () => live.connection);
}
