import { parseArgs } from 'node:util';
import { z } from 'zod';
import { TradingError } from '#shared/errors.ts';

export const exchangeUsage = `Breaker's sandbox exchange: Delta Exchange India's API over a market of its own. No real money, no network.

  npm run exchange -- [options]

Options
  --data <files or folders...>  recorded candles to trade (CSV or CSV.gz); a recording of SOLUSDT plays as SOLUSD
                                (default: a made-up market)
  --speed <number>              how many times faster than real time, up to 1000; default 1
  --from <date>                 market time at the beginning, for example 2026-01-05 or 2026-01-05T08:00Z; default now
  --port <number>               default 4390; 0 takes a free one. REST below http://127.0.0.1:<port>/v2, sockets at
                                ws://127.0.0.1:<port>/private (legacy names) and /public (compact names)
  --seed <number>               the same market and the same keys every time; default: another one each time
  --faults <file>               what goes wrong and when: [{"atMs": 60000, "fault": {"kind": "dropReply", "count": 1}}]
  --help                        this text

While it runs: GET, POST and DELETE /admin/faults, GET /admin/status, with "Authorization: Bearer <admin token>".
A clock that runs faster than the wall asks clients for timestamps of market time: GET /v2/settings tells it.
`;

export interface ExchangeCommand {
  readonly data: readonly string[];
  readonly speed: number;
  readonly from: number | null;
  readonly port: number;
  /** null: not asked for. */
  readonly seed: number | null;
  readonly faults: string | null;
}

const wholeNumber = z.string().regex(/^\d+$/).transform(Number);
const settings = {
  speed: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().positive().max(1_000)),
  from: z
    .union([z.iso.date(), z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })])
    .transform((text) => Date.parse(text)),
  port: wholeNumber.pipe(z.number().max(65_535)),
  seed: wholeNumber.pipe(z.number().max(2 ** 31 - 1)),
};
const expected: Readonly<Record<keyof typeof settings, string>> = {
  speed: 'a number above 0 and up to 1000',
  from: 'a date like 2026-01-05 or 2026-01-05T08:00Z',
  port: 'a whole number from 0 to 65535',
  seed: `a whole number from 0 to ${2 ** 31 - 1}`,
};

export function readExchangeCommand(argv: readonly string[]): ExchangeCommand | 'help' {
  const { values, positionals } = parsed(argv);
  if (values.help) return 'help';
  if (positionals.length > 0 && values.data === undefined)
    throw mistake(`Unexpected "${positionals[0]}": files and folders follow --data`);
  return {
    data: values.data === undefined ? [] : [...values.data, ...positionals],
    speed: settingOf('speed', values.speed),
    from: values.from === undefined ? null : settingOf('from', values.from),
    port: settingOf('port', values.port),
    seed: values.seed === undefined ? null : settingOf('seed', values.seed),
    faults: values.faults ?? null,
  };
}

function settingOf(name: keyof typeof settings, text: string): number {
  const value = settings[name].safeParse(text);
  if (value.success) return value.data;
  throw mistake(`--${name} is "${text}", expected ${expected[name]}`);
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        data: { type: 'string', multiple: true },
        speed: { type: 'string', default: '1' },
        from: { type: 'string' },
        port: { type: 'string', default: '4390' },
        seed: { type: 'string' },
        faults: { type: 'string' },
      },
    });
  } catch (error) {
    // Node adds advice about positional arguments after the first sentence.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/(?<=')\. /);
    throw mistake(sentence);
  }
}

const mistake = (text: string): TradingError =>
  new TradingError('config', 'options.unknown', `${text}.\n\nSee: npm run exchange -- --help`);
