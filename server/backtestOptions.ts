import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { LimitFills } from '#shared/backtest/simMatching.ts';
import { TradingError } from '#shared/errors.ts';
import { modes } from '#shared/executors/modes.ts';
import { positiveDecimalSchema } from '#shared/market/money.ts';
import { type Timeframe, timeframeSchema, timeframes } from '#shared/market/timeframe.ts';
import { type TradingCosts, tradingCostsSchema } from '#shared/risk/costs.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { timeReader } from './feed/fileTime.ts';

const strategyNames = Object.keys(strategies).join(', ');
const modeNames = Object.keys(modes).join(', ');

export const backtestUsage = `Breaker's backtest: recorded candles through a strategy and a mode, with fees.

  npm run backtest -- --strategy <name> --mode <mode> --input <file> [options]

  --strategy <name>        ${strategyNames}; default progressive-smc
  --mode <mode>            ${modeNames}: A enters at the close of a candle, B by a resting limit order
  --input <file>           candles as CSV or CSV.gz; may be given more than once
  --json                   one JSON object a line for every closed trade, nothing else on stdout

What is traded
  --from <date>            first candle that may trade (those before it warm the engine up): 2026-03-04 or 2026-03-04T10:15Z
  --to <date>              trade candles that open before it
  --symbol <symbol>        when the files' names do not tell it
  --timeframe <timeframe>  ${timeframes.join(', ')}; when neither name nor rows tell it
  --time-zone <zone>       of dates in the files that name none; default UTC
  --skip-bad               trade the good rows of files that have faults
  --config <file>          parameters of the engine as JSON; what is not set keeps its default
  --tick, --contract-value, --size-step <number>
                           of the instrument; default: config/symbols.json, else told by the file

Money
  --capital <amount>       at the start, for each file; default 10000
  --sizing <risk|share>    risk: at most --risk-pct of the capital is lost at the stop, capped by the share (default);
                           share: 40 % x 20 on fresh blocks, 30 % x 10 on breakers
  --risk-pct <percent>     default 1

Costs (fractions: 0.0005 is 0.05 %)
  --taker <fraction>       default: the instrument's own
  --maker <fraction>       default 0.0002, at most the taker fee
  --fee-tax <fraction>     on top of the fees; default 0
  --slippage <fraction>    of the price, on market orders and stops; default 0
  --spread <price>         half of it is paid on every fill; default 0
  --fill <touch|through>   whether a limit fills when price touches it, or only when it trades through; default touch

  --help                   this text
`;

export interface BacktestRun {
  readonly strategy: string;
  readonly mode: string;
  readonly paths: readonly string[];
  readonly asJson: boolean;
  readonly from: number | null;
  readonly to: number | null;
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
  readonly timeZone: string;
  readonly skipBad: boolean;
  readonly configPath: string | null;
  readonly instrument: InstrumentOptions;
  readonly capital: string;
  /** null: the share of the capital gives the size. */
  readonly riskPct: number | null;
  /** What was not given is the instrument's matter. */
  readonly costs: Partial<TradingCosts>;
  readonly limitFills: LimitFills;
}

/** What was said about the instrument; null: not said. */
export interface InstrumentOptions {
  readonly tick: string | null;
  readonly contractValue: string | null;
  readonly sizeStep: string | null;
}

export type BacktestCommand = { readonly command: 'help' } | ({ readonly command: 'run' } & BacktestRun);

