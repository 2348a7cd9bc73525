import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backtest } from '#server/backtest.ts';
import { TradingError } from '#shared/errors.ts';
import { blocks40Fixture } from '../../support/tradingFixture.ts';

const input = fileURLToPath(new URL('../../fixtures/trading/blocks-40.csv', import.meta.url));
let folder = '';
const inFolder = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backtest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const lines: string[] = [];
  const warnings: string[] = [];
  await backtest(argv, {
    say: (line) => lines.push(line),
    warn: (line) => warnings.push(line),
    showProgress: () => undefined,
  });
  return { lines, warnings };
}

const example = () => ['--config', inFolder('engine.json', '{"atrLength":5,"pivotLeft":2,"pivotRight":2}')];
const instrument = ['--tick', '0.01', '--size-step', '1'];
const money = ['--capital', '1000', '--sizing', 'share'];

describe('npm run backtest', () => {
  it.each(['A', 'B'])('prints the worked trades of mode %s, one a line', async (mode) => {
    const { lines } = await run(
      '--mode',
      mode,
      '--input',
      input,
      '--json',
      ...example(),
      ...instrument,
      ...money,
    );
    const expected = blocks40Fixture.cases.find((one) => one.name === 'plain' && one.mode === mode);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject(expected?.trades ?? []);
    expect(lines).toHaveLength(expected?.trades.length ?? 0);
  });

  it('sums up in words without --json', async () => {
    const { lines } = await run('--mode', 'A', '--input', input, ...example(), ...instrument, ...money);
    expect(lines.join('\n')).toContain('3 trades: 1 won, 2 lost, 0 even; 0 ambiguous');
    expect(lines.join('\n')).toContain('-319.102356 after 12.822356 fees; 1000 -> 680.897644');
  });

  it('trades only from --from on, with the structure of the candles before it', async () => {
    const span = ['--from', '2025-01-01T05:00Z', '--to', '2025-01-01T09:15Z'];
    const { lines } = await run(
      '--mode',
      'A',
      '--input',
      input,
      '--json',
      ...span,
      ...example(),
      ...instrument,
      ...money,
    );
    expect(lines.map((line) => JSON.parse(line).entryBar)).toEqual([24]);
  });

  it('pays funding of a file, and a flat rate on coins that it does not name', async () => {
    const ask = ['--mode', 'B', '--input', input, '--json', ...example(), ...instrument, ...money];
    const fundingOf = async (...more: string[]) =>
      (await run(...ask, ...more)).lines.map((line) => Number(JSON.parse(line).funding));
    expect(new Set(await fundingOf())).toEqual(new Set([0]));
    const flat = await fundingOf('--funding-rate', '0.0001');
    expect(flat.some((paid) => paid !== 0)).toBe(true);
    const rates = (symbol: string) => `time,symbol,rate\n2025-01-01T08:00Z,${symbol},0.0001\n`;
    const own = ['--symbol', 'ABCUSDT', '--funding', inFolder('own.csv', rates('ABCUSDT'))];
    expect(await fundingOf(...own, '--funding-rate', '0.01')).toEqual(flat);
    const others = ['--symbol', 'ABCUSDT', '--funding', inFolder('others.csv', rates('XYZUSDT'))];
    expect(new Set(await fundingOf(...others))).toEqual(new Set([0]));
    await expect(fundingOf('--funding', join(folder, 'none.csv'))).rejects.toThrow('none.csv cannot be read');
  });

  it('trades with the parameters of a file, those of the mode too', async () => {
    const ask = ['--mode', 'B', '--input', input, '--json', ...example(), ...instrument, ...money];
    const trades = async (params?: string) => {
      const more = params === undefined ? [] : ['--params', inFolder('params.json', params)];
      return (await run(...ask, ...more)).lines.map((line) => JSON.parse(line));
    };
    const plain = await trades();
    expect(await trades('{"stopAtr": 1, "cooldownBars": 3}')).toEqual(plain);
    const [wide] = await trades('{"stopAtr": 2}');
    expect(Number(wide.stop)).toBeLessThan(Number(plain[0].stop));
    const [small] = await trades('{"fresh": {"share": "0.04"}}');
    expect(small.contracts).toBeLessThan(plain[0].contracts / 9);
    expect(small.stop).toBe(plain[0].stop);
  });

  it('explains itself', async () => {
    expect((await run('--help')).lines.join('')).toContain('--sizing');
  });

  it('looks into candles that do not tell what came first, where finer ones are given', async () => {
    const minute = (count: number) => Date.UTC(2025, 0, 1, 0, count) / 1000;
    const rows = readFileSync(input, 'utf8').trim().split('\n').slice(1);
    // The same candles once more, in five minutes that go from the open up to the high, down to the low, to the close.
    const fives = rows.flatMap((row, index) => {
      const [, open, high, low, close] = row.split(',');
      return [
        `${minute(15 * index)},${open},${high},${open},${high},1`,
        `${minute(15 * index + 5)},${high},${high},${low},${low},1`,
        `${minute(15 * index + 10)},${low},${close},${low},${close},1`,
      ];
    });
    const finer = inFolder('ABCUSDT-5m.csv', ['time,open,high,low,close,volume', ...fives].join('\n'));
    const ask = [
      '--mode',
      'B',
      '--input',
      input,
      '--symbol',
      'ABCUSDT',
      ...example(),
      ...instrument,
      ...money,
    ];
    const trades = async (...more: string[]) => (await run(...ask, '--json', ...more)).lines;
    expect(await trades('--finer', finer)).toEqual(await trades());
    expect((await run(...ask, '--finer', finer)).lines.join('\n')).toContain('0 ambiguous');
    const refused = (...more: string[]) => run('--mode', 'B', '--input', input, ...more);
    await expect(refused('--finer', finer)).rejects.toThrow(
      'ABCUSDT-5m.csv holds ABCUSDT, expected a symbol that is traded: BLOCKS-40',
    );
    await expect(refused('--symbol', 'ABCUSDT', '--finer', input)).rejects.toThrow(
      'the finer candles of ABCUSDT are 15m, expected shorter ones than those traded, 15m',
    );
  });

  it('refuses what it cannot read, naming the file', async () => {
    const refused = async (path: string, ...more: string[]) =>
      run('--mode', 'A', '--input', path, ...more).then(
        () => 'done',
        (error: unknown) => (error instanceof TradingError ? error.message : error),
      );
    expect(await refused(join(folder, 'nowhere.csv'))).toContain('nowhere.csv cannot be read: ENOENT');
    expect(await refused(folder)).toContain('cannot be read: EISDIR');
    const bad = inFolder(
      'ABCUSDT-15m.csv',
      'time,open,high,low,close,volume\n900,1,2,3,1,1\n1800,1,2,1,1,1\n',
    );
    expect(await refused(bad)).toContain('line 2');
    expect(await refused(input, '--config', inFolder('odd.json', '{"atr":5}'))).toContain('odd.json');
    const { warnings } = await run('--mode', 'A', '--input', bad, '--skip-bad');
    expect(warnings.join('\n')).toContain('line 2');
  });
});
