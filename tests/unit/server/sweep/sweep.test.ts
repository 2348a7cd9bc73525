import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sweep } from '#server/sweep/sweep.ts';
import { type SweepLoad, startSweepWorker } from '#server/sweep/sweepLoad.ts';
import { TradingError } from '#shared/errors.ts';
import { writeSampleFiles } from '../../../support/sampleFiles.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
let folder = '';
let grid = '';
let candles = '';
const inFolder = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  candles = join(folder, 'candles');
  writeSampleFiles(candles, Date.UTC(2026, 2, 20));
  grid = inFolder('params.json', '{"entryPenetration": [0.1, 0.4], "freshTargetAtr": [1.5, 3]}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(argv: readonly string[], start?: (load: SweepLoad) => Worker) {
  const lines: string[] = [];
  const warnings: string[] = [];
  await sweep(
    argv,
    {
      say: (line) => lines.push(line),
      warn: (line) => warnings.push(line),
      showProgress: () => undefined,
    },
    start,
  );
  return { text: lines.join('\n'), lines, warnings: warnings.join('\n') };
}

const file = (name: string) => join(candles, name);
const ask = (...more: string[]) => ['--mode', 'A', '--grid', grid, '--data', candles, ...more];
const jsonSchema = z.object({
  verdict: z.object({ kind: z.string(), text: z.string() }),
  combinations: z.number(),
  ranked: z.array(
    z.object({
      combination: z.record(z.string(), z.number()),
      outOfSample: z.object({ trades: z.number(), meanR: z.number() }),
      inSample: z.object({ trades: z.number() }),
    }),
  ),
  steps: z.array(z.object({ outOfSample: z.object({ trades: z.number() }) })),
  walkForward: z.object({ trades: z.number() }),
});

describe('npm run sweep', () => {
  it('says how much it will do before it starts, ranks, walks forward and ends with the verdict', async () => {
    const { text, lines, warnings } = await run(ask());
    expect(warnings).toMatch(/^4 combinations on 3 series: 12 backtests in 2 threads\.$/m);
    expect(text).toContain('4 combinations, ');
    expect(text).toContain('6 steps, rolling training');
    expect(text).toMatch(/^1 .*entryPenetration 0\.\d, freshTargetAtr [\d.]+$/m);
    expect(text).toContain('Walk-forward: ');
    expect(lines.at(-1)).toMatch(/^(Too few|The best of 4 )/);
  });

  it('says the same whatever the number of threads', async () => {
    const [one, two] = [
      await run(ask('--json', '--workers', '1')),
      await run(ask('--json', '--workers', '2')),
    ];
    expect(one.lines).toHaveLength(1);
    expect(two.lines).toEqual(one.lines);
    const report = jsonSchema.parse(JSON.parse(one.text));
    expect(report.ranked).toHaveLength(4);
    expect(report.steps).toHaveLength(6);
    const means = report.ranked.map(({ outOfSample }) => outOfSample.meanR);
    expect(new Set(means).size).toBe(4);
    expect(report.ranked[0]?.outOfSample.trades).toBeGreaterThan(30);
    expect(report.walkForward.trades).toBe(
      report.steps.reduce((sum, { outOfSample }) => sum + outOfSample.trades, 0),
    );
  });

  it('loses nothing when a thread is killed in the middle', async () => {
    const one = ['--mode', 'A', '--grid', grid, '--data', file('SOLUSD-15m.csv'), '--json'];
    const whole = await run([...one, '--workers', '2']);
    const threads: Worker[] = [];
    const start = (load: SweepLoad) => {
      const thread = startSweepWorker(load);
      threads.push(thread);
      // It has answered once and has its second job by then.
      if (threads.length === 1) thread.once('message', () => void thread.terminate());
      return thread;
    };
    expect((await run([...one, '--workers', '1'], start)).lines).toEqual(whole.lines);
    expect(threads).toHaveLength(2);
  });

  it('trades Human-trained with its own parameters, and hands on what a thread refuses', async () => {
    const rows = readFileSync(file('EURUSD-15m.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const start = Date.UTC(2026, 0, 5) / 1_000;
    const asM5 = rows.map((row, index) => row.replace(/^\d+/, String(start + 300 * index)));
    const m5 = inFolder('EURUSD-5m.csv', `time,open,high,low,close,volume\n${asM5.join('\n')}\n`);
    const human = ['--strategy', 'human-trained', '--grid', inFolder('human.json', '{"rr": [2, 3]}')];
    const { text } = await run([...human, '--data', m5, '--spread', '0', '--json', '--walk-forward', '1']);
    const { ranked } = jsonSchema.parse(JSON.parse(text));
    expect(new Set(ranked.map(({ outOfSample }) => outOfSample.meanR)).size).toBe(2);
    await expect(run([...human, '--data', m5, '--mode', 'A'])).rejects.toThrow('mode B alone');
  });

  it('refuses what it does not know, and names what it knows', async () => {
    const refused = (...argv: string[]) =>
      run(['--mode', 'A', ...argv]).then(
        () => 'done',
        (error: unknown) => (error instanceof TradingError ? error.message : error),
      );
    const data = ['--data', candles];
    const odd = inFolder('odd.json', '{"entryDepth": [1]}');
    expect(await refused('--grid', odd, ...data)).toMatch(
      /no parameter "entryDepth"; known: entryPenetration/,
    );
    expect(await refused('--grid', inFolder('one.json', '{"stopAtr": 1}'), ...data)).toContain('stopAtr');
    expect(await refused('--grid', join(folder, 'none.json'), ...data)).toContain('none.json cannot be read');
    expect(await refused(...data)).toContain('--grid is missing');
    expect(await refused('--grid', grid)).toContain('There is no --input and no --data');
    expect(await refused('--grid', grid, '--input', 'x.csv')).toContain('expected --data');
    expect(await refused('--grid', grid, ...data, '--out', 'x.html')).toContain('--out is of a backtest');
    expect(await refused('--grid', grid, ...data, '--finer', 'x')).toContain('--finer is of a backtest');
    expect(await refused('--grid', grid, ...data, '--walk-forward', '0')).toContain('from 1 to 52');
    expect(await refused('--grid', grid, ...data, '--training', 'sliding')).toContain('rolling or anchored');
    expect(await refused('--grid', grid, ...data, '--nonsense')).toContain('See: npm run sweep -- --help');
    expect(await refused('--grid', '--json', ...data)).toContain('--grid has no value');
  });

  it('explains itself', async () => {
    expect((await run(['--help'])).text).toContain('--walk-forward');
  });

  it('ends with all its threads on Ctrl-C', async () => {
    const values = Array.from({ length: 500 }, (_, index) => index / 500);
    const long = inFolder('long.json', JSON.stringify({ entryPenetration: values }));
    const argv = ['--mode', 'A', '--grid', long, '--data', candles];
    const child = spawn(process.execPath, ['scripts/run.mjs', 'scripts/sweep.ts', ...argv], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = once(child, 'exit');
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('500 combinations')) child.kill('SIGINT');
    });
    expect((await exit)[1]).toBe('SIGINT');
    expect(said).toContain('1,500 backtests');
  });
});
