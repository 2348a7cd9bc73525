import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SimMatching } from '#shared/backtest/simMatching.ts';
import { TradeBook } from '#shared/backtest/tradeBook.ts';
import { blockEntryParams } from '#shared/executors/blockEntryParams.ts';
import { CloseEntry } from '#shared/executors/closeEntry.ts';
import { type ExecutorState, idleExecutor } from '#shared/executors/executorState.ts';
import type { Candle } from '#shared/market/candle.ts';
import { Exact } from '#shared/market/exact.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { EntryOrder } from '#shared/trading/order.ts';
import { testSpec } from '../../../support/marketViews.ts';

const rows = z.array(z.record(z.string(), z.unknown()));
const caseSchema = z.object({
  name: z.string(),
  order: z.object({
    kind: z.enum(['limit', 'market']),
    dir: z.number(),
    price: z.string(),
    stop: z.string(),
    targetDistance: z.string(),
    trailDistance: z.number().nullable(),
    closesHalf: z.boolean(),
    contracts: z.number(),
    through: z.boolean(),
    slippage: z.string(),
    tick: z.string().optional(),
    placedAt: z.number().optional(),
    orderAge: z.number().optional(),
  }),
  bars: z.array(z.array(z.number())),
  fills: rows,
  stops: rows,
  cancelled: rows,
  trade: rows,
});
type FillCase = z.infer<typeof caseSchema>;

const file = new URL('../../../fixtures/trading/fills.json', import.meta.url);
const { cases, taker, maker } = z
  .object({ taker: z.string(), maker: z.string(), cases: z.array(caseSchema) })
  .parse(JSON.parse(readFileSync(file, 'utf8')));

const barMs = 900_000;

function candleOf(bar: readonly number[], index: number): Candle {
  const [time, open = 0, high = 0, low = 0, close = 0] = bar.length === 5 ? bar : [index * 900, ...bar];
  return {
    symbol: 'TESTUSD',
    timeframe: '15m',
    openTime: (time ?? 0) * 1000,
    open,
    high,
    low,
    close,
    volume: 1,
  };
}

/** The order stands on a zone that price never leaves, so that nothing but the order's own prices ends the trade. */
function orderOf({ order }: FillCase): EntryOrder {
  const direction = order.dir > 0 ? 'long' : 'short';
  const edge = direction === 'long' ? 0 : 1e6;
  const placedAt = (order.placedAt ?? 0) * 1000;
  return {
    id: 'one',
    kind: order.kind,
    direction,
    price: Number(order.price),
    contracts: String(order.contracts),
    stop: Number(order.stop),
    targetDistance: Number(order.targetDistance),
    trailDistance: order.trailDistance,
    targetCloses: order.closesHalf ? 'half' : 'all',
    expiresAt: order.orderAge === undefined ? null : placedAt + order.orderAge * barMs,
    leverage: 10,
    zone: {
      ...{ id: 1, state: 'fresh', direction, top: edge, bottom: edge, entry: Number(order.price) },
      ...{ source: 0, since: -1, sinceTime: 0 },
    },
    atr: 1,
    bar: -1,
    placedAt,
  };
}

function played(one: FillCase) {
  const order = orderOf(one);
  const spec = { ...testSpec, tick: one.order.tick ?? '0.01' };
  const { slippage, through } = one.order;
  const costs = tradingCostsSchema.parse({ takerRate: taker, makerRate: maker, slippage });
  const matching = new SimMatching({ spec, costs, limitFills: through ? 'through' : 'touch' });
  const executor = new CloseEntry(blockEntryParams.parse({}));
  const book = new TradeBook(spec, new Exact(1000));
  let state: ExecutorState = { ...idleExecutor, order };
  const cancelled: object[] = [];
  const stops: object[] = [];
  matching.perform({ type: 'enter', order }, order.placedAt);
  one.bars.map(candleOf).forEach((candle, bar) => {
    for (const update of matching.onCandle(candle)) {
      if (update.type === 'filled') book.book(update, order, { index: bar, candle });
      else cancelled.push({ bar, why: update.why });
      state = executor.onOrderUpdate(state, update, bar);
    }
    book.watch(candle);
    const atr = { value: 1, warm: false };
    const plan = executor.onCandle(state, {
      ...{ candle, bar, spec, zones: [], atr, capital: book.capital, costs, closedBy: () => null },
      terms: { stopAtr: 1, targetAtr: { fresh: 2, breaker: 1.5 } },
    });
    state = plan.state;
    for (const command of plan.commands) {
      matching.perform(command, candle.openTime + barMs);
      if (command.type === 'moveStop') stops.push({ bar, stop: String(command.stop) });
    }
  });
  return { book, cancelled, stops };
}

describe.each(cases)('$name', (one) => {
  const { book, cancelled, stops } = played(one);

  it('fills', () => {
    const fills = book.fills.map(({ bar, leg, price, contracts, role, fee, gross }) => ({
      ...{ bar, leg, price, contracts: Number(contracts), role, fee, gross },
    }));
    expect(fills).toEqual(one.fills);
  });

  it('moves the stop and cancels', () => {
    expect({ stops, cancelled }).toEqual({ stops: one.stops, cancelled: one.cancelled });
  });

  it('gives the trade', () => {
    const trades = book.trades.map(
      ({ reason, isPartial, exit, net, rMultiple, maeR, mfeR, isAmbiguous }) => ({
        ...{
          reason,
          partial: isPartial,
          exit,
          net,
          R: String(rMultiple),
          maeR: String(maeR),
          mfeR: String(mfeR),
        },
        ambiguous: isAmbiguous,
      }),
    );
    expect(trades).toEqual(one.trade);
  });
});

it('there are cases', () => expect(cases.length).toBeGreaterThan(15));
