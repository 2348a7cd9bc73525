import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Sql } from '#server/store/db.ts';
import {
  deletePracticeSession,
  deletePracticeTrade,
  importPracticeSession,
  readPracticeSessions,
  readPracticeTrades,
  savePracticeSession,
  savePracticeTrade,
} from '#server/store/practice.ts';
import { practiceSessionSchema, practiceTradeSchema } from '#shared/gym/practice.ts';
import { freshMarket } from '../../support/market.ts';
import { practiceId, practiceSession, practiceTrade } from '../../support/practice.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await freshMarket();
});
beforeEach(async () => {
  await sql`delete from practice_session`;
});

const session = practiceSession({ note: 'slow day' });
const other = practiceSession({
  id: practiceId(2),
  name: 'Thursday',
  source: 'typed',
  startedAt: session.startedAt + 1,
});
const trade = practiceTrade({ tags: ['ob', 'with "quotes", {braces}'], note: 'took it late' });
const bare = practiceTrade({
  id: practiceId(3),
  sessionId: other.id,
  openedAt: trade.openedAt - 60_000,
  direction: 'short',
  stop: null,
  target: null,
  exit: null,
  closedAt: null,
  tags: [],
});
const storedSessions = async () =>
  z.array(practiceSessionSchema.strip()).parse(await readPracticeSessions(sql));
const imported = (one: Parameters<typeof importPracticeSession>[1]) =>
  sql.begin((tx) => importPracticeSession(tx, one));
const storedTrades = async (sessionId: string | null = null) =>
  z.array(practiceTradeSchema).parse(await readPracticeTrades(sql, sessionId === null ? null : [sessionId]));

describe('practice in the store', () => {
  it('gives sessions and trades back as they were, digits and all', async () => {
    for (const one of [other, session]) await savePracticeSession(sql, one);
    for (const one of [trade, bare]) await savePracticeTrade(sql, one);
    expect(await storedSessions()).toEqual([session, other]);
    expect(await storedTrades()).toEqual([bare, trade]);
    expect(await storedTrades(session.id)).toEqual([trade]);
    expect(await storedTrades(practiceId(99))).toEqual([]);
  });

  it('changes what is saved again, and keeps a trade in its session', async () => {
    for (const one of [session, other]) await savePracticeSession(sql, one);
    await savePracticeTrade(sql, trade);
    await savePracticeSession(sql, { ...session, name: 'Renamed', note: null });
    const edited = practiceTrade({ exit: '1.0990', tags: [], note: null });
    await savePracticeTrade(sql, { ...edited, sessionId: other.id });
    expect(await storedSessions()).toEqual([{ ...session, name: 'Renamed', note: null }, other]);
    expect(await storedTrades()).toEqual([edited]);
  });

  it('deletes a trade, and a session with its trades', async () => {
    for (const one of [session, other]) await savePracticeSession(sql, one);
    for (const one of [trade, bare]) await savePracticeTrade(sql, one);
    expect(await deletePracticeTrade(sql, bare.id)).toBe(true);
    expect(await deletePracticeTrade(sql, bare.id)).toBe(false);
    expect(await deletePracticeSession(sql, session.id)).toBe(true);
    expect(await deletePracticeSession(sql, session.id)).toBe(false);
    expect(await storedTrades()).toEqual([]);
    expect(await storedSessions()).toEqual([other]);
  });

  it('imports a session once, however often it is sent', async () => {
    const once = { session: practiceSession({ source: 'imported' }), trades: [trade] };
    expect(await imported(once)).toBe(true);
    const again = [trade, practiceTrade({ id: practiceId(7) })];
    expect(await imported({ ...once, trades: again })).toBe(false);
    expect(await storedTrades()).toEqual([trade]);
  });

  it('keeps nothing of an import that fails on a trade', async () => {
    const broken = { ...practiceTrade({ id: practiceId(8) }), stop: '1.2000' };
    await expect(imported({ session, trades: [trade, broken] })).rejects.toThrow('check');
    expect(await storedSessions()).toEqual([]);
    expect(await storedTrades()).toEqual([]);
  });

  it('refuses a trade of no session', async () => {
    await expect(savePracticeTrade(sql, trade)).rejects.toThrow('foreign key');
  });
});
