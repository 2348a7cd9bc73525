import { parseArgs } from 'node:util';
import { TradingError } from '#shared/errors.ts';
import { type Timeframe, timeframeSchema, timeframes } from '#shared/market/timeframe.ts';
import { type DeltaHosts, deltaHosts, hostsNamed, venueNames } from './delta/hosts.ts';

const defaultDays = 180;
const mostDays = 3_650;

export const historyUsage = `Breaker's history: candles in the database.

  npm run history -- import <files or folders...> [options]   recorded ones: CSV or CSV.gz, of nearly any layout
  npm run history -- load [options]                            those of Delta Exchange that are missing
  npm run history -- status                                    what is there: span, rows, gaps

Options of import
  --symbol <symbol>        when the files' names do not tell it
  --timeframe <timeframe>  ${timeframes.join(', ')}; when neither name nor rows tell it
  --time-zone <zone>       of dates that name none: "Europe/Athens", or "America/New_York+7" for a clock seven hours
                           ahead of New York; default UTC
  --skip-bad               import the good rows of files that have faults, and say what was left out

Options of load; it can be stopped at any moment and goes on where it was
  --symbol <symbol>        only this one; default: all of Delta in config/symbols.json
  --timeframe <timeframe>  only this one; default: those of config/symbols.json
  --days <number>          how far back, default ${defaultDays}
  --venue <name or URL>    as for npm start: ${venueNames}

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
    }
  | {
      readonly command: 'load';
      /** null: all of the venue. */
      readonly symbol: string | null;
      /** null: those of each instrument. */
      readonly timeframe: Timeframe | null;
      readonly days: number;
      readonly hosts: DeltaHosts;
    };

const help = { type: 'boolean', default: false } as const;
const text = { type: 'string' } as const;

export function readHistoryCommand(argv: readonly string[]): HistoryCommand {
  if (argv.includes('--help')) return { command: 'help' };
  const command = argv.find((word) => !word.startsWith('-'));
  switch (command) {
    case 'status':
      if (argv.length > 1) throw mistake('"status" takes no options and no files');
      return { command };
    case 'import':
      return readImport(argv);
    case 'load':
      return readLoad(argv);
    default:
      throw mistake(
        `${command === undefined ? 'Nothing to do' : `"${command}" is unknown`}, expected import, load or status`,
      );
  }
}

function readImport(argv: readonly string[]): HistoryCommand {
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help,
        symbol: text,
        timeframe: text,
        'time-zone': { type: 'string', default: 'UTC' },
        'skip-bad': { type: 'boolean', default: false },
      },
    }),
  );
  const paths = positionals.slice(1);
  if (paths.length === 0) throw mistake('import needs files or folders');
  return {
    command: 'import',
    paths,
    symbol: values.symbol ?? null,
    timeframe: readTimeframe(values.timeframe),
    timeZone: values['time-zone'],
    skipBad: values['skip-bad'],
  };
}

function readLoad(argv: readonly string[]): HistoryCommand {
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help, symbol: text, timeframe: text, days: text, venue: text },
    }),
  );
  if (positionals.length > 1) throw mistake(`load takes no files, but was given "${positionals[1]}"`);
  const days = values.days === undefined ? defaultDays : Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > mostDays)
    throw mistake(`--days is "${values.days}", expected a whole number from 1 to ${mostDays}`);
  const hosts = values.venue === undefined ? deltaHosts.india : hostsNamed(values.venue);
  if (hosts === null) throw mistake(`--venue is "${values.venue}", expected ${venueNames}`);
  return {
    command: 'load',
    symbol: values.symbol ?? null,
    timeframe: readTimeframe(values.timeframe),
    days,
    hosts,
  };
}

function readTimeframe(given: string | undefined): Timeframe | null {
  const timeframe = timeframeSchema.nullable().safeParse(given ?? null);
  if (timeframe.success) return timeframe.data;
  throw mistake(`--timeframe is "${given}", expected one of ${timeframes.join(', ')}`);
}

function parse<Parsed>(read: () => Parsed): Parsed {
  try {
    return read();
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/(?<=')\. /);
    throw mistake(sentence);
  }
}

const mistake = (text: string): TradingError =>
  new TradingError('config', 'options.unknown', `${text}.\n\nSee: npm run history -- --help`);
