import { paperRecordOf } from '#shared/backtest/reportCard.ts';
import { backtestCardSchema, type ReportCard } from '#shared/sync/reportCards.ts';
import type { Sql } from '../store/db.ts';
import { type ClosedTrade, readCards, readClosedTrades, type StoredCard } from '../store/reportCards.ts';

/**
 * The cards of all accounts: the stored backtest of each strategy on each series beside what the account made of its
 * signals, which is counted now, so that it is never behind the journal.
 */
export async function readReportCards(sql: Sql, accountIds: readonly string[]): Promise<ReportCard[]> {
  const [cards, trades] = await Promise.all([readCards(sql), readClosedTrades(sql)]);
  return accountIds.flatMap((accountId) => {
    const own = trades.filter((trade) => trade.accountId === accountId);
    const withBacktest = cards.map((card) => cardOf(accountId, card, own.filter(isOf(card))));
    const others = own.filter((trade) => !cards.some((card) => isOf(card)(trade)));
    const series = new Map(others.map((trade) => [keyOf(trade), trade]));
    const paperOnly = [...series.values()].map((one) => cardOf(accountId, one, others.filter(isOf(one))));
    return [...withBacktest, ...paperOnly];
  });
}

type Named = Pick<ClosedTrade, 'strategy' | 'symbol' | 'timeframe'>;

const keyOf = ({ strategy, symbol, timeframe }: Named): string => `${strategy} ${symbol} ${timeframe}`;

const isOf = (card: Named) => (trade: Named) => keyOf(card) === keyOf(trade);

function cardOf(accountId: string, card: Named | StoredCard, trades: readonly ClosedTrade[]): ReportCard {
  const { strategy, symbol, timeframe } = card;
  const paper = paperRecordOf(trades);
  return { accountId, strategy, symbol, timeframe, backtest: backtestOf(card), paper };
}

/** One that an older version wrote may say other things: it is as if there was none until it is made anew. */
function backtestOf(card: Named | StoredCard): ReportCard['backtest'] {
  if (!('body' in card)) return null;
  const body = backtestCardSchema.safeParse(card.body);
  return body.success ? { mode: card.mode, computedAt: card.computedAt, ...body.data } : null;
}
