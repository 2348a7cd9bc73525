import { homedir } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { TradingError } from '#shared/errors.ts';
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
  /** Files or folders to replay; null plays the sample. */
  readonly replay: readonly string[] | null;
  readonly speed: ReplaySpeed;
  readonly from: number | null;
}

export const usage = `Breaker: the system suggests, you decide, it tracks.

  npm start [-- options]

Options
  --replay <files or folders...>  play recorded candles (CSV or CSV.gz) instead of the built-in sample
  --speed <number|max>            how many times faster than real time; default 600 (sample: 240)
  --from <date>                   begin here, for example 2026-01-05 or 2026-01-05T08:00Z; what lies before is history
                                  (default: after the first 300 candles of each series)
  --help                          this text

Environment
  PORT           port of app and API, default 4380; 0 takes a free one
  HOST           address to listen on, default 127.0.0.1 (there is no login yet: keep it so)
  ALLOWED_HOSTS  further host names the app may be opened by, separated by commas
  DATA_DIR       where the built-in database and its logs lie; default: this system's place for user data
  DATABASE_URL   a Postgres of your own instead of the built-in one
  LOG_LEVEL      trace, debug, info, warn (default), error
`;

const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4_380),
  HOST: z.string().min(1).default('127.0.0.1'),
  ALLOWED_HOSTS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((name) => name.trim().toLowerCase()))
    .transform((names) => names.filter((name) => name !== '')),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('warn'),
});

const speedSchema = z.union([z.literal('max'), z.coerce.number().positive().max(1_000_000)]);
const dateSchema = z.union([
  z.iso.date(),
  z.iso.datetime({ offset: true }),
  z.string().regex(/^[\d-]+T\d\d:\d\dZ$/),
]);

interface Options {
  readonly help: boolean;
  readonly replay: readonly string[] | null;
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
        speed: { type: 'string' },
        from: { type: 'string' },
      },
    });
    if (!values.replay && positionals[0] !== undefined)
      throw new Error(`Unexpected "${positionals[0]}": files and folders follow --replay.`);
    const replay = values.replay ? [...values.replay, ...positionals] : null;
    return { help: values.help, replay, speed: values.speed, from: values.from };
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
  const environment = environmentSchema.safeParse(withoutEmpty(env));
  for (const issue of environment.error?.issues ?? [])
    problems.push(`${issue.path.join('.')} is "${env[String(issue.path[0])]}": ${issue.message}`);
  const speed = speedSchema.safeParse(options.speed ?? (options.replay ? 600 : 240));
  if (!speed.success) problems.push(`--speed is "${options.speed}", expected a number above 0 or "max"`);
  const from = dateSchema.optional().safeParse(options.from);
  const fromMs = options.from === undefined ? null : Date.parse(options.from);
  if (!from.success || Number.isNaN(fromMs))
    problems.push(`--from is "${options.from}", expected a date like 2026-01-05 or 2026-01-05T08:00Z`);
  if (problems.length > 0 || !environment.success || !speed.success)
    throw new TradingError('config', 'config.invalid', problems.join('\n'));
  const { PORT, HOST, ALLOWED_HOSTS, DATABASE_URL, LOG_LEVEL } = environment.data;
  return Object.freeze({
    env,
    port: PORT,
    host: HOST,
    allowedHosts: ALLOWED_HOSTS,
    dataDir: dataDirectory(env, { platform: process.platform, home: homedir() }),
    databaseUrl: DATABASE_URL ?? null,
    logLevel: LOG_LEVEL,
    replay: options.replay,
    speed: speed.data,
    from: fromMs,
  });
}

/** An empty variable means the same as none. */
const withoutEmpty = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

/** The one place that reads the process's environment. */
export const processEnvironment = (): Environment => ({ ...process.env });
