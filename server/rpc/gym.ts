import { randomUUID } from 'node:crypto';
import { TradingError } from '#shared/errors.ts';
import type { GymModel, ListedSession, PracticeFile, SessionWithTrades } from '#shared/gym/gymAnswers.ts';
import {
  type DeletePracticeTrade,
  type DeleteSession,
  type GymResult,
  gymResultSchema,
  type ImportCsv,
  type SavePracticeTrade,
  type SaveSession,
  type Teach,
} from '#shared/gym/gymCommands.ts';
import { type HumanModel, minPracticeTrades } from '#shared/gym/humanModel.ts';
import type { PracticeTrade } from '#shared/gym/practice.ts';
import { practiceCsv } from '#shared/gym/practiceCsv.ts';
import { taughtBy } from '#shared/gym/taught.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Clock } from '#shared/ports.ts';
import { learnedFrom } from '../gym/gymModel.ts';
import { readPracticeCsv } from '../gym/practiceFile.ts';
import type { Sql, Transaction } from '../store/db.ts';
import { readCommand } from '../store/market.ts';
import { onceOnly } from '../store/onceOnly.ts';
import {
  deletePracticeSession,
  deletePracticeTrade,
  importPracticeSession,
  readPracticeSession,
  readPracticeSessions,
  readPracticeTrades,
  readSessionOfTrade,
  savePracticeSession,
  savePracticeTrade,
} from '../store/practice.ts';
import { forgetTaught, readTaught, saveTaught } from '../store/taught.ts';
import { requestHash } from './requestHash.ts';

export interface GymParts {
  readonly sql: Sql;
  readonly clock: Clock;
  /** The name under which the market was opened. */
  readonly writer: string;
  /** Every instrument that is known, followed here or not. */
  readonly specs: ReadonlyMap<string, SymbolSpec>;
}

/** The strategy that practice teaches. */
const pupil = 'human-trained';

type Chosen = readonly string[] | null;

/** Practice: sessions, their trades, files, and what they teach. No account and no journal knows of it. */
export class Gym {
  readonly #parts: GymParts;

  constructor(parts: GymParts) {
    this.#parts = parts;
  }

  sessions(): Promise<readonly ListedSession[]> {
    return readPracticeSessions(this.#parts.sql);
  }

  async session(id: string): Promise<SessionWithTrades> {
    const { sql } = this.#parts;
    const session = await readPracticeSession(sql, id);
    if (session === null) throw unknownSession(id);
    return { session, trades: [...(await readPracticeTrades(sql, [id]))] };
  }

  /** The trades of the sessions, by market time, as a file that `importCsv` reads. */
  async exportCsv(ids: Chosen): Promise<PracticeFile> {
    const { sessions, trades } = await this.#practice(ids);
    const [only] = sessions;
    const name = ids !== null && sessions.length === 1 && only ? fileNameOf(only.name) : 'practice';
    return { name: `${name}.csv`, csv: practiceCsv(trades) };
  }

  async model(ids: Chosen): Promise<GymModel> {
    const { sql, specs } = this.#parts;
    const learned = await learnedFrom(sql, { ...(await this.#practice(ids)), specs });
    return { ...learned, taught: await readTaught(sql, pupil) };
  }

  saveSession(command: SaveSession): Promise<GymResult> {
    const { session } = command;
    return this.#once('gym.saveSession', command, async (tx) => {
      await savePracticeSession(tx, session);
      return { status: 'applied', text: `"${session.name}" is kept.` };
    });
  }

  deleteSession(command: DeleteSession): Promise<GymResult> {
    const { sessionId } = command;
    return this.#once('gym.deleteSession', command, async (tx) => {
      if (await deletePracticeSession(tx, sessionId))
        return { status: 'applied', text: 'The session and its trades are deleted.' };
      const text = `There is no practice session "${sessionId}": nothing was deleted.`;
      return { status: 'noop', code: 'session.unknown', text };
    });
  }

