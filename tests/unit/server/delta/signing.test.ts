import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from '#server/delta/secret.ts';
import { signRequest, signSocket } from '#server/delta/signing.ts';

const secret = new Secret('test-secret-of-our-own');
const hmac = (text: string) => createHmac('sha256', 'test-secret-of-our-own').update(text).digest('hex');

it('signs what is sent, to the letter', () => {
  const order = {
    method: 'POST',
    timestamp: '1790000000',
    target: '/v2/orders',
    body: '{"size":3}',
  } as const;
  expect(signRequest(secret, order)).toBe(hmac('POST1790000000/v2/orders{"size":3}'));
  // Worked out once with another tool, so that both sides of the line above cannot be wrong together.
  expect(signRequest(secret, order)).toBe('3e9d24847c03f52d16d81b6dcfab4c3194c7b5664b3678cee40c61d2f79e41d4');
  const query = {
    method: 'GET',
    timestamp: '1790000000',
    target: '/v2/orders?states=open%2Cpending',
    body: '',
  } as const;
  expect(signRequest(secret, query)).toBe('0a272efa765932b98d7883f8d7b1319bb0b39a1841a0db7ff0cbffa92b69aaf7');
  expect(signRequest(secret, { ...query, timestamp: '1790000001' })).not.toBe(signRequest(secret, query));
});

it('signs the message that opens the account channels', () => {
  expect(signSocket(secret, '1790000000')).toBe(
    '3718d17e4c7273d0e86f7bb21060db4c2e13aeb6a691539ebd51de558da356fa',
  );
});

it('shows a secret to nobody who does not ask for it', () => {
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: { secret } }),
    Object.values(secret).join(),
  ];
  for (const text of shown) expect(text).not.toContain('test-secret');
  expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
  expect(secret.reveal()).toBe('test-secret-of-our-own');
});
