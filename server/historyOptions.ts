import { parseArgs } from 'node:util';
import { TradingError } from '#shared/errors.ts';
import { type Timeframe, timeframeSchema, timeframes } from '#shared/market/timeframe.ts';

export const historyUsage = `Breaker's history: recorded candles in the database.

  npm run history -- import <files or folders...> [options]   CSV or CSV.gz, of nearly any layout
  npm run history -- status                                    what is there: span, rows, gaps

Options of import
  --symbol <symbol>        when the files' names do not tell it
  --timeframe <timeframe>  ${timeframes.join(', ')}; when neither name nor rows tell it
  --time-zone <zone>       of dates that name none: "Europe/Athens", or "America/New_York+7" for a clock seven hours
                           ahead of New York; default UTC
  --skip-bad               import the good rows of files that have faults, and say what was left out
  --help                   this text

Environment
  DATA_DIR, DATABASE_URL   as for npm start
`;

export type HistoryCommand =
  | { readonly command: 'help' }
  | { readonly command: 'status' }
  | {
      readonly command: 'import';
      readonly paths: readonly string[];
      readonly symbol: string | null;
      readonly timeframe: Timeframe | null;
      readonly timeZone: string;
      readonly skipBad: boolean;
    };

export function readHistoryCommand(argv: readonly string[]): HistoryCommand {
  const { values, positionals } = parse(argv);
  const [command, ...paths] = positionals;
  if (values.help) return { command: 'help' };
  if (command === 'status') {
    if (paths.length > 0 || argv.length > 1) throw mistake('"status" takes no options and no files');
    return { command };
  }
  if (command !== 'import') {
    throw mistake(
      `${command === undefined ? 'Nothing to do' : `"${command}" is unknown`}, expected import or status`,
    );
  }
  if (paths.length === 0) throw mistake('import needs files or folders');
  const timeframe = timeframeSchema.nullable().safeParse(values.timeframe ?? null);
  if (!timeframe.success) {
    throw mistake(`--timeframe is "${values.timeframe}", expected one of ${timeframes.join(', ')}`);
  }
  return {
    command,
    paths,
    symbol: values.symbol ?? null,
    timeframe: timeframe.data,
    timeZone: values['time-zone'],
    skipBad: values['skip-bad'],
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        symbol: { type: 'string' },
        timeframe: { type: 'string' },
        'time-zone': { type: 'string', default: 'UTC' },
        'skip-bad': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/(?<=')\. /);
    throw mistake(sentence);
  }
}

const mistake = (text: string): TradingError =>
  new TradingError('config', 'options.unknown', `${text}.\n\nSee: npm run history -- --help`);
