import { parseArgs } from 'node:util';
import { TradingError } from '#shared/errors.ts';
import type { Session } from '#shared/market/session.ts';
import { type Timeframe, timeframeSchema, timeframes } from '#shared/market/timeframe.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig, type SmcConfig, smcConfigSchema } from '#shared/smc/config.ts';
import { timeReader } from './feed/fileTime.ts';

export const smcUsage = `Breaker's engine on recorded candles: one JSON object per line for every event, in order.

  npm run -s smc -- --input <file.csv[.gz]> [options]

Options
  --timeframe <timeframe>  of the candles in the file: ${timeframes.join(', ')}; when its name does not tell it
  --higher <timeframes>    further timeframes made of these candles, "4h" or "1h,4h"; every event then names its own
  --config <file.json>     parameters of the engine; those it does not name keep their defaults
  --explain <time>         in place of the events: what the strategy saw at that close (2026-03-04T10:15Z), gate by
                           gate: of 5m candles Human-trained, of 15m candles Progressive SMC, as they run live
  --spread <price>         of the instrument, for --explain; default: its usual one, as in a backtest
  --pine <file>            also write a TradingView script (Pine v6) that draws the newest blocks, gaps and breaks
  --symbol <symbol>        when the file's name does not tell it
  --session <session>      24x7, or forex: days and four hours by New York's clock; told by the symbol unless given
  --time-zone <zone>       of dates that name none; default UTC
  --help                   this text

Parameters and their defaults
  ${Object.entries(defaultSmcConfig)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ')}
`;

export type SmcCommand =
  | { readonly command: 'help' }
  | {
      readonly command: 'run';
      readonly input: string;
      readonly timeframe: Timeframe | null;
      readonly higher: readonly Timeframe[];
      readonly config: string | null;
      readonly pine: string | null;
      readonly symbol: string | null;
      readonly session: Session | null;
      readonly timeZone: string;
      /** null: the events are asked for. */
      readonly explain: { readonly at: number; readonly spread: string | null } | null;
    };

export function readSmcCommand(argv: readonly string[]): SmcCommand {
  const values = parse(argv);
  if (values.help) return { command: 'help' };
  if (values.input === undefined) throw mistake('--input is missing, expected a file of candles');
  return {
    command: 'run',
    input: values.input,
    timeframe: values.timeframe === undefined ? null : timeframeOf('--timeframe', values.timeframe),
    higher: (values.higher ?? [])
      .flatMap((text) => text.split(','))
      .map((text) => timeframeOf('--higher', text.trim())),
    config: values.config ?? null,
    pine: values.pine ?? null,
    symbol: values.symbol ?? null,
    session: values.session === undefined ? null : sessionOf(values.session),
    timeZone: values['time-zone'],
    explain: explainOf(values),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', default: false },
        input: { type: 'string' },
        timeframe: { type: 'string' },
        higher: { type: 'string', multiple: true },
        config: { type: 'string' },
        pine: { type: 'string' },
        symbol: { type: 'string' },
        session: { type: 'string' },
        'time-zone': { type: 'string', default: 'UTC' },
        explain: { type: 'string' },
        spread: { type: 'string' },
      },
    }).values;
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/(?<=')\. /);
    throw mistake(sentence);
  }
}

function explainOf({ explain, spread, higher, pine }: ReturnType<typeof parse>) {
  if (explain === undefined) return null;
  if (higher !== undefined || pine !== undefined)
    throw mistake('--explain makes its longer candles itself and draws nothing: no --higher, no --pine');
  const at = timeReader('UTC')(explain);
  if (Number.isNaN(at)) throw mistake(`--explain is "${explain}", expected a time like 2026-03-04T10:15Z`);
  if (spread === undefined) return { at, spread: null };
  const parsed = tradingCostsSchema.shape.spread.safeParse(spread);
  if (!parsed.success) throw mistake(`--spread is "${spread}": ${parsed.error.issues[0]?.message}`);
  return { at, spread };
}

function timeframeOf(option: string, text: string): Timeframe {
  const parsed = timeframeSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw mistake(`${option} is "${text}", expected one of ${timeframes.join(', ')}`);
}

function sessionOf(text: string): Session {
  if (text === '24x7' || text === 'forex') return text;
  throw mistake(`--session is "${text}", expected 24x7 or forex`);
}

const mistake = (text: string): TradingError =>
  new TradingError('config', 'options.unknown', `${text}.\n\nSee: npm run -s smc -- --help`);

/** The parameters a file names, the defaults for all others; `path` is for the reader of a refusal. */
export function readSmcConfig(text: string, path: string): SmcConfig {
  const parsed = smcConfigSchema.partial().safeParse(jsonOf(text, path));
  // A parameter that is not named is absent, never undefined: the file is JSON.
  if (parsed.success) return smcConfigSchema.parse({ ...defaultSmcConfig, ...parsed.data });
  const problems = parsed.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${issue.keys.join(', ')}: no parameter of the engine; known: ${Object.keys(defaultSmcConfig).join(', ')}`
      : `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new TradingError(
    'config',
    'smcConfig.invalid',
    problems.map((problem) => `${path}: ${problem}`).join('\n'),
  );
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TradingError(
      'config',
      'smcConfig.json',
      `${path} is not JSON: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
