import { homedir } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { TradingError } from '#shared/errors.ts';
import { compactDialect, type Dialect, legacyDialect } from './delta/dialect.ts';
import { type DeltaHosts, deltaHosts, hostsNamed, venueNames } from './delta/hosts.ts';
import type { ReplaySpeed } from './feed/virtualClock.ts';
import { dataDirectory } from './store/dataDir.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ServerConfig {
  readonly env: Environment;
  readonly port: number;
  readonly host: string;
  /** Names under which the server may be asked for besides those of this machine. */
  readonly allowedHosts: readonly string[];
  readonly dataDir: string;
  /** null: the built-in Postgres. */
  readonly databaseUrl: string | null;
  readonly logLevel: string;
  readonly market: MarketChoice;
}

/** Where the candles come from. */
export type MarketChoice =
  | {
      readonly kind: 'replay';
      /** Files or folders. */
      readonly paths: readonly string[];
      readonly speed: ReplaySpeed;
      readonly from: number | null;
    }
  | { readonly kind: 'sample'; readonly speed: ReplaySpeed; readonly from: number | null }
  /** A sandbox exchange of our own, started and ended with the server. */
  | { readonly kind: 'sandbox'; readonly speed: number; readonly historyDays: number }
  | {
      readonly kind: 'live';
      readonly hosts: DeltaHosts;
      /** How fast the venue's clock runs: 1, but for a sandbox exchange that was started faster. */
      readonly speed: number;
      readonly dialect: Dialect;
      readonly historyDays: number;
    };

export const usage = `Breaker: the system suggests, you decide, it tracks.

  npm start [-- options]

Options
  (none)                          live candles: Delta Exchange India's public data, no key needed
  --venue <name or URL>           india (default), india-testnet, or a sandbox exchange on this machine by its URL
  --dialect <compact|legacy>      names that the venue's stream is asked by: compact (default), or the older ones
  --days <number>                 history of each series that is loaded from the venue, default 180
  --sandbox                       a made-up exchange on this machine instead of the venue, started and ended with the server
  --replay <files or folders...>  play recorded candles (CSV or CSV.gz)
  --sample                        play the built-in sample
  --speed <number|max>            how many times faster than real time: replay 600, sample 240, sandbox 1 unless told
                                  (with --venue <URL>: the speed that exchange was started with)
  --from <date>                   replay and sample begin here, for example 2026-01-05 or 2026-01-05T08:00Z; what lies
                                  before is history (default: after the first 300 candles of each series)
  --help                          this text

Environment
  PORT           port of app and API, default 4380; 0 takes a free one
  HOST           address to listen on, default 127.0.0.1 (there is no login yet: keep it so)
  ALLOWED_HOSTS  further host names the app may be opened by, separated by commas
  DATA_DIR       where the built-in database and its logs lie; default: this system's place for user data
  DATABASE_URL   a Postgres of your own instead of the built-in one
  LOG_LEVEL      trace, debug, info, warn (default), error
`;

const hostNames = (text: string) =>
  text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
const wholeNumber = z.string().regex(/^\d+$/).transform(Number);
const decimalNumber = z
  .string()
  .regex(/^\d+(\.\d+)?(e\d+)?$/i)
  .transform(Number);

const maxSpeed = 1_000_000;
const speedSchema = z.union([z.literal('max'), decimalNumber.pipe(z.number().positive().max(maxSpeed))]);
/** A moment needs its zone; a date is the day in UTC. */
const dateSchema = z
  .union([z.iso.date(), z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })])
  .transform((text) => Date.parse(text));

const maxHistoryDays = 3_650;
const venueSchema = z
  .string()
  .transform(hostsNamed)
  .refine((hosts) => hosts !== null);

/** Each setting with the words that say what it should have been. */
const settings = {
  port: setting('PORT', 'a whole number from 0 to 65535', wholeNumber.pipe(z.number().max(65_535))),
  host: setting('HOST', 'a name or an address', z.string()),
  allowedHosts: setting('ALLOWED_HOSTS', 'host names separated by commas', z.string().transform(hostNames)),
  databaseUrl: setting(
    'DATABASE_URL',
    'postgres://user:password@host:port/database',
    z.url({ protocol: /^postgres(ql)?$/ }),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'trace, debug, info, warn or error',
    z.enum(['trace', 'debug', 'info', 'warn', 'error']),
  ),
  replay: setting('--replay', 'files or folders', z.array(z.string().min(1))),
  speed: setting('--speed', `a number above 0 and up to ${maxSpeed}, or "max"`, speedSchema),
  from: setting('--from', 'a date like 2026-01-05 or 2026-01-05T08:00Z', dateSchema),
  venue: setting('--venue', venueNames, venueSchema),
  dialect: setting(
    '--dialect',
    'compact or legacy',
    z.enum(['compact', 'legacy']).transform((name) => (name === 'compact' ? compactDialect : legacyDialect)),
  ),
  days: setting(
    '--days',
    `a whole number from 1 to ${maxHistoryDays}`,
    wholeNumber.pipe(z.number().min(1).max(maxHistoryDays)),
  ),
};

interface Setting<Value> {
  readonly name: string;
  readonly expected: string;
  readonly schema: z.ZodType<Value>;
}

