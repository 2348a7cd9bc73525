import { setImmediate } from 'node:timers/promises';
import type { GymModel } from '#shared/gym/gymAnswers.ts';
import { holdOut } from '#shared/gym/holdOut.ts';
import { holdOutStatement } from '#shared/gym/holdOutStatement.ts';
import { type HumanModel, humanModel } from '#shared/gym/humanModel.ts';
import { humanStatement } from '#shared/gym/humanStatement.ts';
import type { PracticeSession, PracticeTrade } from '#shared/gym/practice.ts';
import type { Steps } from '#shared/gym/steps.ts';
import { contextsIn, type PracticeMarket } from '#shared/gym/tradeContext.ts';
import { type CandleSeries, candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Sql } from '../store/db.ts';
import { candlesInto } from '../store/practiceCandles.ts';

interface Practice {
  readonly sessions: readonly PracticeSession[];
  readonly trades: readonly PracticeTrade[];
  readonly specs: ReadonlyMap<string, SymbolSpec>;
}

type Learned = Omit<GymModel, 'taught' | 'model'> & { readonly model: HumanModel };

/** What the sessions teach, and how it did on those it was not learned from; the candles come from the store. */
export async function learnedFrom(sql: Sql, { sessions, trades, specs }: Practice): Promise<Learned> {
  const markets = await marketsOf(sql, trades, specs);
  const inContext = await politely(contextsIn(markets, trades));
  const model = humanModel(inContext, specs);
  const judged = holdOut({ sessions, trades: inContext, specs });
  const symbols = [...new Set(trades.map(({ symbol }) => symbol))].sort();
  return {
    sessions: sessions.length,
    model,
    statement: humanStatement(model),
    holdOut: judged && {
      ...{ learnedFrom: judged.learnedFrom, judgedOn: judged.judgedOn },
      ...{ learned: judged.learned, defaults: judged.defaults },
    },
    holdOutStatement: holdOutStatement(judged),
    withoutCandles: symbols.filter((symbol) => !markets.has(symbol)),
  };
}

async function marketsOf(
  sql: Sql,
  trades: readonly PracticeTrade[],
  specs: ReadonlyMap<string, SymbolSpec>,
): Promise<ReadonlyMap<string, PracticeMarket>> {
  const last = new Map<string, number>();
  for (const { symbol, openedAt } of trades) last.set(symbol, Math.max(openedAt, last.get(symbol) ?? 0));
  const markets = new Map<string, PracticeMarket>();
  for (const [symbol, before] of last) {
    const spec = specs.get(symbol);
    const series = spec && (await candlesInto(sql, { symbol, timeframe: '5m', from: 0, before }));
    if (spec && series && seriesLength(series) > 0) markets.set(symbol, { spec, candles: candlesOf(series) });
  }
  return markets;
}

function* candlesOf(series: CandleSeries) {
  for (let index = 0; index < seriesLength(series); index += 1) yield candleAt(series, index);
}

/** Candles that close meanwhile are folded between two steps. */
async function politely<Result>(steps: Steps<Result>): Promise<Result> {
  let step = steps.next();
  while (step.done !== true) {
    await setImmediate();
    step = steps.next();
  }
  return step.value;
}
