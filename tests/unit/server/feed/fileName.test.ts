import { expect, it } from 'vitest';
import { seriesOfFileName } from '#server/feed/fileName.ts';

it.each([
  ['binance-usdm-SOLUSDT-15m.csv.gz', 'SOLUSDT', '15m'],
  ['EURUSD-M15-2026.csv.gz', 'EURUSD', '15m'],
  ['EURUSD-M5-2025H1.csv.gz', 'EURUSD', '5m'],
  ['USDCAD-M5-2026-dirty.csv.gz', 'USDCAD', '5m'],
  ['BTCUSD_5.csv', 'BTCUSD', '5m'],
  ['XAUUSD60.csv', 'XAUUSD', '1h'],
  ['EURUSDM15.csv', 'EURUSD', '15m'],
  ['EURUSD_H4.csv', 'EURUSD', '4h'],
  ['GBPJPY1440.csv', 'GBPJPY', '1d'],
  ['btcusdt_1h.csv', 'BTCUSDT', '1h'],
  ['BINANCE_ETHUSDT, 240.csv', 'ETHUSDT', '4h'],
  ['DOGEUSDT-1d.tsv', 'DOGEUSDT', '1d'],
  ['DOGEUSDT_D.csv', 'DOGEUSDT', '1d'],
  ['EURUSD_M15_202401020000_202412312345.csv', 'EURUSD', '15m'],
  ['SOLUSDT-15m-1.csv', 'SOLUSDT', '15m'],
  ['SOLUSDT.csv', 'SOLUSDT', null],
  ['SOLUSDT-1M.csv', 'SOLUSDT', null],
  ['SOLUSDT-5m-15m.csv', 'SOLUSDT', null],
  ['SOLUSDT-BTCUSDT-5m.csv', null, '5m'],
  ['data.csv', null, null],
  ['candles-15m.csv', null, '15m'],
])('%s: %s %s', (name, symbol, timeframe) => {
  expect(seriesOfFileName(`/some/EURUSD/folder/${name}`, new Set())).toEqual({ symbol, timeframe });
});

it('prefers a symbol that is known', () => {
  expect(seriesOfFileName('NIFTY50-BTCUSD-5m.csv', new Set(['NIFTY50'])).symbol).toBe('NIFTY50');
});
