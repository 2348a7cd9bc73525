import { expect, it } from 'vitest';
import { type ApiKey, KeyRing, makeKey, secretTexts } from '#server/exchange/keyRing.ts';
import { isSignedBy, signatureOf } from '#server/exchange/signature.ts';
import { SimTime } from '../../../support/simTime.ts';

const secret = 'sandbox-secret-of-the-vectors';

/** Made with `printf '%s' "<prehash>" | openssl dgst -sha256 -hmac sandbox-secret-of-the-vectors`. */
const vectors = [
  [
    'GET1790000000/v2/orders?product_ids=27%2C14823&states=open,pending',
    '4e84b0add51d6547ccf263a80cc4fdb6ac7354ce93a8315fc72a194481ca7460',
  ],
  [
    'POST1790000000/v2/orders{"product_symbol":"SOLUSD","size":3,"side":"buy","order_type":"market_order"}',
    '9a315072d172c0bdf403874d0a71acab0fe9d13b01bd05e27633ba45ead85177',
  ],
  [
    'DELETE1790000001/v2/orders{"id":9001,"product_id":14823}',
    '5e1c790b60c96554b9ce4a09cbbd6da809e645130d0a35b9cee6ab848be8d3e6',
  ],
  ['GET1790000000/live', '414c577d4aa309a51058a5f6abf178b9638b09c02cd664a3690badbd7c4fc205'],
] as const;

it.each(vectors)('signs %s as OpenSSL does', (prehash, signature) => {
  expect(signatureOf(secret, prehash)).toBe(signature);
  expect(isSignedBy(secret, prehash, signature)).toBe(true);
});

it('takes a signature for one method, time, path, query, body and secret alone', () => {
  const prehash = 'GET1790000000/v2/fills?page_size=50';
  const signature = signatureOf(secret, prehash);
  for (const other of [
    'PUT1790000000/v2/fills?page_size=50',
    'GET1790000001/v2/fills?page_size=50',
    'GET1790000000/v2/fill?page_size=50',
    'GET1790000000/v2/fills?page_size=51',
    'GET1790000000/v2/fills?page_size=50{}',
  ])
    expect(isSignedBy(secret, other, signature), other).toBe(false);
  expect(isSignedBy(`${secret}x`, prehash, signature)).toBe(false);
  expect(isSignedBy(secret, prehash, signature.toUpperCase())).toBe(false);
  expect(isSignedBy(secret, prehash, '')).toBe(false);
});

const key: ApiKey = { accountId: 1, name: 'alpha', key: 'K', secret, mayTrade: true };
const startSeconds = 1_790_000_000;

function judged(offsetSeconds: number) {
  const time = new SimTime(startSeconds * 1_000);
  const timestamp = String(startSeconds + offsetSeconds);
  const prehash = `GET${timestamp}/v2/fills`;
  return new KeyRing([key], time).judge({
    key: 'K',
    timestamp,
    prehash,
    signature: signatureOf(secret, prehash),
  });
}

it('takes what was signed within five seconds of its clock, to the second', () => {
  expect([-6, -5, 0, 5, 6].map(judged)).toEqual(['expired', key, key, key, 'expired']);
});

it('gives a clock that runs faster as much more of its own time, and a slower one no less', () => {
  const judgedAt = (rate: number, offsetSeconds: number) => {
    const clock = { rate, now: () => startSeconds * 1_000, after: () => () => {} };
    const timestamp = String(startSeconds + offsetSeconds);
    const prehash = `GET${timestamp}/v2/fills`;
    const signed = { key: 'K', timestamp, prehash, signature: signatureOf(secret, prehash) };
    return new KeyRing([key], clock).judge(signed);
  };
  expect([judgedAt(60, -300), judgedAt(60, -301)]).toEqual([key, 'expired']);
  expect([judgedAt(0, -5), judgedAt(0.5, -5), judgedAt(0.5, -6)]).toEqual([key, key, 'expired']);
});

it('knows an unknown key before it looks at anything else', () => {
  const ring = new KeyRing([key], new SimTime(0));
  expect(ring.judge({ key: 'X', timestamp: 'soon', prehash: '', signature: '' })).toBe('unknownKey');
  expect(ring.judge({ key: 'K', timestamp: 'soon', prehash: '', signature: '' })).toBe('expired');
});

it('makes the same keys from the same seed, others from another, and never the same without one', () => {
  const made = (seed: number | null) => {
    const text = secretTexts(seed);
    return [1, 2].map((accountId) => makeKey({ accountId, name: 'alpha', mayTrade: true }, text));
  };
  expect(made(1)).toEqual(made(1));
  expect(made(1)).not.toEqual(made(2));
  const all = [...made(1), ...made(2), ...made(null), ...made(null)].flatMap((one) => [one.key, one.secret]);
  expect(new Set(all).size).toBe(all.length);
  for (const text of all) expect(text).toMatch(/^[A-Za-z0-9]{30,60}$/);
});
