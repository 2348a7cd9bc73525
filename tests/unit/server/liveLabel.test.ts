import { expect, it } from 'vitest';
import { hostsNamed } from '#server/delta/hosts.ts';
import { liveLabel } from '#server/liveLabel.ts';

it.each([
  ['india', 'DELTA'],
  ['india-testnet', 'TESTNET'],
  ['http://127.0.0.1:4390', 'SANDBOX'],
])('calls the market of %s %s', (name, label) => {
  const hosts = hostsNamed(name);
  expect(hosts && liveLabel(hosts)).toBe(label);
});
