import { Decimal } from 'decimal.js';
import type { AccountState } from '#shared/core/accountState.ts';
import { openTrades } from '#shared/core/accountState.ts';
import { nothingToClose } from '#shared/core/keepJournal.ts';
import type { CommandEvent } from '#shared/core/messages.ts';
import { TradingError } from '#shared/errors.ts';
import { summarize } from '#shared/journal/metrics.ts';
import type { Candle } from '#shared/market/candle.ts';
import { priceDigits } from '#shared/market/symbol.ts';
import type { Clock, Feed } from '#shared/ports.ts';
import { assess } from '#shared/risk/gate.ts';
import type { Chart } from '#shared/sync/chart.ts';
import type { CommandResult } from '#shared/sync/commands.ts';
import type { LiveMessage, Mark } from '#shared/sync/live.ts';
import type { Pull, Rows } from '#shared/sync/rows.ts';
import type { Status } from '#shared/sync/status.ts';
import { markAccount } from '#shared/trading/mark.ts';
import { closeAt } from '#shared/trading/result.ts';
import type { Broadcast } from '../live/broadcast.ts';
import type { Committed, Desk } from '../live/desk.ts';
import type { MarketRunner } from '../live/marketRunner.ts';
import { candleTuple } from '../live/series.ts';
import { readCandles } from '../store/candles.ts';
import type { Sql } from '../store/db.ts';
import { readFacts } from '../store/facts.ts';
import { readDecisions, readRecentSignals } from '../store/signals.ts';
import { readBlocks, readBreaks } from '../store/structure.ts';
import type { Backend, ChartQuery } from './backend.ts';
import type { Gym } from './gym.ts';
import { mergeRows } from './mergeRows.ts';
import { readReportCards } from './reportCards.ts';
import { requestHash } from './requestHash.ts';

export interface LiveParts {
  readonly sql: Sql;
  readonly desk: Desk;
  readonly market: MarketRunner;
  readonly broadcast: Broadcast;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly epoch: string;
  readonly version: string;
  readonly gym: Gym;
}

/** A phone that missed more facts than this reads everything anew instead. */
const maxFactsPulled = 500;
const factsPerRead = 200;
const recentSignals = 200;
const maxBlocks = 300;

/** The procedures' view of the running server. */
export class LiveBackend implements Backend {
  readonly gym: Gym;
  readonly #parts: LiveParts;

  constructor(parts: LiveParts) {
    this.gym = parts.gym;
    this.#parts = parts;
  }

  status(): Status {
    const { clock, feed, market, version } = this.#parts;
    return {
      version,
      now: clock.now(),
      rate: clock.rate,
      mode: 'paper',
      feed: feed.health(),
      series: market.status().map((series) => ({ ...series, doubt: feed.doubt(series.symbol) })),
    };
  }

  marks(): readonly Mark[] {
    const { desk, market } = this.#parts;
    return desk.accounts.map((state) =>
      markAccount(state.account, openTrades(state), (symbol) => market.lastPrice(symbol)),
    );
  }

  /** Tells every stream what one commit made true. */
  publish({ facts, charts }: Committed): void {
    const { broadcast } = this.#parts;
    for (const fact of facts) broadcast.publish({ type: 'fact', fact });
    for (const update of charts) broadcast.publish({ type: 'chart', update });
    if (charts.length > 0) broadcast.publish({ type: 'status', status: this.status() });
    if (facts.length + charts.length === 0) return;
    for (const mark of this.marks()) broadcast.publish({ type: 'mark', mark });
  }

  /** Tells every stream what the candle that is still open looks like. */
  publishForming(candle: Candle): void {
    const { broadcast, market } = this.#parts;
    market.form(candle);
    const { symbol, timeframe } = candle;
    broadcast.publish({ type: 'forming', forming: { symbol, timeframe, candle: candleTuple(candle) } });
    for (const mark of this.marks()) if (mark.trades.length > 0) broadcast.publish({ type: 'mark', mark });
  }

  async pull(from: { readonly epoch: string | null; readonly cursor: number }): Promise<Pull> {
    const { desk, epoch, sql } = this.#parts;
    const behind = desk.cursor - from.cursor;
    if (from.epoch !== epoch || behind < 0 || behind > maxFactsPulled) {
      // The cursor is read before the rows: whatever is newer in the rows comes again and replaces itself.
      const { cursor } = desk;
      return { epoch, cursor, reset: true, rows: await this.rows(null) };
    }
    const facts = await readFacts(sql, { after: from.cursor, limit: maxFactsPulled });
    return {
      epoch,
      cursor: facts.at(-1)?.id ?? from.cursor,
      reset: false,
      rows: mergeRows(facts.map((fact) => fact.rows)),
    };
  }

