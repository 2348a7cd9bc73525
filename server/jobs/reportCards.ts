import { setupMode } from '#shared/executors/setupLimit.ts';
import type { UnixMs } from '#shared/market/candle.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { BaseStrategy } from '#shared/strategies/baseStrategy.ts';
import { strategies } from '#shared/strategies/registry.ts';
import { type KeptSeries, readKeptSeries } from '../store/candleStatus.ts';
import type { Sql } from '../store/db.ts';
import { type CardBasis, inMarket, readCards } from '../store/reportCards.ts';
import type { Payload } from './jobKinds.ts';
import type { JobQueue } from './jobQueue.ts';
import { asTaught, type LiveStrategy } from './liveStrategies.ts';

export interface CardMarket {
  /** Of its tables. */
  readonly schema: string;
  /** Instruments that are known; of others tick and costs are inferred from their prices. */
  readonly specs: ReadonlyMap<string, SymbolSpec>;
}

interface Request extends CardMarket {
  readonly queue: JobQueue;
  readonly sql: Sql;
  readonly code: string;
  readonly live: readonly LiveStrategy[];
}

/** So much more history makes a new backtest worth its time. */
const grownByMs = 86_400_000;

/** Asks for the cards that are missing or no longer say what they should; answers how many. */
export async function requestCards({ queue, sql, code, schema, specs, live }: Request): Promise<number> {
  return await inMarket(sql, schema, async (tx) => {
    const cards = await readCards(tx);
    const running: LiveStrategy[] = [];
    for (const one of live) running.push(await asTaught(tx, one));
    const wanted = (await readKeptSeries(tx)).flatMap((series) => cardsOf(series, running, code));
    const due = wanted.filter((basis) => isDue(cards.find(isSameCard(basis)), basis));
    return await queue.add(
      tx,
      'reportCard',
      due.map((basis): Payload<'reportCard'> => payloadOf(basis, { schema, specs })),
    );
  });
}

/** The backtests that a series allows: of each strategy that trades its timeframe, once its engine can be warm. */
function cardsOf(series: KeptSeries, live: readonly LiveStrategy[], code: string): readonly CardBasis[] {
  const { symbol, timeframe, first, last, rows } = series;
  return live.flatMap(({ id, params, symbols }) => {
    const strategy = strategies[id]?.(params);
    const mode = strategy === undefined ? null : modeOf(strategy);
    if (strategy === undefined || mode === null) return [];
    if (!strategy.timeframes.includes(timeframe) || rows <= strategy.warmupCandles) return [];
    if (symbols !== null && !symbols.includes(symbol)) return [];
    return [{ strategy: id, symbol, timeframe, mode, params, code, first, last }];
  });
}

/** As signals are answered today: at the close. Setups have an order of their own. null: no backtest can trade it. */
function modeOf(strategy: BaseStrategy): string | null {
  if (strategy.zoneFinder() !== null) return 'A';
  return strategy.longerTimeframes.length > 0 ? setupMode : null;
}

const isSameCard = (a: CardBasis) => (b: CardBasis) =>
  a.strategy === b.strategy && a.symbol === b.symbol && a.timeframe === b.timeframe && a.mode === b.mode;

/** Never made, made by another program or of other parameters, or history has grown by a day at either end. */
function isDue(card: CardBasis | undefined, now: CardBasis): boolean {
  if (card === undefined || card.code !== now.code) return true;
  if (textOf(card.params) !== textOf(now.params)) return true;
  return grew(card.last, now.last) || grew(now.first, card.first);
}

const grew = (from: UnixMs, to: UnixMs): boolean => to - from >= grownByMs;

/** The database gives keys in an order of its own. */
const textOf = (params: unknown): string =>
  JSON.stringify(params, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

function payloadOf(basis: CardBasis, { schema, specs }: CardMarket): Payload<'reportCard'> {
  const { strategy, symbol, timeframe, mode, params } = basis;
  return {
    ...{ schema, strategy, symbol, timeframe, mode },
    params,
    spec: specs.get(symbol) ?? null,
  };
}
