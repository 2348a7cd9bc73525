import { expect, it } from 'vitest';
import { deltaHosts } from '#server/delta/hosts.ts';
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
  expect(readHistoryCommand(['load'])).toEqual({
    command: 'load',
    symbol: null,
    timeframe: null,
    days: 180,
    hosts: deltaHosts.india,
  });
  const some = 'load --symbol SOLUSD --timeframe 15m --days 30 --venue http://127.0.0.1:4390'.split(' ');
  expect(readHistoryCommand(some)).toMatchObject({
    symbol: 'SOLUSD',
    timeframe: '15m',
    days: 30,
    hosts: { rest: 'http://127.0.0.1:4390' },
  });
  for (const option of ['--symbol', '--timeframe', '--time-zone', '--skip-bad', '--days', '--venue']) {
    expect(historyUsage).toContain(option);
  }
});

it.each([
  [[], 'Nothing to do, expected import, load or status.'],
  [['export'], '"export" is unknown, expected import, load or status.'],
  [['import'], 'import needs files or folders.'],
  [['import', 'a.csv', '--speed', '3'], "Unknown option '--speed'"],
  [
    ['import', 'a.csv', '--timeframe', '2m'],
    '--timeframe is "2m", expected one of 1m, 5m, 15m, 30m, 1h, 4h, 1d.',
  ],
  [['import', 'a.csv', '--days', '3'], "Unknown option '--days'"],
  [['load', '--days', '0'], '--days is "0", expected a whole number from 1 to 3650.'],
  [['load', '--days', 'all'], '--days is "all", expected a whole number from 1 to 3650.'],
  [['load', '--timeframe', '2m'], '--timeframe is "2m", expected one of 1m'],
  [['load', 'a.csv'], 'load takes no files, but was given "a.csv".'],
  [['load', '--skip-bad'], "Unknown option '--skip-bad'"],
  [
    ['load', '--venue', 'http://10.0.0.1:4390'],
    '--venue is "http://10.0.0.1:4390", expected india, india-testnet, or a sandbox exchange on this machine',
  ],
  [['status', '--skip-bad'], '"status" takes no options and no files.'],
])('refuses %j', (argv, reason) => {
  expect(() => readHistoryCommand(argv)).toThrow(reason);
});
