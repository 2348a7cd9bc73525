import { expect, it } from 'vitest';
import { deltaHosts, hostsNamed, sandboxHosts } from '#server/delta/hosts.ts';

it('knows the environments by name and a sandbox by its URL', () => {
  expect(hostsNamed('india')).toBe(deltaHosts.india);
  expect(hostsNamed('india-testnet')).toBe(deltaHosts['india-testnet']);
  expect(hostsNamed('http://localhost:4390/')).toEqual({
    name: 'Sandbox exchange',
    rest: 'http://localhost:4390',
    privateSocket: 'ws://localhost:4390/private',
    publicSocket: 'ws://localhost:4390/public',
  });
});

it('speaks to the venue over TLS alone', () => {
  for (const hosts of Object.values(deltaHosts)) {
    expect(hosts.rest).toMatch(/^https:\/\/[^/]+$/);
    expect(hosts.privateSocket).toMatch(/^wss:\/\/[^/]+$/);
    expect(hosts.publicSocket).toMatch(/^wss:\/\/[^/]+$/);
  }
});

it.each([
  'global',
  'toString',
  '',
  'http://10.0.0.1:4390',
  'https://127.0.0.1:4390',
  'http://127.0.0.1.example.com',
  'http://user@127.0.0.1:4390',
  'http://127.0.0.1:4390/v2',
])('takes %j for no place', (text) => {
  expect(hostsNamed(text)).toBeNull();
  expect(() => sandboxHosts(text)).toThrow('expected one of this machine');
});
