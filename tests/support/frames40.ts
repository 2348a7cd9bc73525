import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { SetupBacktestResult } from '#shared/backtest/setupBacktest.ts';
import { SetupBacktest, setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import { fillRecord, tradeRecord } from '#shared/backtest/tradeRecord.ts';
import type { Candle } from '#shared/market/candle.ts';
import { Exact } from '#shared/market/exact.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import { defaultSmcConfig, type SmcConfig } from '#shared/smc/config.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { zoneName } from '#shared/trading/entryZone.ts';
import { candlesOfCsv } from './candles.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/trading/frames-40.${name}`, import.meta.url), 'utf8');

/** Forty 5m candles around a weekend on which New York changed its clocks. */
export const frames40 = candlesOfCsv(fixture('csv'), { symbol: 'EURUSD', timeframe: '5m' });

const rows = z.array(z.record(z.string(), z.unknown()));
const pair = z.tuple([z.number(), z.number()]);
const settingsSchema = z.object({
  atrLength: z.number(),
  pivotsM5: pair,
  pivotsM15: pair,
  pivotsH4: pair,
  tick: z.string(),
  contractValue: z.string(),
  capital: z.string(),
  riskPerTrade: z.string(),
  maxLeverage: z.string(),
  taker: z.string(),
  maker: z.string(),
  slippage: z.string(),
  spread: z.string(),
  minimumPips: z.number(),
  stopAtr: z.number(),
  rr: z.number(),
  shiftAge: z.number(),
  orderAge: z.number(),
  sweepBars: z.number(),
});
const fileSchema = z.object({
  settings: z.record(z.string(), z.unknown()),
  cases: z.array(
    z.object({
      name: z.string(),
      overrides: z.record(z.string(), z.unknown()),
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
export const frames40Fixture = fileSchema.parse(JSON.parse(fixture('json')));
export type Frames40Case = (typeof frames40Fixture.cases)[number];
type Settings = z.infer<typeof settingsSchema>;

/** The settings of the file, changed as a case says. */
export const settingsOf = ({ overrides }: Pick<Frames40Case, 'overrides'>): Settings =>
  settingsSchema.parse({ ...frames40Fixture.settings, ...overrides });

export const frames40Params = (settings: Settings) => ({
  biasPivotLeft: settings.pivotsH4[0],
  biasPivotRight: settings.pivotsH4[1],
  shiftPivotLeft: settings.pivotsM15[0],
  shiftPivotRight: settings.pivotsM15[1],
  shiftAgeMs: settings.shiftAge * 1_000,
  stopAtr: settings.stopAtr,
  stopMinPips: settings.minimumPips,
  rr: settings.rr,
  sweepBars: settings.sweepBars,
  orderAgeBars: settings.orderAge,
  riskPct: 100 * Number(settings.riskPerTrade),
  maxLeverage: Number(settings.maxLeverage),
});
export type HumanParams = ConstructorParameters<typeof HumanTrained>[0];

export const frames40Spec = ({
  tick,
  contractValue,
}: Pick<Settings, 'tick' | 'contractValue'>): SymbolSpec => ({
  ...{ symbol: 'EURUSD', kind: 'forex', base: 'EUR', quote: 'USD', tick, contractValue },
  ...{ sizeStep: '1', minSize: '1', unit: 'lots', takerFeePct: '0', session: 'forex', timeframes: ['5m'] },
});

export const frames40Config = ({ atrLength, pivotsM5 }: Pick<Settings, 'atrLength' | 'pivotsM5'>) => ({
  ...{ ...defaultSmcConfig, atrLength, pivotLeft: pivotsM5[0], pivotRight: pivotsM5[1] },
});

/** A run of the fixture's settings; `params` and `config` change the strategy's and the M5 engine's further. */
export function openFrames40(settings: Settings, params: HumanParams = {}, config: Partial<SmcConfig> = {}) {
  const strategy = new HumanTrained({ ...frames40Params(settings), ...params });
  const { taker: takerRate, maker: makerRate, slippage, spread, capital } = settings;
  const costs = tradingCostsSchema.parse({ takerRate, makerRate, slippage, spread });
  const spec = frames40Spec(settings);
  const m5 = { ...frames40Config(settings), ...config };
  const finder = strategy.setupFinder(setupMarketOf({ spec, costs }, m5));
  const backtest = new SetupBacktest({
    ...{ strategy: strategy.id, finder, timeframe: '5m', spec, capital, costs, limitFills: 'touch' },
  });
  return { finder, backtest, spec, costs };
}

export function runFrames40(
  settings: Settings,
  candles: readonly Candle[] = frames40,
  params: HumanParams = {},
): SetupBacktestResult {
  const { backtest } = openFrames40(settings, params);
  for (const candle of candles) backtest.onCandle(candle);
  return backtest.result();
}

const text = (price: number) => String(price);
const sign = (direction: 'long' | 'short') => (direction === 'long' ? 1 : -1);
const rounded = (value: number | null, places: number) =>
  value === null ? null : Number(value.toFixed(places));

/** The rows of the fixture; trades have more in them. */
export function frames40Rows(result: SetupBacktestResult) {
  const number = new Map(result.signals.map(({ order }, index) => [order.id, index + 1]));
  return {
    signals: result.signals.map((_, index) => signalRow(result, index)),
    blocked: result.refused,
    orders: result.orders.map(({ bar, order, ...change }) => {
      const { direction, price, stop, contracts } = order;
      const what = { bar, id: number.get(order.id) };
      const zone = zoneName(order.zone);
      if (change.action === 'cancelled') return { ...what, zone, ...change };
      const prices = { price: text(price), stop: text(stop), contracts: Number(contracts) };
      return { ...what, action: 'placed', type: 'limit', dir: sign(direction), ...prices, zone };
    }),
    fills: result.fills.map((fill) => ({ ...fillRecord(fill), order: number.get(fill.orderId) })),
    stopMoves: result.stopMoves,
    trades: result.trades.map((trade) => tradeRecord(result, trade)),
    summary: summaryRow(result),
  };
}

function signalRow({ signals, setups }: SetupBacktestResult, index: number) {
  const [signal, setup] = [signals[index], setups[index]];
  if (signal === undefined || setup === undefined) throw new RangeError('a signal without its setup');
  const { bar, order, target } = signal;
  const { zone, stop, contracts, direction, atr, expiresAt } = order;
  const name = zoneName(zone);
  return {
    ...{ bar, id: `${name}@${bar}`, zone: name, type: zone.state, source: zone.source, born: zone.since },
    ...{ dir: sign(direction), top: zone.top, bottom: zone.bottom, entry: text(zone.entry) },
    ...{ stop: text(stop), target: text(target), rr: text(rounded(setup.rr, 8) ?? 0), atr },
    contracts: Number(contracts),
    shift: {
      kind: setup.shift.kind,
      closed: setup.shift.closeTime / 1_000,
      leg: setup.shift.legStart / 1_000,
    },
    range: [setup.range.low, setup.range.high],
    ...{ pos: setup.position, overlapsGap: setup.overlapsGap },
    ...{ swept: setup.isSwept, inducement: setup.hasInducement, expires: (expiresAt ?? 0) / 1_000 },
  };
}

function summaryRow({ summary }: SetupBacktestResult) {
  const { trades, wins, losses, gross, net, unfilled, ambiguous, start, final, equity } = summary;
  // The file counts the spread among the fees.
  const fees = new Exact(summary.fees).plus(summary.spread).toFixed();
  return {
    ...{ trades, wins, losses, winRate: rounded(summary.winRate, 6), gross, fees, net },
    meanR: rounded(summary.meanR, 6),
    profitFactor: text(rounded(summary.profitFactor, 6) ?? Number.NaN),
    ...{ maxDrawdown: summary.maxDrawdown, maxDrawdownPct: text(summary.maxDrawdownPct) },
    ...{ exposure: summary.exposure, unfilled, ambiguous, start, final, equity },
  };
}
