import { describe, expect, it } from 'vitest';
import { instrumentOf } from '#server/backtestCosts.ts';
import { readBacktestCommand } from '#server/backtestOptions.ts';
import { methodNotes } from '#server/report/methodNotes.ts';
import { readSymbols, symbolsFile } from '#server/symbolConfig.ts';
import { emptyColumns } from '#shared/market/candleColumns.ts';

const specs = await readSymbols(symbolsFile);
const rates = new Map([['BTCUSDT', [{ at: 0, rate: '0.0001' }]]]);

function notesOf(line: string, symbols: readonly string[], funding = {}, params = {}) {
  const asked = readBacktestCommand(`--data a.csv ${line}`.trim().split(' '));
  if (asked.command === 'help') throw new RangeError('asked for help');
  const instruments = symbols.map((symbol) =>
    instrumentOf(
      { series: { symbol, timeframe: '15m', columns: emptyColumns(0) }, priceDigits: 2 },
      asked,
      specs,
    ),
  );
  const setting = {
    ...{ capital: '10000', riskPct: 1, funding: { rates: new Map(), flatRate: null, ...funding } },
    ...{ strategyParams: params, executorParams: {} },
  };
  return methodNotes(asked, setting, instruments).join('\n');
}

describe('how it was measured', () => {
  it('states the spreads that are assumed, or the one that was asked for', () => {
    expect(notesOf('', ['EURUSD', 'XAUUSD', 'EURUSD'])).toContain(
      'assumed, the usual one of each instrument in price: EURUSD 0.00012, XAUUSD 0.27; half of it',
    );
    expect(notesOf('', ['EURUSD'])).not.toContain('Coins');
    expect(notesOf('', ['BTCUSDT'])).toContain(
      'BTCUSDT 0; half of it is paid on every fill. Coins have none',
    );
    expect(notesOf('--spread 0.5', ['EURUSD'])).toContain('The spread is 0.5 in price, as asked for');
  });

  it('states the parameters, and where they are from', () => {
    expect(notesOf('', ['EURUSD'])).toContain(
      'Parameters of progressive-smc as it runs live (config/strategies.json): all at their defaults.',
    );
    expect(notesOf('--params my/own.json', ['EURUSD'], {}, { stopAtr: 2, sessions: ['London'] })).toContain(
      'Parameters of progressive-smc of own.json: stopAtr 2, sessions ["London"]; all others at their defaults.',
    );
  });

  it('states where the parameters of the engine are from, if not the defaults', () => {
    expect(notesOf('--config my/engine.json', ['EURUSD'])).toContain(
      'Those of the engine are of engine.json.',
    );
    expect(notesOf('', ['EURUSD'])).not.toContain('engine');
  });

  it('states what funding was charged', () => {
    expect(notesOf('', ['BTCUSDT'])).toContain('No funding is charged: no rates were given.');
    expect(notesOf('', ['BTCUSDT', 'ETHUSDT'], { rates, flatRate: '0.0002' })).toContain(
      'by the rates of the file for BTCUSDT, 0.0002 every eight hours for coins besides.',
    );
    expect(notesOf('', ['ETHUSDT'], { flatRate: '0.0002' })).toContain('0.0002 every eight hours for coins.');
    expect(notesOf('', ['ETHUSDT'], { rates })).toContain('No funding is charged');
  });
});
