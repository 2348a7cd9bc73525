import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { backtest } from '#server/backtest.ts';
import { TradingError } from '#shared/errors.ts';
import { writeSampleFiles } from '../../support/sampleFiles.ts';

let folder = '';
let candles = '';
const file = (name: string) => join(candles, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  candles = join(folder, 'candles');
  writeSampleFiles(candles, Date.UTC(2026, 2, 20));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const lines: string[] = [];
  const warnings: string[] = [];
  const progress: string[] = [];
  await backtest(argv, {
    say: (line) => lines.push(line),
    warn: (line) => warnings.push(line),
    showProgress: (line) => progress.push(line),
  });
  return { lines, warnings, progress, text: lines.join('\n') };
}

const jsonSchema = z.object({
  verdict: z.object({ kind: z.string(), text: z.string() }),
  symbols: z.array(z.string()),
  overall: z.object({ trades: z.number(), meanR: z.number() }),
  inSample: z.object({ trades: z.number() }),
  outOfSample: z.object({ trades: z.number() }),
  money: z.object({ start: z.string(), fees: z.string() }),
});
const ordersSchema = z.object({
  orders: z.object({ ambiguous: z.number(), ambiguousBars: z.number(), resolvedBars: z.number() }),
});
const assumedSchema = z.object({
  params: z.record(z.string(), z.unknown()),
  assumptions: z.array(z.string()),
  money: z.object({ spread: z.string() }),
  daily: z.object({ days: z.number() }),
});
const reported = async (...argv: string[]) => {
  const { lines } = await run(...argv, '--json');
  expect(lines).toHaveLength(1);
  return jsonSchema.parse(JSON.parse(lines[0] ?? ''));
};

