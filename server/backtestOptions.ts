import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { LimitFills } from '#shared/backtest/simMatching.ts';
import { TradingError } from '#shared/errors.ts';
import { modes } from '#shared/executors/modes.ts';
import { setupMode } from '#shared/executors/setupLimit.ts';
import { positiveDecimalSchema } from '#shared/market/money.ts';
import { type Timeframe, timeframeSchema } from '#shared/market/timeframe.ts';
import { type TradingCosts, tradingCostsSchema } from '#shared/risk/costs.ts';
import { strategies } from '#shared/strategies/registry.ts';
import type { FundingOptions } from './backtestFunding.ts';
import { timeReader } from './feed/fileTime.ts';
import { rateProblem } from './feed/fundingFile.ts';

export interface BacktestRun {
  readonly strategy: string;
  readonly mode: string;
  readonly paths: readonly string[];
  /** Shorter candles, for those that do not tell what came first. */
  readonly finerPaths: readonly string[];
  readonly asJson: boolean;
  /** null: each file's trades for themselves. */
  readonly report: ReportRequest | null;
  readonly accountPath: string | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
  readonly timeZone: string;
  readonly skipBad: boolean;
  readonly configPath: string | null;
  /** Parameters of the strategy; null: as it runs live. */
  readonly paramsPath: string | null;
  readonly instrument: InstrumentOptions;
  readonly capital: string;
  /** null: the share of the capital gives the size. */
  readonly riskPct: number | null;
  /** What was not given is the instrument's matter. */
  readonly costs: Partial<TradingCosts>;
  readonly limitFills: LimitFills;
  readonly funding: FundingOptions;
}

export interface ReportRequest {
  readonly outPath: string | null;
  /** 0..1. */
  readonly inSampleShare: number;
  readonly seed: number;
}

/** What was said about the instrument; null: not said. */
export interface InstrumentOptions {
  readonly tick: string | null;
  readonly contractValue: string | null;
  readonly sizeStep: string | null;
}

export type BacktestCommand = { readonly command: 'help' } | ({ readonly command: 'run' } & BacktestRun);

export function readBacktestCommand(argv: readonly string[]): BacktestCommand {
  const { values, tokens } = parse(argv);
  if (values.help) return { command: 'help' };
  const { paths, finerPaths } = pathsOf(values, filesBehind(tokens));
  const report = reportRequest(values);
  const sizing = oneOf('sizing', values.sizing, ['risk', 'share']);
  if (sizing === 'share' && values['risk-pct'] !== undefined) {
    throw mistake('--risk-pct is of no use with --sizing share');
  }
  const strategy = oneOf('strategy', values.strategy, Object.keys(strategies));
  const hasSetups = strategies[strategy]?.({}).zoneFinder() === null;
  if (hasSetups && sizing === 'share') throw mistake(`--sizing share is of no use with ${strategy}`);
  const usualMode = hasSetups ? setupMode : report === null ? '' : 'A';
  const riskPct = Number(amount('risk-pct', values['risk-pct'] ?? (hasSetups ? '0.5' : '1')));
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
    strategy,
    mode: oneOf('mode', values.mode ?? usualMode, Object.keys(modes)),
    paths,
    finerPaths,
    asJson: values.json,
    report,
    accountPath: accountPath(values),
    from,
    to,
    symbol: values.symbol ?? null,
    timeframe:
      values.timeframe === undefined ? null : oneOf('timeframe', values.timeframe, timeframeSchema.options),
    timeZone: values['time-zone'],
    skipBad: values['skip-bad'],
    configPath: values.config ?? null,
    paramsPath: values.params ?? null,
    instrument: {
      tick: optional('tick'),
      contractValue: optional('contract-value'),
      sizeStep: optional('size-step'),
    },
    capital: amount('capital', values.capital ?? '10000'),
    riskPct: sizing === 'share' ? null : riskPct,
    costs: costsOf(values),
    limitFills: oneOf('fill', values.fill, ['touch', 'through']),
    funding: { path: values.funding ?? null, flatRate: flatRate(values['funding-rate']) },
  };
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      tokens: true,
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
        params: text,
        tick: text,
        'contract-value': text,
        'size-step': text,
        data: { type: 'string', multiple: true, default: [] },
        finer: { type: 'string', multiple: true, default: [] },
        funding: text,
        'funding-rate': text,
        out: text,
        'in-sample': text,
        seed: text,
        account: text,
        fees: text,
        capital: text,
        sizing: { type: 'string', default: 'risk' },
        'risk-pct': text,
        taker: text,
        maker: text,
        'fee-tax': text,
        slippage: text,
        spread: text,
        fill: { type: 'string', default: 'touch' },
      },
    });
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/(?<=')\. /);
    throw mistake(sentence);
  }
}

