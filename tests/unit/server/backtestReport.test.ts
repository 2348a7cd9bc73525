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
