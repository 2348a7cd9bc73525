import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runSmc } from '#server/smc.ts';
import { readSmcCommand } from '#server/smcOptions.ts';

const input = fileURLToPath(new URL('../../fixtures/trading/frames-40.csv', import.meta.url));

async function explained(...argv: readonly string[]): Promise<readonly string[]> {
  let text = '';
  await runSmc(['--input', input, '--symbol', 'EURUSD', ...argv], async (piece) => {
    text += piece;
    return true;
  });
  return text.trimEnd().split('\n');
}
const m5 = ['--timeframe', '5m'];

it('says which gate was closed at the last close up to a time', async () => {
  const lines = await explained(...m5, '--explain', '2025-03-10T06:07Z');
  expect(lines[0]).toBe(
    'EURUSD 5m, human-trained, close of 2025-03-10 06:05 UTC: no signal, closed by "atr"',
  );
  expect(lines[1]).toMatch(/^ {2}closed {2}atr {2}M5 ATR 0\.00\d+, not yet over its full length\.$/);
});

it('looks back over a weekend to the last close before it', async () => {
  const [line] = await explained(...m5, '--explain', '2025-03-08T12:00Z');
  expect(line).toContain('close of 2025-03-07 18:05 UTC');
});

it('refuses times without candles, and candles that are not M5', async () => {
  await expect(explained(...m5, '--explain', '2025-03-01T00:00Z')).rejects.toThrow(
    '--explain 2025-03-01 00:00 UTC: the candles close 2025-03-06 23:05 UTC to 2025-03-10 07:40 UTC',
  );
  await expect(explained(...m5, '--explain', '2025-03-10T07:45Z')).rejects.toThrow('the candles close');
  await expect(explained('--timeframe', '1m', '--explain', '2025-03-10T06:07Z')).rejects.toThrow(
    '--explain needs 5m candles, these are 1m',
  );
});

it('is an option that stands alone', () => {
  const read = (options: string) => readSmcCommand(['--input', 'a.csv', ...options.split(' ')]);
  expect(read('--explain 2026-03-04T10:15Z --spread 0.0002')).toMatchObject({
    explain: { at: Date.UTC(2026, 2, 4, 10, 15), spread: '0.0002' },
  });
  expect(readSmcCommand(['--input', 'a.csv'])).toMatchObject({ explain: null });
  expect(() => read('--explain soon')).toThrow('--explain is "soon", expected a time like 2026-03-04T10:15Z');
  expect(read('--explain 2026-03-04T10:15Z')).toMatchObject({ explain: { spread: null } });
  expect(() => read('--explain 2026-03-04 --spread much')).toThrow('--spread is "much"');
  expect(() => read('--explain 2026-03-04 --higher 4h')).toThrow('no --higher, no --pine');
});
