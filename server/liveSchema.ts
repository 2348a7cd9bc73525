import { type DeltaHosts, deltaHosts } from './delta/hosts.ts';

/** The tables of a live market: candles of a testnet or of a made-up exchange never mix with real ones. */
export function liveSchema(hosts: DeltaHosts): string {
  if (hosts.rest === deltaHosts.india.rest) return 'public';
  if (hosts.rest === deltaHosts['india-testnet'].rest) return 'testnet';
  return `sandbox_${new URL(hosts.rest).port}`;
}
