import { mostCombinations } from '#shared/backtest/grid.ts';
import type { TrainingWindows } from '#shared/backtest/walkForward.ts';
import { TradingError } from '#shared/errors.ts';
import { type BacktestRun, readBacktestCommand } from '../backtestOptions.ts';

export interface SweepRun {
  readonly run: BacktestRun;
  readonly seed: number;
  readonly gridPath: string;
  readonly steps: number;
  readonly training: TrainingWindows;
  readonly workers: number;
  /** Workers of the same database take part. */
  readonly isQueued: boolean;
  /** Combinations that are shown in the terminal. */
  readonly top: number;
}

export type SweepCommand = { readonly command: 'help' } | ({ readonly command: 'sweep' } & SweepRun);

const ownOptions: ReadonlySet<string> = new Set(['grid', 'walk-forward', 'training', 'workers', 'top']);

/** Its own options; everything else is read as of a backtest. */
export function readSweepCommand(argv: readonly string[]): SweepCommand {
  const { own, others, isQueued } = splitOptions(argv);
  const backtest = backtestOptions(others);
  if (backtest.command === 'help') return backtest;
  const { command: _, ...run } = backtest;
  if (run.report === null) throw mistake('--input is of a backtest, expected --data');
  const stray = ['out', 'in-sample', 'finer'].find((name) =>
    others.some((text) => text === `--${name}` || text.startsWith(`--${name}=`)),
  );
  if (stray !== undefined) throw mistake(`--${stray} is of a backtest, not of a sweep`);
  const gridPath = own.get('grid');
  if (gridPath === undefined) throw mistake('--grid is missing, expected a JSON file of parameters');
  const training = own.get('training') ?? 'rolling';
  if (training !== 'rolling' && training !== 'anchored') {
    throw mistake(`--training is "${training}", expected rolling or anchored`);
  }
  return {
    command: 'sweep',
    run,
    seed: run.report.seed,
    gridPath,
    steps: whole('walk-forward', own.get('walk-forward') ?? '6', mostSteps),
    training,
    workers: whole('workers', own.get('workers') ?? '2', mostWorkers),
    isQueued,
    top: whole('top', own.get('top') ?? '10', mostCombinations),
  };
}

const mostSteps = 52;
const mostWorkers = 64;

interface Split {
  readonly own: ReadonlyMap<string, string>;
  readonly others: readonly string[];
  readonly isQueued: boolean;
}

function splitOptions(argv: readonly string[]): Split {
  const own = new Map<string, string>();
  const others: string[] = [];
  let isQueued = false;
  for (let place = 0; place < argv.length; place += 1) {
    const text = argv[place] ?? '';
    if (text === '--queue') {
      isQueued = true;
      continue;
    }
    const [, name = '', attached] = /^--([a-z-]+)(?:=(.*))?$/s.exec(text) ?? [];
    if (!ownOptions.has(name)) {
      others.push(text);
      continue;
    }
    if (attached === undefined) place += 1;
    const value = attached ?? argv[place];
    if (value === undefined || value === '' || value.startsWith('--')) {
      throw mistake(`--${name} has no value`);
    }
    if (own.has(name)) throw mistake(`--${name} is there twice`);
    own.set(name, value);
  }
  return { own, others, isQueued };
}

function backtestOptions(argv: readonly string[]) {
  try {
    return readBacktestCommand(argv);
  } catch (error) {
    if (!(error instanceof TradingError)) throw error;
    const [sentence = ''] = error.message.split('\n\nSee: ');
    throw mistake(sentence.replace(/\.$/, ''));
  }
}

function whole(name: string, given: string, most: number): number {
  const value = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (value >= 1 && value <= most) return value;
  throw mistake(`--${name} is "${given}", expected a whole number from 1 to ${most}`);
}

const mistake = (sentence: string): TradingError =>
  new TradingError('config', 'options.unknown', `${sentence}.\n\nSee: npm run sweep -- --help`);
