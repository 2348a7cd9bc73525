import { describe, expect, it } from 'vitest';
import { partFiles } from '#server/tradedFiles.ts';

const named = (...paths: string[]) => paths.map((path) => ({ path, isNamed: true }));
const inFolder = (...paths: string[]) => paths.map((path) => ({ path, isNamed: false }));

describe('the files of a backtest', () => {
  it('are traded on the timeframe of the strategy; shorter candles of the same symbol look inside', () => {
    const files = [
      ...named('SOLUSDT-15m.csv', 'SOLUSDT-5m.csv'),
      ...inFolder('d/BTCUSDT-15m.csv', 'd/BTCUSDT-1m.csv'),
    ];
    expect(partFiles(files, ['15m'], new Set())).toEqual({
      traded: ['SOLUSDT-15m.csv', 'd/BTCUSDT-15m.csv'],
      finer: ['SOLUSDT-5m.csv', 'd/BTCUSDT-1m.csv'],
      left: [],
    });
  });

  it('are traded when somebody named them, whatever their names say', () => {
    const files = named('SOLUSDT-5m.csv', 'candles.csv', 'BTCUSDT-1h.csv', 'BTCUSDT-15m.csv');
    expect(partFiles(files, ['15m'], new Set())).toEqual({
      traded: ['SOLUSDT-5m.csv', 'candles.csv', 'BTCUSDT-1h.csv', 'BTCUSDT-15m.csv'],
      finer: [],
      left: [],
    });
  });

  it('are left out of folders when they are longer, of other symbols, or of nobody knows what', () => {
    const files = inFolder('BTCUSDT-15m.csv', 'BTCUSDT-4h.csv', 'SOLUSDT-5m.csv', 'notes.csv');
    expect(partFiles(files, ['15m'], new Set())).toEqual({
      traded: ['BTCUSDT-15m.csv'],
      finer: [],
      left: ['BTCUSDT-4h.csv', 'SOLUSDT-5m.csv', 'notes.csv'],
    });
  });
});
