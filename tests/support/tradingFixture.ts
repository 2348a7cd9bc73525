import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { BacktestResult } from '#shared/backtest/backtestResult.ts';
import { fillRecord, tradeRecord } from '#shared/backtest/tradeRecord.ts';
import { zoneName } from '#shared/trading/entryZone.ts';
import type { EntryOrder } from '#shared/trading/order.ts';
import type { Direction } from '#shared/trading/signal.ts';
import type { TestRun } from './backtests.ts';
import { testSpec } from './marketViews.ts';
import { exampleConfig } from './smcConfigs.ts';

const rows = z.array(z.record(z.string(), z.unknown()));

const fixtureSchema = z.object({
  settings: z.record(z.string(), z.unknown()),
  cases: z.array(
    z.object({
      name: z.string(),
      mode: z.string(),
      overrides: z.record(z.string(), z.string()),
      signals: rows,
      blocked: rows,
      orders: rows,
      fills: rows,
      stopMoves: rows,
      trades: rows,
      summary: z.record(z.string(), z.unknown()),
    }),
  ),
});

const file = new URL('../fixtures/trading/blocks-40.json', import.meta.url);
export const blocks40Fixture = fixtureSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
export type Blocks40Case = (typeof blocks40Fixture.cases)[number];

const settingsSchema = z.object({
  tick: z.string(),
  contractValue: z.string(),
  capital: z.string(),
  taker: z.string(),
  maker: z.string(),
  feeTax: z.string(),
  slippage: z.string(),
  spread: z.string(),
  sizing: z.enum(['share', 'risk']),
  riskPerTrade: z.string(),
});

/** The run that a case of the fixture describes. */
export function runOf({ mode, overrides }: Pick<Blocks40Case, 'mode' | 'overrides'>): TestRun {
  const settings = settingsSchema.parse({ ...blocks40Fixture.settings, ...overrides });
  const { tick, contractValue, capital, taker, maker, feeTax, slippage, spread } = settings;
  return {
    mode,
    params: { riskPct: settings.sizing === 'risk' ? 100 * Number(settings.riskPerTrade) : null },
    config: exampleConfig,
    spec: { ...testSpec, tick, contractValue },
    capital,
    costs: { takerRate: taker, makerRate: maker, feeTax, slippage, spread },
  };
}

const sign = (direction: Direction) => (direction === 'long' ? 1 : -1);
const text = (price: number) => String(price);
const rounded = (value: number | null, places: number) =>
  value === null ? null : Number(value.toFixed(places));
const signalName = ({ zone, bar }: EntryOrder) => `${zoneName(zone)}@${bar}`;

/** The rows of the fixture; trades have more in them. */
export function fixtureRows(result: BacktestResult) {
  const number = new Map(result.signals.map(({ order }, index) => [order.id, index + 1]));
  const idOf = (id: string) => number.get(id);
  return {
    signals: result.signals.map(({ bar, order, target }) => ({
      bar,
      id: signalName(order),
      zone: zoneName(order.zone),
      ...zoneRow(order),
      target: text(target),
      atr: order.atr,
      contracts: Number(order.contracts),
    })),
    blocked: result.refused.map(({ bar, zone, direction, why }) => ({
      bar,
      zone,
      dir: sign(direction),
      why,
    })),
    orders: result.orders.map(({ bar, order, ...change }) => {
      const { kind, direction, price, stop, contracts } = order;
      const zone = zoneName(order.zone);
      if (change.action === 'cancelled') return { bar, id: idOf(order.id), zone, ...change };
      const prices = { price: text(price), stop: text(stop), contracts: Number(contracts) };
      return { bar, id: idOf(order.id), action: 'placed', type: kind, dir: sign(direction), ...prices, zone };
    }),
    fills: result.fills.map((fill) => ({ ...fillRecord(fill), order: idOf(fill.orderId) })),
    stopMoves: result.stopMoves.map(({ bar, orderId, stop }) => ({
      bar,
      order: idOf(orderId),
      stop: text(stop),
    })),
    trades: result.trades.map((trade) => tradeRecord(result, trade)),
    summary: summaryRow(result),
  };
}

function zoneRow({ zone, price, stop }: EntryOrder) {
  const { state, source, since, direction, top, bottom, entry } = zone;
  const prices = { entry: text(entry), price: text(price), stop: text(stop) };
  return { state, source, since, dir: sign(direction), top, bottom, ...prices };
}

function summaryRow({ summary }: BacktestResult) {
  const { trades, wins, losses, gross, fees, net, unfilled, ambiguous, start, final, equity } = summary;
  return {
    ...{ trades, wins, losses, winRate: rounded(summary.winRate, 6), gross, fees, net },
    ...{ meanR: rounded(summary.meanR, 6), profitFactor: text(summary.profitFactor ?? Number.NaN) },
    ...{ maxDrawdown: summary.maxDrawdown, maxDrawdownPct: text(summary.maxDrawdownPct) },
    ...{ exposure: summary.exposure, unfilled, ambiguous, start, final, equity },
  };
}