function setting<Value>(name: string, expected: string, schema: z.ZodType<Value>): Setting<Value> {
  return { name, expected, schema };
}

/** What may hold a password is not repeated, on no screen and in no log. */
const secrets: readonly string[] = ['DATABASE_URL'];

interface Options {
  readonly help: boolean;
  readonly replay: readonly string[] | null;
  readonly sample: boolean;
  readonly sandbox: boolean;
  readonly venue: string | undefined;
  readonly dialect: string | undefined;
  readonly days: string | undefined;
  readonly speed: string | undefined;
  readonly from: string | undefined;
}

function readOptions(argv: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        replay: { type: 'string', multiple: true },
        sample: { type: 'boolean', default: false },
        sandbox: { type: 'boolean', default: false },
        venue: { type: 'string' },
        dialect: { type: 'string' },
        days: { type: 'string' },
        speed: { type: 'string' },
        from: { type: 'string' },
      },
    });
    if (!values.replay && positionals[0] !== undefined)
      throw new Error(`Unexpected "${positionals[0]}": files and folders follow --replay.`);
    const replay = values.replay ? [...values.replay, ...positionals] : null;
    const { help, sample, sandbox, venue, dialect, days, speed, from } = values;
    return { help, replay, sample, sandbox, venue, dialect, days, speed, from };
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/(?<=')\. /);
    throw new TradingError('config', 'options.unknown', `${sentence}\n\nSee: npm start -- --help`, {
      cause: error,
    });
  }
}

/** Options and environment in one frozen object, or one error that lists every problem. `help`: only print usage. */
export function readConfig(argv: readonly string[], env: Environment): ServerConfig | 'help' {
  const options = readOptions(argv);
  if (options.help) return 'help';
  const problems: string[] = [];
  /** null when it is not set, or wrong, which is noted. */
  const read = <Value>({ name, expected, schema }: Setting<Value>, value: unknown): Value | null => {
    if (value === undefined || value === null) return null;
    const { success, data } = schema.safeParse(value);
    if (success) return data;
    const shown = secrets.includes(name) ? 'not shown here' : `"${value}"`;
    problems.push(`${name} is ${shown}, expected ${expected}`);
    return null;
  };
  // An empty variable means the same as none.
  const fromEnv = <Value>(asked: Setting<Value>) => read(asked, env[asked.name] || null);
  const config = {
    env,
    port: fromEnv(settings.port) ?? 4_380,
    host: fromEnv(settings.host) ?? '127.0.0.1',
    allowedHosts: fromEnv(settings.allowedHosts) ?? [],
    dataDir: dataDirectory(env, { platform: process.platform, home: homedir() }),
    databaseUrl: fromEnv(settings.databaseUrl),
    logLevel: fromEnv(settings.logLevel) ?? 'warn',
    market: readMarket(options, { read, problems }),
  };
  if (problems.length > 0) throw new TradingError('config', 'config.invalid', problems.join('\n'));
  return Object.freeze(config);
}

interface Reading {
  readonly read: <Value>(setting: Setting<Value>, value: unknown) => Value | null;
  readonly problems: string[];
}

/** What is not for the kind of market that was chosen is refused rather than passed over. */
function readMarket(options: Options, { read, problems }: Reading): MarketChoice {
  const paths = read(settings.replay, options.replay);
  const speed = read(settings.speed, options.speed);
  const from = read(settings.from, options.from);
  const hosts = read(settings.venue, options.venue) ?? deltaHosts.india;
  const dialect = read(settings.dialect, options.dialect) ?? compactDialect;
  const historyDays = read(settings.days, options.days) ?? 180;
  const chosen = [
    ...(options.replay ? ['--replay'] : []),
    ...(options.sample ? ['--sample'] : []),
    ...(options.sandbox ? ['--sandbox'] : []),
    ...(options.venue === undefined ? [] : ['--venue']),
  ];
  if (chosen.length > 1) problems.push(`${chosen.join(' and ')} were given, expected one of them`);
  const notFor = (kind: string, given: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(given))
      if (value !== undefined) problems.push(`${name} was given, which ${kind} does not have`);
  };
  if (options.replay || options.sample) {
    notFor('a recording', { '--days': options.days, '--dialect': options.dialect });
    if (!options.replay) return { kind: 'sample', speed: speed ?? 240, from };
    return { kind: 'replay', paths: paths ?? [], speed: speed ?? 600, from };
  }
  if (options.sandbox) {
    notFor('the sandbox', { '--from': options.from, '--dialect': options.dialect });
    if (speed === 'max') problems.push('--speed is "max", expected a number for the sandbox');
    return { kind: 'sandbox', speed: typeof speed === 'number' ? speed : 1, historyDays };
  }
  const isSandbox = !Object.values(deltaHosts).includes(hosts);
  notFor('a live market', { '--from': options.from, ...(isSandbox ? {} : { '--speed': options.speed }) });
  if (isSandbox && speed === 'max') problems.push('--speed is "max", expected a number for the sandbox');
  return { kind: 'live', hosts, speed: typeof speed === 'number' ? speed : 1, dialect, historyDays };
}

/** The one place that reads the process's environment. */
export const processEnvironment = (): Environment => ({ ...process.env });
