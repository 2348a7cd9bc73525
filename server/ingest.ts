import { parseArgs } from 'node:util';
import { invariant, TradingError } from '#shared/errors.ts';
import { timeText } from '#shared/market/candleChecks.ts';
import { type Environment, readConfig } from './config.ts';
import { liveSchema } from './liveSchema.ts';
import { openLog } from './observe/log.ts';
import { addIngestSource, readIngestSources, removeIngestSource } from './store/ingestSources.ts';
import { openMarketSchema, openServer } from './store/openStore.ts';

const ingestUsage = `Breaker's sources: who may push candles in (POST /ingest).

  npm run ingest -- add <name>       makes a source and shows its token, once
  npm run ingest -- list             names, and since when
  npm run ingest -- remove <name>    its token is worth nothing from then on

Options
  --venue <name or URL>   as for npm start, where Breaker is started with it: each market has sources of its own

Templates for TradingView and MetaTrader, and what a push looks like: docs/push-candles.md

Environment
  DATA_DIR, DATABASE_URL   as for npm start
`;

interface IngestHost {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly say: (line: string) => void;
}

/** `npm run ingest`: answers whether what was asked for could be done. */
export async function runIngest({ argv, env, say }: IngestHost): Promise<boolean> {
  const asked = read(argv);
  if (asked.command === 'help') {
    say(ingestUsage);
    return true;
  }
  const config = readConfig(asked.venue === null ? [] : ['--venue', asked.venue], env);
  invariant(config !== 'help' && config.market.kind === 'live', 'no option asks for anything else');
  const database = await openServer({ ...config, log: openLog(config.logLevel) });
  try {
    const sql = await openMarketSchema(database.connection, liveSchema(config.market.hosts));
    try {
      switch (asked.command) {
        case 'add': {
          const token = await addIngestSource(sql, asked.name);
          say(`Source "${asked.name}" may push candles with this token. It is shown only now:`);
          say(token);
          return true;
        }
        case 'remove': {
          const wasThere = await removeIngestSource(sql, asked.name);
          say(wasThere ? `Source "${asked.name}" is gone.` : `There is no source "${asked.name}".`);
          return wasThere;
        }
        case 'list': {
          const sources = await readIngestSources(sql);
          for (const { name, createdAt } of sources)
            say(`${name}, since ${timeText(createdAt).slice(0, 10)}`);
          if (sources.length === 0) say('There is no source yet. Make one: npm run ingest -- add <name>');
          return true;
        }
      }
    } finally {
      await sql.end({ timeout: 5 });
    }
  } finally {
    await database.stop();
  }
}

type IngestCommand =
  | { readonly command: 'help' }
  | { readonly command: 'list'; readonly venue: string | null }
  | { readonly command: 'add' | 'remove'; readonly name: string; readonly venue: string | null };

const nameShape = /^[a-z0-9][a-z0-9-]{0,39}$/;

function read(argv: readonly string[]): IngestCommand {
  const { isHelp, venue, words } = parse(argv);
  const [command, name, ...more] = words;
  if (isHelp) return { command: 'help' };
  if (command === 'list' && name === undefined) return { command, venue };
  if (command !== 'add' && command !== 'remove')
    throw mistake(
      command === undefined ? 'Nothing to do' : `"${[command, name].join(' ').trim()}" is unknown`,
    );
  if (name === undefined || more.length > 0 || !nameShape.test(name)) {
    const given = [name, ...more].join(' ');
    throw mistake(`The name of a source is "${given}", expected up to 40 small letters, digits and hyphens`);
  }
  return { command, name, venue };
}

function parse(argv: readonly string[]) {
  try {
    const options = { help: { type: 'boolean', default: false }, venue: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
    return { isHelp: values.help, venue: values.venue ?? null, words: positionals };
  } catch (error) {
    throw mistake(error instanceof Error ? error.message : String(error));
  }
}

const mistake = (text: string) =>
  new TradingError('config', 'ingest.options', `${text}.\n\nSee: npm run ingest -- --help`);