describe('npm run backtest -- --data', () => {
  it('sums up several files in a table and ends with the verdict', async () => {
    const { text, lines, progress } = await run('--mode', 'A', '--data', candles);
    for (const name of [
      'BTCUSD',
      'SOLUSD',
      'EURUSD',
      'in sample',
      'out of sample',
      'all, filled at a touch',
    ]) {
      expect(text).toContain(name);
    }
    expect(text).toContain('Random entries: mean');
    expect(lines.at(-1)).toMatch(/over \d+ trades; random entries did .*\(p /);
    expect(progress.some((line) => line.startsWith('[########'))).toBe(true);
    expect(progress.at(-1)).toBe('');
  });

  it('takes the files that a shell writes out after --data', async () => {
    const { symbols } = await reported(
      '--mode',
      'A',
      '--data',
      file('BTCUSD-15m.csv'),
      file('SOLUSD-15m.csv'),
    );
    expect(symbols).toEqual(['BTCUSD', 'SOLUSD']);
  });

  it('prints one JSON object, the same every time', async () => {
    const ask = ['--mode', 'B', '--data', file('SOLUSD-15m.csv')];
    const report = await reported(...ask);
    expect(report).toEqual(await reported(...ask));
    expect(report.inSample.trades + report.outOfSample.trades).toBe(report.overall.trades);
    expect(report.overall.trades).toBeGreaterThan(0);
  });

  it('writes a page that stands alone', async () => {
    const out = join(folder, 'report.html');
    const { text } = await run('--mode', 'A', '--data', file('SOLUSD-15m.csv'), '--out', out);
    expect(text).toContain(`Written: ${out}`);
    const page = readFileSync(out, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('SOLUSD');
    expect(page).toContain('at most 1 % of it is lost at the first stop');
  });

  it('trades with the account of a file, and with the fees that were asked for', async () => {
    const account = join(folder, 'account.json');
    writeFileSync(
      account,
      '{"name":"Mine","initialBalance":"2500","riskPerTradePct":"0.5","maxOpenTrades":3}',
    );
    const ask = ['--mode', 'A', '--data', file('SOLUSD-15m.csv')];
    const own = await reported(...ask, '--account', account);
    expect(own.money.start).toBe('2500');
    const free = await reported(...ask, '--fees', '0');
    expect(free.money.fees).toBe('0');
    expect(free.overall.meanR).toBeGreaterThan((await reported(...ask)).overall.meanR);
  });

  it('splits the time where it is told to', async () => {
    const ask = ['--mode', 'A', '--data', file('SOLUSD-15m.csv')];
    const [early, late] = [
      await reported(...ask, '--in-sample', '20'),
      await reported(...ask, '--in-sample', '90'),
    ];
    expect(early.inSample.trades).toBeLessThan(late.inSample.trades);
  });

  it('leaves files of other timeframes in a folder alone, and says so', async () => {
    const mixed = join(folder, 'mixed');
    mkdirSync(mixed);
    writeFileSync(join(mixed, 'SOLUSD-15m.csv'), readFileSync(file('SOLUSD-15m.csv')));
    writeFileSync(join(mixed, 'SOLUSD-4h.csv'), 'time,open,high,low,close\n');
    const { warnings } = await run('--mode', 'A', '--data', mixed, '--json');
    expect(warnings.join()).toContain('1 file left out');
    rmSync(join(mixed, 'SOLUSD-15m.csv'));
    await expect(run('--mode', 'A', '--data', mixed)).rejects.toThrow('no file whose name says 15m');
  });

  it('says too few of a short span, and nothing more', async () => {
    const { text } = await run('--mode', 'A', '--data', file('SOLUSD-15m.csv'), '--from', '2026-03-17');
    expect(text.split('\n').at(-1)).toMatch(
      /^Too few trades to judge: \d+ trades?, at least 30 are needed\.$/,
    );
  });

  it('looks inside of candles with shorter ones of the same symbol, and says so', async () => {
    const both = join(folder, 'both');
    mkdirSync(both);
    const rows = readFileSync(file('SOLUSD-15m.csv'), 'utf8').trimEnd().split('\n').slice(1);
    // Each candle once more as three: up to its high, down to its low, to its close.
    const fives = rows.flatMap((row) => {
      const [time, open, high, low, close] = row.split(',');
      return [
        `${Number(time)},${open},${high},${open},${high},1`,
        `${Number(time) + 300},${high},${high},${low},${low},1`,
        `${Number(time) + 600},${low},${close},${low},${close},1`,
      ];
    });
    writeFileSync(join(both, 'SOLUSD-15m.csv'), readFileSync(file('SOLUSD-15m.csv')));
    writeFileSync(join(both, 'SOLUSD-5m.csv'), `time,open,high,low,close,volume\n${fives.join('\n')}\n`);
    const ordersOf = async (...argv: string[]) =>
      ordersSchema.parse(JSON.parse((await run('--mode', 'B', ...argv, '--json')).text)).orders;
    const alone = await ordersOf('--data', file('SOLUSD-15m.csv'));
    expect(alone.ambiguousBars).toBeGreaterThan(0);
    expect(alone.resolvedBars).toBe(0);
    const inside = await ordersOf('--data', both);
    expect(inside.resolvedBars).toBeGreaterThan(0);
    expect(inside.ambiguous).toBeLessThan(alone.ambiguous);
    const named = ['--data', file('SOLUSD-15m.csv'), '--finer', join(both, 'SOLUSD-5m.csv')];
    expect(await ordersOf(...named)).toEqual(inside);
    expect((await run('--mode', 'B', '--data', both)).text).toMatch(
      /\(\d+ candles?, \d+ told by shorter ones\)/,
    );
  });

  it('states its parameters, spread and funding, in JSON too', async () => {
    const ask = ['--mode', 'A', '--data', file('EURUSD-15m.csv'), file('SOLUSD-15m.csv')];
    const { text } = await run(...ask);
    expect(text).toContain(
      'Parameters of progressive-smc as it runs live (config/strategies.json): entryPenetration',
    );
    expect(text).toContain('EURUSD 0.00012, SOLUSD 0; half of it is paid');
    expect(text).toContain('No funding is charged');
    const stated = assumedSchema.parse(JSON.parse((await run(...ask, '--json')).text));
    expect(stated.params).toMatchObject({ stopAtr: 1 });
    expect(text).toContain(stated.assumptions.join('\n'));
    expect(Number(stated.money.spread)).toBeGreaterThan(0);
    expect(stated.daily.days).toBeGreaterThan(30);
  });

  it('refuses a span without candles, and a place that cannot be written, before it trades', async () => {
    const ask = ['--mode', 'A', '--data', file('SOLUSD-15m.csv')];
    await expect(run(...ask, '--from', '2030-01-01')).rejects.toThrow(
      /^There are no candles from 2030-01-01 00:00: they open 20\d\d-.* to 2026-03-19 /,
    );
    await expect(run(...ask, '--to', '2001-01-01')).rejects.toThrow('no candles to 2001-01-01 00:00');
    const progress: string[] = [];
    const out = join(folder, 'no', 'such', 'folder.html');
    const refused = backtest([...ask, '--out', out], {
      say: () => undefined,
      warn: () => undefined,
      showProgress: (line) => progress.push(line),
    });
    await expect(refused).rejects.toThrow(`--out ${out} cannot be written: ENOENT`);
    expect(progress).toEqual([]);
  });

  it('refuses what it cannot read or write, in words', async () => {
    const refused = (...argv: string[]) =>
      run('--mode', 'A', ...argv).then(
        () => 'done',
        (error: unknown) => (error instanceof TradingError ? error.message : error),
      );
    expect(await refused('--data', join(folder, 'nowhere'))).toContain('does not exist');
    const out = join(folder, 'no', 'such', 'folder.html');
    expect(await refused('--data', file('SOLUSD-15m.csv'), '--out', out)).toContain('cannot be written');
    expect(await refused('--data', file('SOLUSD-15m.csv'), '--account', join(folder, 'none.json'))).toContain(
      'none.json',
    );
  });
});
