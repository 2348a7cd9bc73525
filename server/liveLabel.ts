import { type DeltaHosts, deltaHosts } from './delta/hosts.ts';

/** The word of the status strip: prices of anything but the real market are never called by its name. */
export function liveLabel(hosts: DeltaHosts): 'DELTA' | 'TESTNET' | 'SANDBOX' {
  if (hosts === deltaHosts.india) return 'DELTA';
  return hosts === deltaHosts['india-testnet'] ? 'TESTNET' : 'SANDBOX';
}
