import { parseArgs } from 'node:util';
import { TradingError } from '#shared/errors.ts';
import { type Timeframe, timeframeSchema, timeframes } from '#shared/market/timeframe.ts';
import { strategies } from '#shared/strategies/registry.ts';

const strategyNames = Object.keys(strategies).join(', ');

export const lookaheadUsage = `Breaker's look-ahead check: does a strategy know anything before it could?

  npm run lookahead -- --strategy <name> [options]
  npm run lookahead -- --file <strategy.ts> [options]

It runs the strategy over candles, then over the same candles cut off or continued otherwise after many closes, and
compares every zone, setup, signal, order, fill and trade up to there. The exit code is 1 when one of them differs.

  --strategy <name>        ${strategyNames}
  --file <strategy.ts>     one that is still being written: a module that exports a class extending BaseStrategy; it is
                           made with {} and, for those that keep one, the series of candles
  --input <file>           candles as CSV or CSV.gz; may be given more than once; default: made-up candles
  --symbol <symbol>        when the files' names do not tell it
  --timeframe <timeframe>  ${timeframes.join(', ')}; when neither name nor rows tell it
  --time-zone <zone>       of dates in the files that name none; default UTC
  --skip-bad               take the good rows of files that have faults
  --config <file>          parameters of the engine as JSON; what is not set keeps its default
  --params <file>          parameters of the strategy as JSON, like {"minDepth": 0.5}; default: those it runs with live
  --points <number>        closes after which the future is changed, besides those that look suspicious; default 24
  --seed <number>          of everything that is drawn by chance; default 1
  --help                   this text
`;

export interface LookaheadAsked {
  readonly source: { readonly strategy: string } | { readonly file: string };
  readonly paths: readonly string[];
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
  readonly timeZone: string;
  readonly skipBad: boolean;
  readonly configPath: string | null;
  readonly paramsPath: string | null;
  readonly points: number;
  readonly seed: number;
}

export type LookaheadCommand =
  | { readonly command: 'help' }
  | ({ readonly command: 'check' } & LookaheadAsked);

export function readLookaheadCommand(argv: readonly string[]): LookaheadCommand {
  const values = parse(argv);
  if (values.help) return { command: 'help' };
  const timeframe = timeframeSchema.nullable().safeParse(values.timeframe ?? null);
  if (!timeframe.success) {
    throw mistake(`--timeframe is "${values.timeframe}", expected one of ${timeframes.join(', ')}`);
  }
  return {
    command: 'check',
    source: sourceOf(values),
    paths: values.input,
    symbol: values.symbol ?? null,
    timeframe: timeframe.data,
    timeZone: values['time-zone'],
    skipBad: values['skip-bad'],
    configPath: values.config ?? null,
    paramsPath: values.params ?? null,
    points: wholeNumber('points', values.points, 1_000),
    seed: wholeNumber('seed', values.seed, 999_999),
  };
}

const text = { type: 'string' } as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        ...{ help: { type: 'boolean', default: false }, 'skip-bad': { type: 'boolean', default: false } },
        ...{ strategy: text, file: text, symbol: text, timeframe: text, config: text, params: text },
        input: { type: 'string', multiple: true, default: [] },
        'time-zone': { type: 'string', default: 'UTC' },
        points: { type: 'string', default: '24' },
        seed: { type: 'string', default: '1' },
      },
    }).values;
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/(?<=')\. /);
    throw mistake(sentence);
  }
}

function sourceOf(values: ReturnType<typeof parse>): LookaheadAsked['source'] {
  const { strategy, file } = values;
  if (strategy !== undefined && file !== undefined) {
    throw mistake('--strategy and --file are both there, expected one');
  }
  if (file !== undefined && values.params !== undefined)
    throw mistake('--params is of a --strategy, a --file is made with {}');
  if (file !== undefined) return { file };
  if (strategy === undefined) throw mistake('There is no --strategy and no --file, expected one');
  if (Object.hasOwn(strategies, strategy)) return { strategy };
  throw mistake(`--strategy is "${strategy}", expected ${Object.keys(strategies).join(' or ')}`);
}

function wholeNumber(name: string, given: string, most: number): number {
  if (/^\d{1,9}$/.test(given) && Number(given) > 0 && Number(given) <= most) return Number(given);
  throw mistake(`--${name} is "${given}", expected a whole number from 1 to ${most}`);
}

const mistake = (sentence: string): TradingError =>
  new TradingError('config', 'options.unknown', `${sentence}.\n\nSee: npm run lookahead -- --help`);
