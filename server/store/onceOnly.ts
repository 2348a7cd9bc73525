import { TradingError } from '#shared/errors.ts';
import type { Sql, Transaction } from './db.ts';
import { takenOver } from './market.ts';

interface Command {
  readonly id: string;
  readonly kind: string;
  /** Of all that was asked: the same id with another one is a mistake of the sender. */
  readonly requestHash: string;
  readonly at: number;
  /** The name under which the market was opened. */
  readonly writer: string;
}

/**
 * Does a command that no account is asked about, and keeps what it answered, in one transaction. Sent again, and were it
 * at the same moment, it is not done again: the answer is the first one.
 */
export async function onceOnly<Answer extends object>(
  sql: Sql,
  command: Command,
  work: (tx: Transaction) => Promise<Answer>,
  read: (stored: unknown) => Answer,
): Promise<Answer> {
  const answers: Answer[] = [];
  await sql.begin(async (tx) => {
    await refuseOther(tx, command.writer);
    answers.push(await firstAnswer(tx, command, work, read));
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error('invariant: the transaction gave an answer');
  return answer;
}

async function refuseOther(tx: Transaction, writer: string): Promise<void> {
  const [market] = await tx<{ writer: string | null }[]>`select writer from market for share`;
  if (market && market.writer !== writer) throw takenOver();
}

async function firstAnswer<Answer extends object>(
  tx: Transaction,
  { id, kind, requestHash, at }: Command,
  work: (tx: Transaction) => Promise<Answer>,
  read: (stored: unknown) => Answer,
): Promise<Answer> {
  // Whoever sends the same at the same time waits here until the first is done.
  const claimed = await tx`
    insert into command (id, kind, request_hash, result, at)
    values (${id}, ${kind}, ${requestHash}, '{}', ${at})
    on conflict (id) do nothing returning id`;
  if (claimed.length === 0) {
    const [known] = await tx<{ requestHash: string; result: unknown }[]>`
      select request_hash as "requestHash", result from command where id = ${id}`;
    if (known?.requestHash === requestHash) return read(known.result);
    const text = `Command ${id} was already used for something else. A new command needs a new id.`;
    throw new TradingError('rejected', 'command.conflict', text);
  }
  const answer = await work(tx);
  await tx`update command set result = ${JSON.stringify(answer)}::text::jsonb where id = ${id}`;
  return answer;
}
