import { invariant } from '#shared/errors.ts';
import { timeText } from '#shared/market/candleChecks.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { missingSteps } from '#shared/market/session.ts';
import { type Environment, readConfig } from './config.ts';
import { webTransport } from './delta/webTransport.ts';
import { fileOptions, importHistory } from './feed/historyImport.ts';
import { count, outcomeLines } from './feed/historyReport.ts';
import { type LoadCommand, loadHistory } from './historyLoad.ts';
import { type HistoryCommand, historyUsage, readHistoryCommand } from './historyOptions.ts';
import { requestCardsOnce } from './jobs/keepCards.ts';
import { liveSchema } from './liveSchema.ts';
import { openLog } from './observe/log.ts';
import { type KeptSeries, readHoles, readKeptSeries } from './store/candleStatus.ts';
import { upsertSeries } from './store/candles.ts';
import type { Sql } from './store/db.ts';
import { liveHistory } from './store/liveHistory.ts';
import { openMarketSchema, openServer } from './store/openStore.ts';
import { readListings, readSymbols, symbolsFile } from './symbolConfig.ts';
import { systemTimer } from './systemTimer.ts';

export interface Terminal {
  /** Results: one line each. */
  readonly say: (line: string) => void;
  /** How far it is; the next one takes its place. */
  readonly showProgress: (line: string) => void;
}

interface HistoryHost {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly terminal: Terminal;
  /** Aborted: the user wants it to stop. */
  readonly signal: AbortSignal;
}

/** `npm run history`: answers whether everything that was asked for could be done. */
export async function runHistory({ argv, env, terminal, signal }: HistoryHost): Promise<boolean> {
  const asked = readHistoryCommand(argv);
  if (asked.command === 'help') {
    terminal.say(historyUsage);
    return true;
  }
  switch (asked.command) {
    case 'status':
      return await withHistory({ env, schema: 'public' }, ({ sql }) => showStatus(sql, terminal));
    case 'import':
      return await withHistory({ env, schema: 'public' }, async ({ sql, requestCards }) => {
        const isDone = await importFiles(sql, asked, terminal);
        await requestCards();
        return isDone;
      });
    case 'load':
      return await withHistory({ env, schema: liveSchema(asked.hosts) }, async ({ sql, requestCards }) => {
        const isDone = await loadCandles(sql, asked, { terminal, signal });
        await requestCards();
        return isDone;
      });
  }
}

interface HistoryPlace {
  readonly env: Environment;
  /** Recorded history belongs to the live market, whose tables lie in `public`. */
  readonly schema: string;
}

interface OpenHistory {
  readonly sql: Sql;
  /** Asks for the report cards that are due now that the history has grown. */
  readonly requestCards: () => Promise<number>;
}

async function withHistory<Answer>(
  { env, schema }: HistoryPlace,
  work: (history: OpenHistory) => Promise<Answer>,
): Promise<Answer> {
  const config = readConfig([], env);
  invariant(config !== 'help', 'no option asks for help');
  const log = openLog(config.logLevel);
  const database = await openServer({ ...config, log });
  try {
    const sql = await openMarketSchema(database.connection, schema);
    try {
      const specs = await readSymbols(symbolsFile);
      const requestCards = () => requestCardsOnce({ database, sql, log, schema, specs });
      return await work({ sql, requestCards });
    } finally {
      await sql.end({ timeout: 5 });
    }
  } finally {
    await database.stop();
  }
}

async function importFiles(
  sql: Sql,
  asked: Extract<HistoryCommand, { command: 'import' }>,
  terminal: Terminal,
): Promise<boolean> {
  const specs = await readSymbols(symbolsFile);
  let shown = '';
  const show = (line: string) => {
    if (line !== shown) terminal.showProgress(line);
    shown = line;
  };
  const outcomes = await importHistory(
    { ...asked, specs },
    {
      keep: (series, onRows) =>
        sql.begin(async (tx) => {
          // Candles can be imported again: no need to wait for the disk with every transaction.
          await tx`set local synchronous_commit = off`;
          return await upsertSeries(tx, series, onRows);
        }),
      onProgress: ({ path, file, files, rows, rowsDone }) => {
        const share =
          rows === 0 ? 'reading' : `${Math.floor((20 * rowsDone) / rows) * 5} % of ${count(rows, 'candle')}`;
        show(`[${file}/${files}] ${path}: ${share}`);
      },
      onOutcome: (outcome) => {
        show('');
        for (const line of outcomeLines(outcome)) terminal.say(line);
      },
    },
  );
  const imported = outcomes.filter((outcome) => outcome.kind === 'imported').length;
  const failed = outcomes.filter((outcome) => outcome.kind === 'faulty' || outcome.kind === 'refused').length;
  terminal.say(`${count(imported, 'file')} imported, ${failed} refused.`);
  return failed === 0 && imported > 0;
}

async function loadCandles(
  sql: Sql,
  asked: LoadCommand,
  { terminal, signal }: Pick<HistoryHost, 'terminal' | 'signal'>,
): Promise<boolean> {
  const listings = await readListings(symbolsFile);
  const sessions = new Map(listings.map(({ spec }) => [spec.symbol, spec.session]));
  return await loadHistory(asked, {
    listings,
    store: liveHistory({ sql, writer: null, sessionOf: (symbol) => sessions.get(symbol) ?? '24x7' }),
    transport: webTransport(asked.hosts),
    timer: systemTimer,
    wallNow: Date.now,
    random: seededRandom(Date.now()),
    ...terminal,
    signal,
  });
}

async function showStatus(sql: Sql, terminal: Terminal): Promise<boolean> {
  const kept = await readKeptSeries(sql);
  if (kept.length === 0) {
    terminal.say('There is no history yet. Load it from the venue: npm run history -- load');
    terminal.say('Or import some: npm run history -- import <files or folders>');
    return true;
  }
  const { sessionOf } = fileOptions({
    symbol: null,
    timeframe: null,
    timeZone: 'UTC',
    specs: await readSymbols(symbolsFile),
  });
  const rows = [['symbol', 'timeframe', 'first', 'last', 'candles', 'gaps', 'missing']];
  for (const series of kept) {
    const missing = (await readHoles(sql, series))
      .map((hole) =>
        missingSteps({ ...hole, timeframe: series.timeframe, session: sessionOf(series.symbol) }),
      )
      .filter((steps) => steps > 0);
    rows.push(statusRow(series, missing));
  }
  for (const line of inColumns(rows)) terminal.say(line);
  return true;
}

const statusRow = (series: KeptSeries, missing: readonly number[]): string[] => [
  series.symbol,
  series.timeframe,
  timeText(series.first),
  timeText(series.last),
  String(series.rows),
  String(missing.length),
  String(missing.reduce((sum, steps) => sum + steps, 0)),
];

/** Words to the left, the numbers of the last three columns to the right. */
function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const firstNumber = widths.length - 3;
  return rows.map((row) =>
    row
      .map((text, column) =>
        column < firstNumber ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
