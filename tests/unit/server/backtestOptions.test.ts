import { describe, expect, it } from 'vitest';
import { backtestUsage, readBacktestCommand } from '#server/backtestOptions.ts';
import { TradingError } from '#shared/errors.ts';

const read = (line: string) => readBacktestCommand(line.split(' ').filter((word) => word !== ''));

describe('the options of a backtest', () => {
  it('have defaults for all but the mode and the file', () => {
    expect(read('--mode A --input a.csv')).toMatchObject({
      ...{ command: 'run', strategy: 'progressive-smc', mode: 'A', paths: ['a.csv'], asJson: false },
      ...{ from: null, to: null, symbol: null, timeframe: null, capital: '10000', riskPct: 1 },
      ...{ costs: {}, limitFills: 'touch', configPath: null },
    });
  });

  it('are all read', () => {
    const asked = read(
      '--strategy progressive-smc --mode B --input a.csv --input b.csv --json --from 2026-03-04 --to 2026-03-04T10:15Z ' +
        '--symbol ABC --timeframe 15m --capital 1000 --sizing share --taker 0.0005 --maker 0 --fee-tax 0.18 ' +
        '--slippage 0.0002 --spread 0.5 --fill through --tick 0.01 --contract-value 10 --size-step 1 --config c.json',
    );
    expect(asked).toMatchObject({
      ...{
        mode: 'B',
        paths: ['a.csv', 'b.csv'],
        asJson: true,
        symbol: 'ABC',
        timeframe: '15m',
        configPath: 'c.json',
      },
      ...{ from: Date.UTC(2026, 2, 4), to: Date.UTC(2026, 2, 4, 10, 15), capital: '1000', riskPct: null },
      costs: { takerRate: '0.0005', makerRate: '0', feeTax: '0.18', slippage: '0.0002', spread: '0.5' },
      ...{ limitFills: 'through', instrument: { tick: '0.01', contractValue: '10', sizeStep: '1' } },
    });
  });

  it('explain themselves', () => {
    expect(read('--help')).toEqual({ command: 'help' });
    const named = backtestUsage.match(/--[a-z-]+/g) ?? [];
    expect(new Set(named).size).toBeGreaterThan(20);
  });

  it.each([
    ['--mode A', 'There is no --input'],
    ['--input a.csv', '--mode is missing, expected A or B'],
    ['--mode C --input a.csv', '--mode is "C"'],
    ['--mode A --input a.csv --strategy astrology', '--strategy is "astrology", expected progressive-smc'],
    ['--mode A --input a.csv --bogus', "Unknown option '--bogus'"],
    ['--mode A --input a.csv stray.csv', "Unexpected argument 'stray.csv'"],
    ['--mode A --input a.csv --capital 0', '--capital is "0": expected more than 0'],
    ['--mode A --input a.csv --capital much', '--capital is "much"'],
    ['--mode A --input a.csv --taker 0.05', '--taker is "0.05", that is 5 %: expected a fraction'],
    ['--mode A --input a.csv --spread=-1', '--spread is "-1"'],
    ['--mode A --input a.csv --risk-pct 101', '--risk-pct is "101", expected at most 100'],
    ['--mode A --input a.csv --sizing share --risk-pct 1', '--risk-pct is of no use with --sizing share'],
    ['--mode A --input a.csv --fill maybe', '--fill is "maybe", expected touch or through'],
    ['--mode A --input a.csv --from soon', '--from is "soon"'],
    ['--mode A --input a.csv --from 2026-03-04 --to 2026-03-04', 'expected --to after --from'],
    ['--mode A --input a.csv --timeframe 2m', '--timeframe is "2m"'],
  ])('refuse %s', (line, message) => {
    expect(() => read(line)).toThrow(TradingError);
    expect(() => read(line)).toThrow(message);
  });
});
