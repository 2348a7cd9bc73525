import type { ListedSession } from '#shared/gym/gymAnswers.ts';
import type { PracticeSession, PracticeTrade } from '#shared/gym/practice.ts';
import type { Queryable, Transaction } from './db.ts';

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
  tx: Transaction,
  { session, trades }: ImportedSession,
): Promise<boolean> {
  const made = await tx`
    insert into practice_session (id, name, source, started_at, note)
    values (${session.id}, ${session.name}, ${session.source}, ${session.startedAt}, ${session.note})
    on conflict (id) do nothing returning id`;
  if (made.length === 0) return false;
  await insertTrades(tx, trades);
  return true;
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** In one statement: nobody who writes the market should wait for thousands. */
async function insertTrades(tx: Transaction, trades: readonly PracticeTrade[]): Promise<void> {
  await tx`
    insert into practice_trade (id, session_id, symbol, direction, opened_at, entry, stop, target, exit, closed_at,
      tags, note)
    select t.id, t.session_id, t.symbol, t.direction, t.opened_at, t.entry, t.stop, t.target, t.exit, t.closed_at,
      array(select jsonb_array_elements_text(t.tags)), t.note
    from unnest(
      ${trades.map(({ id }) => id)}::text[]::uuid[],
      ${trades.map(({ sessionId }) => sessionId)}::text[]::uuid[],
      ${trades.map(({ symbol }) => symbol)}::text[],
      ${trades.map(({ direction }) => direction)}::text[],
      ${trades.map(({ openedAt }) => iso(openedAt))}::text[]::timestamptz[],
      ${trades.map(({ entry }) => entry)}::text[]::numeric[],
      ${trades.map(({ stop }) => stop)}::text[]::numeric[],
      ${trades.map(({ target }) => target)}::text[]::numeric[],
      ${trades.map(({ exit }) => exit)}::text[]::numeric[],
      ${trades.map(({ closedAt }) => iso(closedAt))}::text[]::timestamptz[],
      ${trades.map(({ tags }) => JSON.stringify(tags))}::text[]::jsonb[],
      ${trades.map(({ note }) => note)}::text[]
    ) as t (id, session_id, symbol, direction, opened_at, entry, stop, target, exit, closed_at, tags, note)`;
}

/** With its trades; false if there was none of that id. */
export async function deletePracticeSession(sql: Queryable, id: string): Promise<boolean> {
  return (await sql`delete from practice_session where id = ${id}`).count > 0;
}

export async function deletePracticeTrade(sql: Queryable, id: string): Promise<boolean> {
  return (await sql`delete from practice_trade where id = ${id}`).count > 0;
}

/** In the order they were practised, each with the number of its trades. */
export async function readPracticeSessions(sql: Queryable): Promise<readonly ListedSession[]> {
  return await sql<ListedSession[]>`
    select s.id, s.name, s.source, s.started_at as "startedAt", s.note, count(t.id)::integer as trades
    from practice_session s left join practice_trade t on t.session_id = s.id
    group by s.id order by s.started_at, s.id`;
}

/** null: there is none of that id. */
export async function readPracticeSession(sql: Queryable, id: string): Promise<PracticeSession | null> {
  const [session] = await sql<PracticeSession[]>`
    select id, name, source, started_at as "startedAt", note from practice_session where id = ${id}`;
  return session ?? null;
}

/** Session of the trade; null: there is no trade of that id. */
export async function readSessionOfTrade(sql: Queryable, tradeId: string): Promise<string | null> {
  const [trade] = await sql<{ sessionId: string }[]>`
    select session_id as "sessionId" from practice_trade where id = ${tradeId}`;
  return trade?.sessionId ?? null;
}

/** Of these sessions, or of all; by market time. */
export async function readPracticeTrades(
  sql: Queryable,
  sessionIds: readonly string[] | null,
): Promise<readonly PracticeTrade[]> {
  return await sql<PracticeTrade[]>`
    select id, session_id as "sessionId", symbol, direction, opened_at as "openedAt", entry, stop, target, exit,
      closed_at as "closedAt", tags, note
    from practice_trade
    where ${sessionIds === null} or session_id = any(${[...(sessionIds ?? [])]}::text[]::uuid[])
    order by opened_at, id`;
}
