import { expect, it } from 'vitest';
import { historyUsage, readHistoryCommand } from '#server/historyOptions.ts';

it('reads what is asked for', () => {
  expect(readHistoryCommand(['status'])).toEqual({ command: 'status' });
  expect(readHistoryCommand(['import', '--help'])).toEqual({ command: 'help' });
  expect(readHistoryCommand(['import', 'a.csv', 'b'])).toEqual({
    command: 'import',
    paths: ['a.csv', 'b'],
    symbol: null,
    timeframe: null,
    timeZone: 'UTC',
    skipBad: false,
  });
  const all = 'import a.csv --symbol EURUSD --timeframe 15m --time-zone Europe/Athens --skip-bad'.split(' ');
  expect(readHistoryCommand(all)).toMatchObject({
    symbol: 'EURUSD',
    timeframe: '15m',
    timeZone: 'Europe/Athens',
    skipBad: true,
  });
  for (const option of ['--symbol', '--timeframe', '--time-zone', '--skip-bad']) {
    expect(historyUsage).toContain(option);
  }
});

it.each([
  [[], 'Nothing to do, expected import or status.'],
  [['export'], '"export" is unknown, expected import or status.'],
  [['import'], 'import needs files or folders.'],
  [['import', 'a.csv', '--speed', '3'], "Unknown option '--speed'"],
  [
    ['import', 'a.csv', '--timeframe', '2m'],
    '--timeframe is "2m", expected one of 1m, 5m, 15m, 30m, 1h, 4h, 1d.',
  ],
  [['status', '--skip-bad'], '"status" takes no options and no files.'],
])('refuses %j', (argv, reason) => {
  expect(() => readHistoryCommand(argv)).toThrow(reason);
});
