import { describe, expect, it } from 'vitest';
import { readConfig } from '#server/config.ts';

const read = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const config = readConfig(args, { HOME: '/home/someone', ...env });
  if (config === 'help') throw new Error('help was not asked for');
  return config;
};
const complaint = (args: readonly string[], env: Readonly<Record<string, string>> = {}): string => {
  try {
    read(args, env);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return '';
};

describe('--from', () => {
  it.each([
    ['2026-01-05', Date.UTC(2026, 0, 5)],
    ['2028-02-29', Date.UTC(2028, 1, 29)],
    ['2026-01-05T08:00Z', Date.UTC(2026, 0, 5, 8)],
    ['2026-01-05T08:00:30Z', Date.UTC(2026, 0, 5, 8, 0, 30)],
    ['2026-01-05T08:00+05:30', Date.UTC(2026, 0, 5, 2, 30)],
  ])('takes %s', (text, at) => {
    expect(read(['--sample', '--from', text]).market).toMatchObject({ kind: 'sample', from: at });
  });

  it.each([
    '2026-02-31',
    '2026-02-29',
    '2026-02-31T08:00Z',
    '2026-13-01',
    '2026-01-05T25:00Z',
    '2026-01-05T08:00',
    '2026-01-05T08:00:00',
    '05.01.2026',
    '1767571200',
    '',
  ])('refuses %s and says what is expected', (text) => {
    expect(complaint(['--sample', `--from=${text}`])).toContain(
      `--from is "${text}", expected a date like 2026-01-05`,
    );
  });
});

describe('--speed', () => {
  it.each([
    ['1', 1],
    ['0.5', 0.5],
    ['1e3', 1_000],
    ['max', 'max'],
  ])('takes %s', (text, speed) => {
    expect(read(['--replay', 'a', '--speed', text]).market).toMatchObject({ kind: 'replay', speed });
  });

  it.each(['0', '-1', '1e9', 'NaN', 'Infinity', '', ' ', 'fast', '0x10'])(
    'refuses "%s" and says what is expected',
    (text) => {
      expect(complaint(['--sample', `--speed=${text}`])).toContain(
        `--speed is "${text}", expected a number above 0 and up to 1000000, or "max"`,
      );
    },
  );
});

describe('PORT', () => {
  it.each([
    ['0', 0],
    ['8080', 8_080],
    ['', 4_380],
  ])('takes "%s"', (text, port) => {
    expect(read([], { PORT: text }).port).toBe(port);
  });

  it.each(['abc', '70000', '-1', '80.5', ' ', '0x50', '1e3'])('refuses "%s"', (text) => {
    expect(complaint([], { PORT: text })).toContain(
      `PORT is "${text}", expected a whole number from 0 to 65535`,
    );
  });
});

describe('DATABASE_URL', () => {
  it.each([
    'postgres://breaker:s3cret@localhost:5432/breaker',
    'postgresql://breaker@localhost/breaker?host=/run/postgresql',
  ])('takes %s', (url) => {
    expect(read([], { DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  it.each([
    'mysql://breaker:s3cret@localhost/breaker',
    'postgres://breaker:s3cret@localhost:99999/breaker',
    'breaker:s3cret@localhost/breaker',
    's3cret',
  ])('refuses a wrong one without showing it, for it may hold a password: %s', (url) => {
    const text = complaint([], { DATABASE_URL: url });
    expect(text).toContain(
      'DATABASE_URL is not shown here, expected postgres://user:password@host:port/database',
    );
    expect(text).not.toContain('s3cret');
  });
});

it('lists every problem at once', () => {
  const lines = complaint(['--sample', '--speed', 'fast', '--from', 'yesterday'], {
    PORT: 'abc',
    LOG_LEVEL: 'loud',
  }).split('\n');
  expect(lines.map((line) => line.split(' is ')[0])).toEqual(['PORT', 'LOG_LEVEL', '--speed', '--from']);
});

it.each([
  [['--replay'], "Option '--replay <value>' argument missing"],
  [['--sped', '60'], "Unknown option '--sped'"],
  [['candles'], 'Unexpected "candles": files and folders follow --replay.'],
  [['--replay='], '--replay is "", expected files or folders'],
])('says what is wrong with %j', (args, text) => {
  expect(complaint(args)).toContain(text);
});

it('takes several files and folders to replay', () => {
  const { market } = read(['--replay', 'a', 'b', '--replay', 'c']);
  expect(market).toEqual({ kind: 'replay', paths: ['a', 'c', 'b'], speed: 600, from: null });
});

describe('where the candles come from', () => {
  it('is the venue with its public data, unless told', () => {
    const { market } = read([]);
    expect(market).toMatchObject({
      kind: 'live',
      hosts: { name: 'Delta Exchange India' },
      historyDays: 180,
    });
    expect(read(['--venue', 'india-testnet', '--days', '30']).market).toMatchObject({
      hosts: { name: 'Delta Exchange India testnet' },
      historyDays: 30,
    });
    expect(read(['--venue', 'http://127.0.0.1:4390', '--speed', '60']).market).toMatchObject({
      speed: 60,
      hosts: { rest: 'http://127.0.0.1:4390', publicSocket: 'ws://127.0.0.1:4390/public' },
    });
  });

  it('is asked by the newer names of its channels, unless told', () => {
    expect(read([]).market).toMatchObject({ dialect: { name: 'compact', host: 'publicSocket' } });
    expect(read(['--dialect', 'legacy']).market).toMatchObject({
      dialect: { name: 'legacy', host: 'privateSocket' },
    });
    expect(complaint(['--dialect', 'klingon'])).toContain(
      '--dialect is "klingon", expected compact or legacy',
    );
    expect(complaint(['--sample', '--dialect', 'legacy'])).toContain(
      '--dialect was given, which a recording',
    );
  });

  it('is a sandbox of our own, in real time unless told', () => {
    expect(read(['--sandbox']).market).toEqual({ kind: 'sandbox', speed: 1, historyDays: 180 });
    expect(read(['--sandbox', '--speed', '60', '--days', '7']).market).toEqual({
      kind: 'sandbox',
      speed: 60,
      historyDays: 7,
    });
  });

  it('is the sample', () => {
    expect(read(['--sample']).market).toEqual({ kind: 'sample', speed: 240, from: null });
  });

  it.each([
    [['--sample', '--sandbox'], '--sample and --sandbox were given, expected one of them'],
    [['--speed', '60'], '--speed was given, which a live market does not have'],
    [['--from', '2026-01-05'], '--from was given, which a live market does not have'],
    [['--sample', '--days', '9'], '--days was given, which a recording does not have'],
    [['--sandbox', '--from', '2026-01-05'], '--from was given, which the sandbox does not have'],
    [['--sandbox', '--speed', 'max'], '--speed is "max", expected a number for the sandbox'],
    [['--days', '0'], '--days is "0", expected a whole number from 1 to 3650'],
    [
      ['--venue', 'mars'],
      '--venue is "mars", expected india, india-testnet, or a sandbox exchange on this machine',
    ],
    [['--venue', 'http://example.com'], '--venue is "http://example.com", expected india'],
  ])('refuses %j', (args, text) => {
    expect(complaint(args)).toContain(text);
  });
});

it('asks for nothing else when help is asked for', () => {
  expect(readConfig(['--help', '--speed', 'fast'], {})).toBe('help');
});
