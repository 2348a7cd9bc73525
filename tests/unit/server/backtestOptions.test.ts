import { describe, expect, it } from 'vitest';
import { readBacktestCommand } from '#server/backtestOptions.ts';
import { backtestUsage } from '#server/backtestUsage.ts';
import { TradingError } from '#shared/errors.ts';

const read = (line: string) => readBacktestCommand(line.split(' ').filter((word) => word !== ''));

describe('the options of a backtest', () => {
  it('follow Human-trained: limit orders, and half a percent at risk', () => {
    const human = '--strategy human-trained --input a.csv';
    expect(read(human)).toMatchObject({ mode: 'B', riskPct: 0.5 });
    expect(read(`${human} --risk-pct 0.2`)).toMatchObject({ mode: 'B', riskPct: 0.2 });
    expect(() => read(`${human} --sizing share`)).toThrow('--sizing share is of no use with human-trained');
  });

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

  it('ask for a report of files and folders', () => {
    expect(read('--mode A --data a.csv b.csv --data c --out r.html --seed 7 --in-sample 60')).toMatchObject({
      paths: ['a.csv', 'c', 'b.csv'],
      report: { outPath: 'r.html', inSampleShare: 0.6, seed: 7 },
    });
    expect(read('--mode A --input a.csv')).toMatchObject({ report: null, accountPath: null });
    expect(read('--data a.csv')).toMatchObject({ mode: 'A', strategy: 'progressive-smc' });
    expect(read('--data a.csv --strategy human-trained')).toMatchObject({ mode: 'B' });
  });

  it('take one fee for both sides, or maker and taker', () => {
    expect(read('--mode A --data a.csv --fees 0.0004')).toMatchObject({
      costs: { makerRate: '0.0004', takerRate: '0.0004' },
    });
    expect(read('--mode A --data a.csv --fees 0.0002/0.0005')).toMatchObject({
      costs: { makerRate: '0.0002', takerRate: '0.0005' },
    });
  });

  it('name finer candles and funding', () => {
    const asked = '--mode A --data a.csv b.csv --finer c.csv d.csv --out r.html --funding f.csv';
    expect(read(`${asked} --funding-rate=-0.0001`)).toMatchObject({
      paths: ['a.csv', 'b.csv'],
      finerPaths: ['c.csv', 'd.csv'],
      funding: { path: 'f.csv', flatRate: '-0.0001' },
    });
    expect(read('--mode A --input a.csv --finer c.csv d.csv')).toMatchObject({
      paths: ['a.csv'],
      finerPaths: ['c.csv', 'd.csv'],
      funding: { path: null, flatRate: null },
    });
    expect(read('--mode A --finer c.csv --data a.csv b.csv')).toMatchObject({ paths: ['a.csv', 'b.csv'] });
  });

  it('explain themselves', () => {
    expect(read('--help')).toEqual({ command: 'help' });
    const named = backtestUsage.match(/--[a-z-]+/g) ?? [];
    expect(new Set(named).size).toBeGreaterThan(20);
  });

  it.each([
    ['--mode A', 'There is no --input and no --data'],
    ['--mode A --data a.csv --input b.csv', '--input and --data are both there'],
    ['--mode A --input a.csv --out r.html', '--out is of the report, expected --data'],
    ['--mode A --data a.csv --in-sample 100', '--in-sample is "100", expected less than 100'],
    ['--mode A --data a.csv --seed -1', "Option '--seed' argument is ambiguous"],
    ['--mode A --data a.csv --seed 1.5', '--seed is "1.5", expected a whole number'],
    ['--mode A --data a.csv --fees 0.0002/0.0005 --taker 0.0005', '--fees is both --maker and --taker'],
    ['--mode A --data a.csv --fees 1/2/3', '--fees is "1/2/3", expected like 0.0002/0.0005'],
    ['--mode A --data a.csv --fees 0.1', '--fees is "0.1", that is 10 %: expected a fraction'],
    ['--mode A --data a.csv --account a.json --capital 5', '--capital is what --account says'],
    ['--input a.csv', '--mode is missing, expected A or B'],
    ['--mode C --input a.csv', '--mode is "C"'],
    ['--mode A --input a.csv --strategy astrology', '--strategy is "astrology", expected progressive-smc'],
    ['--mode A --input a.csv --bogus', "Unknown option '--bogus'"],
    ['--mode A --input a.csv stray.csv', "Unexpected argument 'stray.csv'"],
    ['--mode A --input a.csv --capital 0', '--capital is "0": expected more than 0'],
    ['--mode A --input a.csv --capital much', '--capital is "much"'],
    ['--mode A --input a.csv --taker 0.05', '--taker is "0.05", that is 5 %: expected a fraction'],
    ['--mode A --input a.csv --spread=-1', '--spread is "-1"'],
    ['--mode A --input a.csv --funding-rate 1', '--funding-rate is "1", that is 100 %: expected a fraction'],
    ['--mode A --input a.csv --funding-rate low', '--funding-rate is "low", expected a fraction'],
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