  saveTrade(command: SavePracticeTrade): Promise<GymResult> {
    const { trade } = command;
    return this.#once('gym.saveTrade', command, async (tx) => {
      if ((await readPracticeSession(tx, trade.sessionId)) === null)
        return refused('session.unknown', unknownSession(trade.sessionId).message);
      const holder = await readSessionOfTrade(tx, trade.id);
      if (holder !== null && holder !== trade.sessionId) {
        const text = `Practice trade "${trade.id}" belongs to session "${holder}", not to "${trade.sessionId}": a trade stays in its session.`;
        return refused('trade.otherSession', text);
      }
      await savePracticeTrade(tx, trade);
      return { status: 'applied', text: `${trade.symbol} ${trade.direction} at ${trade.entry} is kept.` };
    });
  }

  deleteTrade(command: DeletePracticeTrade): Promise<GymResult> {
    const { tradeId } = command;
    return this.#once('gym.deleteTrade', command, async (tx) => {
      if (await deletePracticeTrade(tx, tradeId))
        return { status: 'applied', text: 'The practice trade is deleted.' };
      const text = `There is no practice trade "${tradeId}": nothing was deleted.`;
      return { status: 'noop', code: 'trade.unknown', text };
    });
  }

  /** All trades of the file as one new session, or every fault of it. */
  importCsv(command: ImportCsv): Promise<GymResult> {
    const session = { ...command.session, source: 'imported' as const };
    // Outside of the transaction: whoever writes the market waits for that.
    const read = readPracticeCsv(command.csv, command);
    return this.#once('gym.importCsv', command, async (tx) => {
      if (read.status === 'faulty') {
        const count = read.faults.length === 1 ? '1 fault' : `${read.faults.length} faults`;
        const faults = read.faults.slice(0, mostFaults).map((fault) => ({ ...fault }));
        return { ...refused('csv.faulty', `Nothing was imported: the file has ${count}.`), faults };
      }
      const trades = read.trades.map(
        (draft): PracticeTrade => ({ ...draft, id: randomUUID(), sessionId: session.id }),
      );
      if (await importPracticeSession(tx, { session, trades }))
        return { status: 'applied', text: `${trades.length} trades are in "${session.name}".` };
      const text = `There is a practice session "${session.id}" already: nothing was imported.`;
      return { status: 'noop', code: 'session.known', text };
    });
  }

  /** Takes effect when Breaker starts next: until then it trades as it was started. */
  async teach(command: Teach): Promise<GymResult> {
    const { sql, clock } = this.#parts;
    const isNew = (await readCommand(sql, command.commandId)) === null;
    const model = isNew && command.use !== null ? await this.#learn(command.use.sessionIds) : null;
    return this.#once('gym.teach', command, async (tx) => {
      if (model === null) {
        const text = 'Human-trained trades by no practice, once Breaker is started again.';
        if (await forgetTaught(tx, pupil)) return { status: 'applied', text };
        return { status: 'noop', code: 'taught.nothing', text: 'Human-trained was taught nothing.' };
      }
      const { trades, learned } = model;
      if (learned.length === 0) {
        const text = `${trades} practice trades teach nothing yet: at least ${minPracticeTrades} that tell about a parameter are needed.`;
        return refused('taught.tooFew', text);
      }
      await saveTaught(tx, pupil, { params: taughtBy(model), trades, at: clock.now() });
      const text = `Human-trained takes ${learned.join(', ')} from ${trades} practice trades, once Breaker is started again.`;
      return { status: 'applied', text };
    });
  }

  async #learn(ids: Chosen): Promise<HumanModel> {
    const { sql, specs } = this.#parts;
    return (await learnedFrom(sql, { ...(await this.#practice(ids)), specs })).model;
  }

  async #practice(ids: Chosen) {
    const { sql } = this.#parts;
    const all = await readPracticeSessions(sql);
    const missing = ids?.find((id) => !all.some((session) => session.id === id));
    if (missing !== undefined) throw unknownSession(missing);
    const sessions = all.filter(({ id }) => ids === null || ids.includes(id));
    return { sessions, trades: await readPracticeTrades(sql, ids) };
  }

  #once(
    kind: string,
    command: { readonly commandId: string },
    work: (tx: Transaction) => Promise<GymResult>,
  ): Promise<GymResult> {
    const { sql, clock, writer } = this.#parts;
    const { commandId: id } = command;
    const asked = { id, kind, requestHash: requestHash(kind, command), at: clock.now(), writer };
    return onceOnly(sql, asked, work, (stored) => gymResultSchema.parse(stored));
  }
}

/** Of one file; who has more to mend sees the rest the next time. */
const mostFaults = 200;

const refused = (code: string, text: string) => ({ status: 'refused' as const, code, text, faults: [] });

const unknownSession = (id: string) =>
  new TradingError('rejected', 'session.unknown', `There is no practice session "${id}".`);

/** Letters and digits of any script; everything else is a stroke. */
const fileNameOf = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase() || 'practice';