export function readBacktestCommand(argv: readonly string[]): BacktestCommand {
  const values = parse(argv);
  if (values.help) return { command: 'help' };
  if (values.input.length === 0) throw mistake('There is no --input, expected a file of candles');
  const sizing = oneOf('sizing', values.sizing, ['risk', 'share']);
  if (sizing === 'share' && values['risk-pct'] !== undefined) {
    throw mistake('--risk-pct is of no use with --sizing share');
  }
  const riskPct = Number(amount('risk-pct', values['risk-pct'] ?? '1'));
  if (riskPct > 100) throw mistake(`--risk-pct is "${riskPct}", expected at most 100`);
  const [from, to] = [moment('from', values.from), moment('to', values.to)];
  if (from !== null && to !== null && from >= to) {
    throw mistake(`--from is "${values.from}" and --to is "${values.to}", expected --to after --from`);
  }
  const optional = (name: 'tick' | 'contract-value' | 'size-step') => {
    const text = values[name];
    return text === undefined ? null : amount(name, text);
  };
  return {
    command: 'run',
    strategy: oneOf('strategy', values.strategy, Object.keys(strategies)),
    mode: oneOf('mode', values.mode ?? '', Object.keys(modes)),
    paths: values.input,
    asJson: values.json,
    from,
    to,
    symbol: values.symbol ?? null,
    timeframe:
      values.timeframe === undefined ? null : oneOf('timeframe', values.timeframe, timeframeSchema.options),
    timeZone: values['time-zone'],
    skipBad: values['skip-bad'],
    configPath: values.config ?? null,
    instrument: {
      tick: optional('tick'),
      contractValue: optional('contract-value'),
      sizeStep: optional('size-step'),
    },
    capital: amount('capital', values.capital),
    riskPct: sizing === 'share' ? null : riskPct,
    costs: costsOf(values),
    limitFills: oneOf('fill', values.fill, ['touch', 'through']),
  };
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: flag,
        json: flag,
        'skip-bad': flag,
        input: { type: 'string', multiple: true, default: [] },
        strategy: { type: 'string', default: 'progressive-smc' },
        mode: text,
        from: text,
        to: text,
        symbol: text,
        timeframe: text,
        'time-zone': { type: 'string', default: 'UTC' },
        config: text,
        tick: text,
        'contract-value': text,
        'size-step': text,
        capital: { type: 'string', default: '10000' },
        sizing: { type: 'string', default: 'risk' },
        'risk-pct': text,
        taker: text,
        maker: text,
        'fee-tax': text,
        slippage: text,
        spread: text,
        fill: { type: 'string', default: 'touch' },
      },
    }).values;
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/(?<=')\. /);
    throw mistake(sentence);
  }
}

const costOptions = {
  taker: 'takerRate',
  maker: 'makerRate',
  'fee-tax': 'feeTax',
  slippage: 'slippage',
  spread: 'spread',
} as const;

/** A fee above it is most likely meant in percent. */
const highestFee = 0.02;

function costsOf(values: Readonly<Record<string, unknown>>): Partial<TradingCosts> {
  const costs: Record<string, string> = {};
  for (const [name, field] of Object.entries(costOptions)) {
    const given = values[name];
    if (typeof given !== 'string') continue;
    const parsed = tradingCostsSchema.shape[field].safeParse(given);
    if (!parsed.success) throw mistake(`--${name} is "${given}": ${parsed.error.issues[0]?.message}`);
    const isRate = field !== 'spread' && field !== 'feeTax';
    if (isRate && Number(given) > highestFee) {
      throw mistake(
        `--${name} is "${given}", that is ${Number(given) * 100} %: expected a fraction, 0.0005 for 0.05 %`,
      );
    }
    costs[field] = given;
  }
  return costs;
}

function amount(name: string, given: string): string {
  const parsed = positiveDecimalSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw mistake(`--${name} is "${given}": ${parsed.error.issues[0]?.message}`);
}

function moment(name: string, given: string | undefined): number | null {
  if (given === undefined) return null;
  const time = timeReader('UTC')(given);
  if (Number.isNaN(time))
    throw mistake(`--${name} is "${given}", expected a date like 2026-03-04 or 2026-03-04T10:15Z`);
  return time;
}

function oneOf<const Name extends string>(option: string, given: string, known: readonly Name[]): Name {
  const parsed = z.enum(known).safeParse(given);
  if (parsed.success) return known.find((name) => name === given) ?? parsed.data;
  const said = given === '' ? `--${option} is missing` : `--${option} is "${given}"`;
  throw mistake(`${said}, expected ${known.join(' or ')}`);
}

const mistake = (sentence: string): TradingError =>
  new TradingError('config', 'options.unknown', `${sentence}.\n\nSee: npm run backtest -- --help`);
