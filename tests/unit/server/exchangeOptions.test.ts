import { expect, it } from 'vitest';
import { exchangeUsage, readExchangeCommand } from '#server/exchangeOptions.ts';

it('asks for nothing: a made-up market at the speed of the wall', () => {
  expect(readExchangeCommand([])).toEqual({
    data: [],
    speed: 1,
    from: null,
    port: 4390,
    seed: null,
    faults: null,
  });
});

it('reads all that can be said', () => {
  const argv = '--data a b --speed 60 --from 2026-01-05T08:00Z --port 0 --seed 7 --faults f.json'.split(' ');
  expect(readExchangeCommand(argv)).toEqual({
    data: ['a', 'b'],
    speed: 60,
    from: Date.UTC(2026, 0, 5, 8),
    port: 0,
    seed: 7,
    faults: 'f.json',
  });
});

it.each([
  [['--speed', '0'], '--speed is "0", expected a number above 0 and up to 1000'],
  [['--port', '70000'], '--port is "70000", expected a whole number from 0 to 65535'],
  [['--seed', 'x'], '--seed is "x"'],
  [['--from', 'monday'], '--from is "monday", expected a date'],
  [['folder'], 'Unexpected "folder": files and folders follow --data'],
  [['--fast'], "Unknown option '--fast'"],
])('says what is wrong with %j', (argv, text) => {
  expect(() => readExchangeCommand(argv)).toThrow(text);
});

it('explains itself', () => {
  expect(readExchangeCommand(['--help', '--speed', 'x'])).toBe('help');
  for (const option of ['--data', '--speed', '--from', '--port', '--seed', '--faults', '/admin/faults'])
    expect(exchangeUsage).toContain(option);
});
