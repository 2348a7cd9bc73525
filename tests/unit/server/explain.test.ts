import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runSmc } from '#server/smc.ts';
import { readSmcCommand } from '#server/smcOptions.ts';

const input = fileURLToPath(new URL('../../fixtures/trading/frames-40.csv', import.meta.url));

const explained = (...options: readonly string[]) => explainedOf({ path: input, symbol: 'EURUSD' }, options);

async function explainedOf(
  { path, symbol }: { readonly path: string; readonly symbol: string },
  options: readonly string[],
): Promise<readonly string[]> {
  let text = '';
  await runSmc(['--input', path, '--symbol', symbol, ...options], async (piece) => {
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

it('refuses times without candles, and candles of a timeframe that no strategy trades', async () => {
  await expect(explained(...m5, '--explain', '2025-03-01T00:00Z')).rejects.toThrow(
    '--explain 2025-03-01 00:00 UTC: the candles close 2025-03-06 23:05 UTC to 2025-03-10 07:40 UTC',
  );
  await expect(explained(...m5, '--explain', '2025-03-10T07:45Z')).rejects.toThrow('the candles close');
  await expect(explained('--timeframe', '1m', '--explain', '2025-03-10T06:07Z')).rejects.toThrow(
    '--explain needs 5m or 15m candles, these are 1m',
  );
});

it('says of 15m candles what Progressive SMC saw, its zones and its prices', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'explain-'));
  const config = join(folder, 'engine.json');
  writeFileSync(config, '{"atrLength": 5, "pivotLeft": 2, "pivotRight": 2}');
  const blocks40 = fileURLToPath(new URL('../../fixtures/trading/blocks-40.csv', import.meta.url));
  const options = ['--timeframe', '15m', '--config', config];
  const at = (time: string) =>
    explainedOf({ path: blocks40, symbol: 'TESTUSD' }, [...options, '--explain', time]);
  expect(await at('2025-01-01T04:15Z')).toEqual([
    'TESTUSD 15m, progressive-smc, close of 2025-01-01 04:15 UTC: signal',
    '  open    atr    15m ATR 1.592, warm.',
    '  open    entry  The candle came back into a block and closed out of it in its favour.',
    '  open    zone   Breaker 102.4–103.4: short at 100.4, stop 105.0, target 98.0.',
  ]);
  expect((await at('2025-01-01T00:30Z'))[0]).toContain('closed by "atr"');
  rmSync(folder, { recursive: true });
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
