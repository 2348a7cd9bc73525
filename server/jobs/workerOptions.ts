import { parseArgs } from 'node:util';
import { TradingError } from '#shared/errors.ts';

export const workerUsage = `Breaker's worker: does jobs of the queue until it is stopped.

  npm run worker [-- options]

  --threads <number>       backtests at the same time; default 2
  --help                   this text

What it does
  Sweeps that were started with npm run sweep -- --queue, on any machine with the same database, and report cards of
  strategies. Candles come through the database: no files are needed here. Only jobs of the same version of Breaker are
  done. Ctrl-C hands back what is unfinished; a worker that is killed or cut off is noticed within seconds, and its jobs
  are done by others.

Environment
  DATABASE_URL             the Postgres that all machines share
  DATA_DIR                 without it: the built-in database of this machine, whether Breaker is running or not
`;

export type WorkerCommand =
  | { readonly command: 'help' }
  | { readonly command: 'work'; readonly threads: number };

const mostThreads = 64;

export function readWorkerCommand(argv: readonly string[]): WorkerCommand {
  const values = parse(argv);
  if (values.help) return { command: 'help' };
  const threads = /^\d{1,2}$/.test(values.threads) ? Number(values.threads) : 0;
  if (threads >= 1 && threads <= mostThreads) return { command: 'work', threads };
  throw mistake(`--threads is "${values.threads}", expected a whole number from 1 to ${mostThreads}.`);
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { help: { type: 'boolean', default: false }, threads: { type: 'string', default: '2' } },
    });
    return values;
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/(?<=')\. /);
    throw mistake(sentence);
  }
}

const mistake = (sentence: string): TradingError =>
  new TradingError('config', 'options.unknown', `${sentence}\n\nSee: npm run worker -- --help`);