type Parsed = ReturnType<typeof parse>;
type Values = Parsed['values'];

/** Files that no option is in front of, by the last option that takes several. */
interface FilesBehind {
  readonly data: readonly string[];
  readonly finer: readonly string[];
}

/** A shell writes out `--data *.csv` as one file after --data and the others behind it. */
function filesBehind(tokens: Parsed['tokens']): FilesBehind {
  const behind: { data: string[]; finer: string[] } = { data: [], finer: [] };
  let list: keyof FilesBehind = 'data';
  for (const token of tokens) {
    if (token.kind === 'positional') behind[list].push(token.value);
    else if (token.kind === 'option' && (token.name === 'data' || token.name === 'finer')) list = token.name;
  }
  return behind;
}

function pathsOf({ input, data, finer }: Values, behind: FilesBehind) {
  const finerPaths = [...finer, ...behind.finer];
  if (input.length > 0 && data.length > 0) throw mistake('--input and --data are both there, expected one');
  if (data.length > 0) return { paths: [...data, ...behind.data], finerPaths };
  const [stray] = behind.data;
  if (stray !== undefined) throw mistake(`Unexpected argument '${stray}'`);
  if (input.length === 0) throw mistake('There is no --input and no --data, expected a file of candles');
  return { paths: input, finerPaths };
}

function flatRate(given: string | undefined): string | null {
  if (given === undefined) return null;
  const problem = rateProblem(given);
  if (problem !== null) throw mistake(`--funding-rate is "${given}"${problem}`);
  return given;
}

function reportRequest(values: Values): ReportRequest | null {
  if (values.data.length === 0) {
    const stray = (['out', 'in-sample', 'seed'] as const).find((name) => values[name] !== undefined);
    if (stray !== undefined)
      throw mistake(`--${stray} is of the report, expected --data in place of --input`);
    return null;
  }
  const inSamplePct = Number(amount('in-sample', values['in-sample'] ?? '70'));
  if (inSamplePct >= 100) throw mistake(`--in-sample is "${inSamplePct}", expected less than 100`);
  const seed = values.seed ?? '1';
  if (!/^\d{1,6}$/.test(seed)) throw mistake(`--seed is "${seed}", expected a whole number up to 999999`);
  return { outPath: values.out ?? null, inSampleShare: inSamplePct / 100, seed: Number(seed) };
}

function accountPath(values: Values): string | null {
  if (values.account === undefined) return null;
  const told = (['capital', 'risk-pct'] as const).find((name) => values[name] !== undefined);
  if (told !== undefined) throw mistake(`--${told} is what --account says, expected one of them`);
  return values.account;
}

const costOptions = {
  taker: 'takerRate',
  maker: 'makerRate',
  'fee-tax': 'feeTax',
  slippage: 'slippage',
  spread: 'spread',
} as const;

/** What --fees says of both. */
const feeSides = { taker: true, maker: true } as const;

/** A fee above it is most likely meant in percent. */
const highestFee = 0.02;

function costsOf(values: Values): Partial<TradingCosts> {
  const costs: Record<string, string> = {};
  const said: Readonly<Record<string, unknown>> = { ...values, ...feesOf(values) };
  for (const [name, field] of Object.entries(costOptions)) {
    const given = said[name];
    if (typeof given !== 'string') continue;
    const option = values.fees !== undefined && name in feeSides ? 'fees' : name;
    const parsed = tradingCostsSchema.shape[field].safeParse(given);
    if (!parsed.success) throw mistake(`--${option} is "${given}": ${parsed.error.issues[0]?.message}`);
    const isRate = field !== 'spread' && field !== 'feeTax';
    if (isRate && Number(given) > highestFee) {
      throw mistake(
        `--${option} is "${given}", that is ${Number(given) * 100} %: expected a fraction, 0.0005 for 0.05 %`,
      );
    }
    costs[field] = given;
  }
  return costs;
}

function feesOf({ fees, maker, taker }: Values): { readonly maker?: string; readonly taker?: string } {
  if (fees === undefined) return {};
  if (maker !== undefined || taker !== undefined) {
    throw mistake('--fees is both --maker and --taker, expected one way of saying it');
  }
  const [makerRate = '', takerRate = makerRate, ...more] = fees.split('/');
  if (more.length > 0) throw mistake(`--fees is "${fees}", expected like 0.0002/0.0005`);
  return { maker: makerRate, taker: takerRate };
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
