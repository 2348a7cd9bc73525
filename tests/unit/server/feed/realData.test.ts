import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CandleFile, readCandleFile } from '#server/feed/candleFile.ts';
import { fileOptions } from '#server/feed/historyImport.ts';
import { readSymbols, symbolsFile } from '#server/symbolConfig.ts';
import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';

const data = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const isThere = existsSync(data);
const skipped = isThere ? '' : ' (skipped: no recorded candles in ../shared/data)';

async function read(path: string): Promise<CandleFile> {
  const specs = await readSymbols(symbolsFile);
  return await readCandleFile(
    join(data, path),
    fileOptions({ symbol: null, timeframe: null, timeZone: 'UTC', specs }),
  );
}
const missing = ({ gaps }: CandleFile) => gaps.reduce((sum, gap) => sum + gap.missing, 0);

describe.skipIf(!isThere)(`real candles${skipped}`, () => {
  it('are all read without a fault, none of them twice', async () => {
    const files = ['crypto', 'forex'].flatMap((folder) =>
      readdirSync(join(data, folder)).map((name) => join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(25);
    for (const path of files) {
      const file = await read(path);
      expect([path, file.faults.length, file.duplicates]).toEqual([path, 0, 0]);
      expect(seriesLength(file.series)).toBe(file.rows);
      if (path.startsWith('crypto')) expect([path, missing(file)]).toEqual([path, 0]);
    }
  });

  it.each([
    ['1m', 43_199],
    ['5m', 8_639],
    ['15m', 2_879],
    ['1h', 719],
    ['4h', 179],
  ])('hold DOGE on %s in the number that is known', async (timeframe, rows) => {
    const file = await read(`crypto/bybit-DOGEUSDT-${timeframe}.csv.gz`);
    expect([file.series.symbol, file.series.timeframe, file.rows]).toEqual(['DOGEUSDT', timeframe, rows]);
  });

  it('have no gaps where only weekends and the daily pause are missing', async () => {
    expect((await read('forex/EURUSD-M5-2026.csv.gz')).gaps).toEqual([]);
    expect((await read('forex/EURUSD-M5-2025H1.csv.gz')).gaps).toEqual([]);
    expect((await read('forex/USDJPY-M5-2026.csv.gz')).gaps).toEqual([]);
  });

  it('show holidays as gaps', async () => {
    const { gaps } = await read('forex/EURUSD-M15-2024.csv.gz');
    const christmas = { after: Date.UTC(2024, 11, 24, 22), before: Date.UTC(2024, 11, 25, 22), missing: 92 };
    expect(gaps).toContainEqual(christmas);
    const gold = await read('forex/XAUUSD-M5-2025H1.csv.gz');
    const goodFriday = { after: Date.UTC(2025, 3, 17, 20, 55), before: Date.UTC(2025, 3, 20, 22) };
    expect(gold.gaps).toContainEqual(expect.objectContaining(goodFriday));
    expect(gold.gaps).toHaveLength(5);
  });

  it('are reported as they are where they are dirty', async () => {
    const file = await read('forex/USDCAD-M5-2026-dirty.csv.gz');
    const silent = Array.from({ length: file.rows }, (_, index) => candleAt(file.series, index).volume);
    expect(new Set(silent)).toEqual(new Set([0]));
    expect([file.rows, file.gaps.length]).toEqual([16_834, 17]);
  });
});
