import { expect, it } from 'vitest';
import { refused, unanswered } from '#server/feed/ccxtWords.ts';

it('says who does not answer and why, and not what was asked for', () => {
  const away =
    'kraken GET https://api.kraken.com/0/public/Assets fetch failed: getaddrinfo ENOTFOUND api.kraken.com';
  expect(unanswered('Kraken', away)).toBe(
    'Kraken does not answer: fetch failed: getaddrinfo ENOTFOUND api.kraken.com.',
  );
  expect(unanswered('Kraken', 'Timed out.')).toBe('Kraken does not answer: Timed out.');
});

it('keeps the beginning of replies alone', () => {
  const page = 'x'.repeat(10_000);
  expect(unanswered('Kraken', page).length).toBeLessThan(200);
  expect(refused('Kraken', page).length).toBeLessThan(200);
  expect(refused('Kraken', 'no such market')).toBe('Kraken: no such market');
});
