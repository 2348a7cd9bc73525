import { createHash } from 'node:crypto';
import { type DeltaHosts, deltaHosts } from './delta/hosts.ts';

/** Live candles lie in `public`, beside the imported ones; what is not the real market never mixes with them. */
export function liveSchema(hosts: DeltaHosts): string {
  if (hosts === deltaHosts.india) return 'public';
  if (hosts === deltaHosts['india-testnet']) return 'delta_testnet';
  return `exchange_${createHash('sha256').update(hosts.rest).digest('hex').slice(0, 16)}`;
}
