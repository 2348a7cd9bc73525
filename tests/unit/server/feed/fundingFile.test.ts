import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rateProblem, readFundingFile } from '#server/feed/fundingFile.ts';
import { TradingError } from '#shared/errors.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'funding-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (...lines: string[]) => {
  const path = join(folder, 'funding.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return readFundingFile(path);
};

describe('a file of funding rates', () => {
  it('gives the payments of each symbol in the order of time', async () => {
    const rates = await read(
      'time,symbol,rate',
      '2025-01-01T08:00Z,BTCUSDT,0.0001',
      '1735689600,btcusdt,-2.5e-5',
      '2025-01-01T00:00Z,ETHUSDT,0',
    );
    expect([...rates.keys()]).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(rates.get('BTCUSDT')).toEqual([
      { at: Date.UTC(2025, 0, 1), rate: '-0.000025' },
      { at: Date.UTC(2025, 0, 1, 8), rate: '0.0001' },
    ]);
  });

  it('is read as venues write it, and without a header', async () => {
    const named = await read('symbol,fundingTime,fundingRate,mark', 'SOLUSDT,1735689600000,0.0001,190');
    const bare = await read('1735689600,SOLUSDT,0.0001');
    expect(named).toEqual(bare);
    expect(bare.get('SOLUSDT')).toEqual([{ at: Date.UTC(2025, 0, 1), rate: '0.0001' }]);
  });

  it.each([
    [['time,symbol,rate'], 'holds no rates, expected rows of time, symbol, rate'],
    [['soon,BTCUSDT,0.0001'], 'line 1: time is "soon", expected a date or epoch seconds.'],
    [['1735689600,,0.0001'], 'line 1: symbol is missing, expected one like BTCUSDT.'],
    [['1735689600,BTCUSDT,0.01 %'], 'line 1: rate is "0.01 %", expected a fraction, like 0.0001 for 0.01 %.'],
    [['1735689600,BTCUSDT,0.1'], 'line 1: rate is "0.1", that is 10 %: expected a fraction'],
    [['1735689600,BTCUSDT'], 'line 1: the row has 2 columns, expected time, symbol and rate.'],
    [
      ['1735689600,BTCUSDT,0.0001', '2025-01-01,BTCUSDT,0.0002'],
      'line 2: BTCUSDT has a rate for 2025-01-01 00:00 already.',
    ],
  ])('is refused: %s', async (lines, message) => {
    const refused = await read(...lines).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TradingError);
    expect(refused instanceof Error && refused.message).toContain(message);
  });
});

it('a rate of up to five percent is a fraction', () => {
  expect(rateProblem('0.05')).toBeNull();
  expect(rateProblem('-0.0501')).toContain('that is -5.01 %');
  expect(rateProblem('')).toContain('expected a fraction');
});
