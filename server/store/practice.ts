import type { PracticeSession, PracticeTrade } from '#shared/gym/practice.ts';
import type { Queryable, Sql } from './db.ts';

/** Adds the session, or changes the one of that id. */
export async function savePracticeSession(sql: Queryable, session: PracticeSession): Promise<void> {
  await sql`
    insert into practice_session (id, name, source, started_at, note)
    values (${session.id}, ${session.name}, ${session.source}, ${session.startedAt}, ${session.note})
    on conflict (id) do update set name = excluded.name, source = excluded.source,
      started_at = excluded.started_at, note = excluded.note`;
}

/** Adds the trade, or changes the one of that id; a trade never moves to another session. */
export async function savePracticeTrade(sql: Queryable, trade: PracticeTrade): Promise<void> {
  await sql`
    insert into practice_trade (id, session_id, symbol, direction, opened_at, entry, stop, target, exit, closed_at,
      tags, note)
    values (${trade.id}, ${trade.sessionId}, ${trade.symbol}, ${trade.direction}, ${trade.openedAt}, ${trade.entry},
      ${trade.stop}, ${trade.target}, ${trade.exit}, ${trade.closedAt}, ${[...trade.tags]}::text[], ${trade.note})
    on conflict (id) do update set symbol = excluded.symbol, direction = excluded.direction,
      opened_at = excluded.opened_at, entry = excluded.entry, stop = excluded.stop, target = excluded.target,
      exit = excluded.exit, closed_at = excluded.closed_at, tags = excluded.tags, note = excluded.note`;
}

interface ImportedSession {
  readonly session: PracticeSession;
  readonly trades: readonly PracticeTrade[];
}

/** A session with its trades, all or nothing. Sent again it changes nothing, and the answer is false. */
export async function importPracticeSession(
  sql: Sql,
  { session, trades }: ImportedSession,
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const made = await tx`
      insert into practice_session (id, name, source, started_at, note)
      values (${session.id}, ${session.name}, ${session.source}, ${session.startedAt}, ${session.note})
      on conflict (id) do nothing returning id`;
    if (made.length === 0) return false;
    for (const trade of trades) await savePracticeTrade(tx, trade);
    return true;
  });
}

/** With its trades; false if there was none of that id. */
export async function deletePracticeSession(sql: Queryable, id: string): Promise<boolean> {
  return (await sql`delete from practice_session where id = ${id}`).count > 0;
}

export async function deletePracticeTrade(sql: Queryable, id: string): Promise<boolean> {
  return (await sql`delete from practice_trade where id = ${id}`).count > 0;
}

/** In the order they were practised. */
export async function readPracticeSessions(sql: Queryable): Promise<readonly PracticeSession[]> {
  return await sql<PracticeSession[]>`
    select id, name, source, started_at as "startedAt", note from practice_session order by started_at, id`;
}

/** Of one session, or of all; by market time. */
export async function readPracticeTrades(
  sql: Queryable,
  sessionId: string | null,
): Promise<readonly PracticeTrade[]> {
  return await sql<PracticeTrade[]>`
    select id, session_id as "sessionId", symbol, direction, opened_at as "openedAt", entry, stop, target, exit,
      closed_at as "closedAt", tags, note
    from practice_trade where ${sessionId}::uuid is null or session_id = ${sessionId} order by opened_at, id`;
}
