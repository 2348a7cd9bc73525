import { useEffect, useState, useSyncExternalStore } from 'react';
import type { UnixMs } from '#shared/market/candle.ts';
import type { Connection } from './liveConnection.ts';
import { live } from './local.ts';
import { serverTime } from './serverTime.ts';
import { useStoredStatus } from './useStatus.ts';

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
