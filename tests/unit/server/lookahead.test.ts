import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookahead } from '#server/lookahead.ts';
import { writeSampleFiles } from '../../support/sampleFiles.ts';
import { UnmadeStrategy } from '../../support/unmadeStrategy.ts';

const support = (name: string) => fileURLToPath(new URL(`../../support/${name}`, import.meta.url));
const peeking = support('peekingStrategy.ts');
let folder = '';
let candles = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lookahead-'));
  writeSampleFiles(folder, Date.UTC(2026, 0, 26));
  candles = join(folder, 'BTCUSD-15m.csv');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const lines: string[] = [];
  const hasPassed = await lookahead(argv, (line) => lines.push(line));
  return { hasPassed, text: lines.join('\n') };
}

describe('npm run lookahead', () => {
  it('lets a registered strategy pass on recorded candles', async () => {
    const { hasPassed, text } = await run('--strategy', 'progressive-smc', '--input', candles);
    expect(hasPassed).toBe(true);
    expect(text).toMatch(
      /^progressive-smc on BTCUSD 15m, 2\d{3} candles: no look-ahead found\n {2}signals, mode A/,
    );
    expect(text).toMatch(/[1-9]\d+ decisions; the future changed after \d\d closes/);
  });

  it('catches a strategy file that peeks, on the same candles', async () => {
    const { hasPassed, text } = await run('--file', peeking, '--input', candles);
    expect(hasPassed).toBe(false);
    expect(text).toContain('CAUGHT');
  });

  it('takes made-up candles where none are given', async () => {
    const { hasPassed, text } = await run('--file', peeking);
    expect(hasPassed).toBe(false);
    expect(text).toContain('SAMPLE-BTC 15m, 13395 candles: CAUGHT');
    expect(text).toContain('SAMPLE-SOL 15m, 13415 candles: CAUGHT');
  });

  it('does not call it a pass when there was nothing to compare', async () => {
    const few = join(folder, 'ETHUSD-15m.csv');
    writeFileSync(few, 'time,open,high,low,close,volume\n900,2,3,1,2,1\n1800,2,3,1,2,1\n2700,2,3,1,2,1\n');
    await expect(run('--strategy', 'progressive-smc', '--input', few)).rejects.toThrow(
      'nothing was compared',
    );
  });

  it('says what is wrong with a file that holds no strategy, or more than one', async () => {
    await expect(run('--file', support('candleSeries.ts'))).rejects.toThrow(/exports none, expected one/);
    await expect(run('--file', support('plantedStrategies.ts'))).rejects.toThrow(
      /exports .*AveragingAll.*, exp/,
    );
    await expect(run('--file', join(folder, 'nowhere.ts'))).rejects.toThrow('nowhere.ts cannot be loaded');
  });

  it('says that a strategy cannot be made', async () => {
    const why = `${UnmadeStrategy.name} cannot be made with {} and 13395 candles: lots is missing`;
    await expect(run('--file', support('unmadeStrategy.ts'))).rejects.toThrow(why);
  });

  it.each([
    [[], 'There is no --strategy and no --file'],
    [['--strategy', 'x'], '--strategy is "x", expected progressive-smc or human-trained'],
    [['--strategy', 'human-trained', '--file', 'a.ts'], 'both there, expected one'],
    [['--strategy', 'human-trained', '--points', '0'], '--points is "0", expected a whole number from 1'],
    [['--strategy', 'human-trained', '--seed', '-1'], '--seed'],
    [['--strategy', 'human-trained', '--timeframe', '7m'], '--timeframe is "7m", expected one of'],
    [['--stratgy', 'human-trained'], "Unknown option '--stratgy'"],
  ])('refuses %j', async (argv, why) => {
    await expect(run(...argv)).rejects.toThrow(why);
  });

  it('refuses candles that the strategy does not read', async () => {
    await expect(run('--strategy', 'human-trained', '--input', candles)).rejects.toThrow('needs 5m candles');
  });

  it('explains itself', async () => {
    expect(await run('--help')).toMatchObject({ hasPassed: true });
  });
});
