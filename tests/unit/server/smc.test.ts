import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSmc } from '#server/smc.ts';
import { readSmcCommand, readSmcConfig, smcUsage } from '#server/smcOptions.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { candleSeries } from '../../support/candleSeries.ts';
import { candlesOfCsv } from '../../support/candles.ts';
import { exampleConfig } from '../../support/smcConfigs.ts';
import { smcEvents } from '../../support/smcRun.ts';

const blocks40 = fileURLToPath(new URL('../../fixtures/trading/blocks-40.csv', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breaker-smc-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Everything that the command prints. */
async function printed(...argv: readonly string[]): Promise<string> {
  let text = '';
  await runSmc(argv, async (piece) => {
    text += piece;
    return true;
  });
  return text;
}

const example = { atrLength: 5, pivotLeft: 2, pivotRight: 2 };

it('prints the events of a file, one JSON object per line, with its keys in their order', async () => {
  const config = written('config.json', JSON.stringify(example));
  const candles = candlesOfCsv(readFileSync(blocks40, 'utf8'));
  const expected = smcEvents(candles, exampleConfig).map((event) => `${JSON.stringify(event)}\n`);
  expect(expected.length).toBeGreaterThan(60);
  const text = await printed('--input', blocks40, '--timeframe', '15m', '--config', config);
  expect(text).toBe(expected.join(''));
  const zipped = written('SOLUSDT-15m.csv.gz', gzipSync(readFileSync(blocks40)));
  expect(await printed('--input', zipped, '--config', config)).toBe(text);
});

it('with further timeframes names the timeframe of each event, the longer first at one close', async () => {
  const text = await printed('--input', blocks40, '--timeframe', '15m', '--higher', '30m,1h');
  const events: { time: number; timeframe: string }[] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(new Set(events.map(({ timeframe }) => timeframe))).toEqual(new Set(['15m', '30m', '1h']));
  const order = ['1h', '30m', '15m'];
  for (const [i, event] of events.entries()) {
    const before = events[i - 1];
    if (!before || before.time < event.time) continue;
    expect(before.time).toBe(event.time);
    expect(order.indexOf(before.timeframe)).toBeLessThanOrEqual(order.indexOf(event.timeframe));
  }
  expect(text).toMatch(/"timeframe":"1h"\}\n/);
});

it('stops when nobody reads any more', async () => {
  const rows = candleSeries({ seed: 1, length: 6_000 }).map((candle) =>
    [candle.openTime / 1000, candle.open, candle.high, candle.low, candle.close, candle.volume].join(','),
  );
  const input = written('BTCUSDT-15m.csv', ['time,open,high,low,close,volume', ...rows].join('\n'));
  expect((await printed('--input', input)).length).toBeGreaterThan(200_000);
  let pieces = 0;
  await runSmc(['--input', input], async () => {
    pieces += 1;
    return false;
  });
  expect(pieces).toBe(1);
});

describe('started as a process', () => {
  const start = (...argv: readonly string[]) =>
    spawn(process.execPath, ['scripts/run.mjs', 'scripts/smc.ts', ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const ended = (child: ReturnType<typeof start>) =>
    new Promise<{ code: number | null; errors: string }>((resolve) => {
      let errors = '';
      child.stderr.on('data', (text) => {
        errors += text;
      });
      child.on('close', (code) => resolve({ code, errors }));
    });

  const long = () => {
    const rows = candleSeries({ seed: 2, length: 20_000 }).map((candle) =>
      [candle.openTime / 1000, candle.open, candle.high, candle.low, candle.close, candle.volume].join(','),
    );
    return written('ETHUSDT-15m.csv', ['time,open,high,low,close,volume', ...rows].join('\n'));
  };

  it('ends quietly when its reader leaves', async () => {
    const child = start('--input', long());
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended(child)).toEqual({ code: 0, errors: '' });
  });

  it('gives a slow reader everything, and says nothing else', async () => {
    const input = long();
    const child = start('--input', input);
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
      child.stdout.pause();
      setImmediate(() => child.stdout.resume());
    });
    expect(await ended(child)).toEqual({ code: 0, errors: '' });
    expect(output === (await printed('--input', input))).toBe(true);
    expect(output.length).toBeGreaterThan(1_000_000);
  });

  it('tells what is wrong on stderr and ends with code 1', async () => {
    const child = start('--input', join(folder, 'none.csv'));
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    const { code, errors } = await ended(child);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain('none.csv cannot be read');
  });
});

