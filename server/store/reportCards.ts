import type { UnixMs } from '#shared/market/candle.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { Queryable, Sql } from './db.ts';

interface CardKey {
  readonly strategy: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly mode: string;
}

/** What a backtest was made of. */
export interface CardBasis extends CardKey {
  /** Of the strategy, as its file had them. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Version of the program. */
  readonly code: string;
  /** Open times of the first and the last candle. */
  readonly first: UnixMs;
  readonly last: UnixMs;
}

export interface StoredCard extends CardBasis {
  readonly computedAt: UnixMs;
  readonly body: unknown;
}

export async function readCards(sql: Queryable): Promise<readonly StoredCard[]> {
  return await sql<StoredCard[]>`
    select strategy, symbol, timeframe, mode, params, code, first, last, computed_at as "computedAt", body
    from report_card order by strategy, symbol, timeframe, mode`;
}

/** In place of the one that was there, unless that was made by the same program of more candles. */
export async function upsertCard(tx: Queryable, card: CardBasis & { readonly body: object }): Promise<void> {
  await tx`
    insert into report_card as old
      (strategy, symbol, timeframe, mode, params, code, first, last, computed_at, body)
    values (${card.strategy}, ${card.symbol}, ${card.timeframe}, ${card.mode},
      ${JSON.stringify(card.params)}::text::jsonb, ${card.code}, ${card.first}, ${card.last}, now(),
      ${JSON.stringify(card.body)}::text::jsonb)
    on conflict (strategy, symbol, timeframe, mode) do update
      set params = excluded.params, code = excluded.code, first = excluded.first, last = excluded.last,
        computed_at = excluded.computed_at, body = excluded.body
      where old.code <> excluded.code or old.last <= excluded.last`;
}

/** A closed trade with the strategy whose signal it was. */
export interface ClosedTrade {
  readonly accountId: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly closedAt: UnixMs;
  readonly rMultiple: number | null;
}

/** Of all accounts, in the order of the exits. */
export async function readClosedTrades(sql: Queryable): Promise<readonly ClosedTrade[]> {
  return await sql<ClosedTrade[]>`
    select t.account_id as "accountId", s.strategy, t.symbol, t.timeframe, t.closed_at as "closedAt",
      t.r_multiple as "rMultiple"
    from trade t join signal s on s.id = t.signal_id
    where t.closed_at is not null and t.deleted_at is null
    order by t.closed_at, t.id`;
}

/** Work on the tables of one market through a pool that may be of another one; one transaction. */
export async function inMarket<Answer>(
  sql: Sql,
  schema: string,
  work: (tx: Queryable) => Promise<Answer>,
): Promise<Answer> {
  const answers: Answer[] = [];
  await sql.begin(async (tx) => {
    await enterMarket(tx, schema);
    answers.push(await work(tx));
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error('invariant: the transaction gave an answer');
  return answer;
}

/** From here to the end of the transaction its statements mean the tables of that market. */
export async function enterMarket(tx: Queryable, schema: string): Promise<void> {
  await tx`select set_config('search_path', ${schema}, true)`;
}