  async rows(accountId: string | null): Promise<Rows> {
    const { desk, sql } = this.#parts;
    const states = accountId === null ? desk.accounts : [desk.accountOf(accountId)];
    const signals = await readRecentSignals(sql, recentSignals);
    const signalIds = signals.map((signal) => signal.id);
    const decisions = await Promise.all(
      states.map(({ account }) =>
        readDecisions(sql, { accountId: account.id, signalIds, limit: recentSignals }),
      ),
    );
    return {
      signals: [...signals],
      decisions: decisions.flat(),
      assessments: states.flatMap((state) => this.#assessWaiting(state)),
      trades: states.flatMap((state) => [...state.trades.values()]),
      accounts: states.map((state) => state.account),
      summaries: states.map((state) => summarize(state.account, [...state.trades.values()])),
    };
  }

  async *live(cursor: number, signal: AbortSignal): AsyncGenerator<LiveMessage, void> {
    const { broadcast, sql } = this.#parts;
    // A reader that leaves between two messages aborts nothing.
    const left = new AbortController();
    try {
      // Listening begins before the log is read, so that nothing falls in between; what comes twice is dropped by id.
      const messages = broadcast.subscribe(AbortSignal.any([signal, left.signal]));
      const first = messages.next();
      yield { type: 'status', status: this.status() };
      for (const mark of this.marks()) yield { type: 'mark', mark };
      let last = cursor;
      for (;;) {
        const facts = await readFacts(sql, { after: last, limit: factsPerRead });
        for (const fact of facts) yield { type: 'fact', fact };
        last = facts.at(-1)?.id ?? last;
        if (facts.length < factsPerRead) break;
      }
      for (let next = await first; !next.done; next = await messages.next()) {
        const message = next.value;
        if (message.type === 'fact') {
          if (message.fact.id <= last) continue;
          last = message.fact.id;
        }
        yield message;
      }
    } finally {
      left.abort();
    }
  }

  reportCards(): ReturnType<Backend['reportCards']> {
    const { desk, sql } = this.#parts;
    const accountIds = desk.accounts.map(({ account }) => account.id);
    return readReportCards(sql, accountIds);
  }

  async chart(query: ChartQuery): Promise<Chart> {
    const { market, sql } = this.#parts;
    const { symbol, timeframe } = query;
    const spec = market.specOf(symbol);
    const found = await readCandles(sql, {
      symbol,
      timeframe,
      before: query.before,
      limit: query.limit + 1,
    });
    const candles = found.slice(-query.limit);
    const from = candles[0]?.openTime ?? 0;
    const to = query.before ?? Number.MAX_SAFE_INTEGER;
    const until = Math.min(to, this.#parts.clock.now());
    const [stored, breaks] = await Promise.all([
      readBlocks(sql, { symbol, timeframe, from, to: until, limit: maxBlocks }),
      readBreaks(sql, { symbol, timeframe, from, to: until }),
    ]);
    return {
      symbol,
      timeframe,
      digits: priceDigits(spec.tick),
      tick: Number(spec.tick),
      candles: candles.map(candleTuple),
      blocks: [...stored],
      breaks: [...breaks],
      hasMore: found.length > candles.length,
    };
  }

  assess(signalId: string, accountId: string): ReturnType<Backend['assess']> {
    const { clock, desk, market } = this.#parts;
    const state = desk.accountOf(accountId);
    const waiting = state.waiting.get(signalId);
    if (!waiting) {
      const text = `No signal "${signalId}" is waiting on ${state.account.name}.`;
      return Promise.reject(new TradingError('rejected', 'signal.unknown', text));
    }
    const openCount = openTrades(state).length;
    // An accept would be judged by the same price.
    const lastPrice = market.lastPrice(waiting.signal.symbol) ?? waiting.lastPrice;
    return Promise.resolve(
      assess({ ...waiting, lastPrice, account: state.account, openTrades: openCount, at: clock.now() }),
    );
  }

  async previewClose(at: Parameters<Backend['previewClose']>[0]): ReturnType<Backend['previewClose']> {
    const state = this.#parts.desk.accountOf(at.accountId);
    const trade = state.trades.get(at.tradeId);
    if (trade?.waitsUntil !== undefined)
      throw new TradingError('rejected', 'trade.waits', nothingToClose(trade));
    if (trade) return closeAt(trade, { price: new Decimal(at.price), at: this.#now() });
    throw new TradingError('rejected', 'trade.unknown', `No trade "${at.tradeId}" on ${state.account.name}.`);
  }

  answer: Backend['answer'] = (command) => {
    const state = this.#parts.desk.accounts.find(({ account }) => account.id === command.accountId);
    const signal = state?.waiting.get(command.signalId)?.signal;
    const doubt = signal ? this.#parts.feed.doubt(signal.symbol) : null;
    const lastPrice = signal ? this.#parts.market.lastPrice(signal.symbol) : null;
    return this.#send({ type: 'answered', at: this.#now(), command, doubt, lastPrice });
  };
  closeTrade: Backend['closeTrade'] = (command) =>
    this.#send({ type: 'closeMarked', at: this.#now(), command });
  deleteTrade: Backend['deleteTrade'] = (command) =>
    this.#send({ type: 'tradeDeleted', at: this.#now(), command });
  editAccount: Backend['editAccount'] = (command) =>
    this.#send({ type: 'accountEdited', at: this.#now(), command });

  #now(): number {
    return this.#parts.clock.now();
  }

  #send(event: CommandEvent): Promise<CommandResult> {
    return this.#parts.desk.command(event, requestHash(event.type, event.command));
  }

  #assessWaiting(state: AccountState) {
    const at = this.#now();
    const openCount = openTrades(state).length;
    return [...state.waiting.values()].map((waiting) =>
      assess({ ...waiting, account: state.account, openTrades: openCount, at }),
    );
  }
}