it('writes a script that draws what it printed', async () => {
  const pine = join(folder, 'blocks.pine');
  const text = await printed('--input', blocks40, '--timeframe', '15m', '--pine', pine);
  const drawn = readFileSync(pine, 'utf8');
  const count = (pattern: RegExp, within: string) => [...within.matchAll(pattern)].length;
  expect(drawn).toMatch(/^\/\/@version=6\nindicator\("Breaker: SERIES 15m"/);
  expect(count(/"(BOS|CHoCH)"/g, drawn)).toBe(count(/"kind":"(bos|choch)"/g, text));
  expect(count(/"OB"/g, drawn)).toBe(count(/"kind":"ob"/g, text));
  expect(count(/"FVG"/g, drawn)).toBe(count(/"kind":"fvg"/g, text));
});

describe('a config file', () => {
  it('changes what it names and nothing else', () => {
    expect(readSmcConfig('{"structure":"swing","maxPools":3}', 'x')).toEqual({
      ...defaultSmcConfig,
      structure: 'swing',
      maxPools: 3,
    });
  });

  it.each([
    ['{"pivotLef":3,"sweeps":true}', 'c.json: pivotLef: no parameter of the engine; known: structure, choch'],
    ['{"sweeps":"yes"}', 'c.json: sweeps: '],
    ['{"obLength":-1}', 'c.json: obLength: '],
    ['[]', 'c.json: the file: '],
    ['{', 'c.json is not JSON: '],
  ])('%s is refused', (text, message) => expect(() => readSmcConfig(text, 'c.json')).toThrow(message));
});

describe('refused with a reason, before anything is printed', () => {
  const refusal = async (...argv: readonly string[]) => {
    let text = '';
    const run = runSmc(argv, async (piece) => {
      text += piece;
      return true;
    });
    await expect(run).rejects.toThrow();
    expect(text).toBe('');
    return run.catch((error: unknown) => (error instanceof Error ? error.message : ''));
  };

  it('a file that is not there', async () => {
    expect(await refusal('--input', join(folder, 'none.csv'))).toContain('none.csv cannot be read: ENOENT');
  });

  it('a config file that is not there', async () => {
    expect(await refusal('--input', blocks40, '--config', join(folder, 'none.json'))).toContain(
      'cannot be read',
    );
  });

  it('candles that cannot be', async () => {
    const rows = [
      'time,open,high,low,close,volume',
      '0,10,11,9,10,1',
      '900,10,9,9,10,1',
      '1800,10,11,9,10,1',
    ];
    const message = await refusal('--input', written('bad-15m.csv', rows.join('\n')));
    expect(message).toMatch(/1 fault\.\n {2}line 3: high 9 is below open 10/);
  });

  it('a longer timeframe that is none', async () => {
    expect(await refusal('--input', blocks40, '--timeframe', '15m', '--higher', '5m')).toContain(
      'cannot be made',
    );
  });
});

it.each([
  [[], '--input is missing, expected a file of candles.'],
  [['--input', 'a.csv', '--speed', '3'], "Unknown option '--speed'"],
  [['--input', 'a.csv', '--timeframe', '2m'], '--timeframe is "2m", expected one of 1m, 5m'],
  [['--input', 'a.csv', '--higher', '1h,2h'], '--higher is "2h", expected one of 1m, 5m'],
  [['--input', 'a.csv', '--session', 'night'], '--session is "night", expected 24x7 or forex'],
])('refuses %j', (argv, reason) => expect(() => readSmcCommand(argv)).toThrow(reason));

it('explains itself', async () => {
  expect(await printed('--help')).toBe(smcUsage);
  for (const option of ['--input', '--timeframe', '--higher', '--config', '--pine', '--symbol', '--session'])
    expect(smcUsage).toContain(option);
  for (const parameter of Object.keys(defaultSmcConfig)) expect(smcUsage).toContain(`${parameter} `);
});
