import { blockEntryParams } from '../executors/blockEntryParams.ts';
import { modes } from '../executors/modes.ts';
import { setupMode } from '../executors/setupLimit.ts';
import { type CandleSeries, candleAt, seriesLength, sliceColumns } from '../market/candleColumns.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { TradingCosts } from '../risk/costs.ts';
import type { SmcConfig } from '../smc/config.ts';
import { type BaseStrategy, zoneKey } from '../strategies/baseStrategy.ts';
import type { BacktestResult } from './backtestResult.ts';
import { runBacktest } from './runBacktest.ts';
import { SeriesView } from './seriesView.ts';
import { setupMarketOf } from './setupBacktest.ts';
import { answerOr, type Watch, WatchedStrategy } from './watchedStrategy.ts';

/** In the order in which they are compared at one close. */
export const decisionKinds = [
  ...(['fault', 'zones', 'setups', 'end', 'signal', 'refused entry', 'entry', 'order', 'fill'] as const),
  ...(['stop move', 'trade'] as const),
] as const;

/** Something a strategy answered at a close, or that came of it. */
export interface Decision {
  readonly bar: number;
  readonly what: (typeof decisionKinds)[number];
  /** JSON, written when it was made. */
  readonly content: string;
}

export interface DecisionMarket {
  readonly spec: SymbolSpec;
  readonly config: SmcConfig;
  readonly costs: TradingCosts;
}

export interface DecisionRun extends DecisionMarket {
  readonly strategy: BaseStrategy;
  readonly series: CandleSeries;
  /** Candles handed over, from the first. */
  readonly length: number;
  readonly before?: Watch['before'];
}

/** Ways to ask it: 'signals', as the live host does, and the modes that can trade it. */
export function waysOf(strategy: BaseStrategy, { spec, config, costs }: DecisionMarket): readonly string[] {
  if (strategy.setupFinder(setupMarketOf({ spec, costs }, config)) !== null) return ['signals', setupMode];
  return strategy.zoneFinder() === null ? ['signals'] : ['signals', ...Object.keys(modes)];
}

/** Everything that a strategy decides on a series in one of its ways, in the order of time. */
export function decisionsOf(way: string, run: DecisionRun): readonly Decision[] {
  const decisions: Decision[] = [];
  const note = (bar: number, what: Decision['what'], content: unknown) => {
    decisions.push({ bar, what, content: JSON.stringify(content) });
  };
  const watch: Watch = { before: run.before ?? (() => undefined), note };
  if (way === 'signals') noteSignals(run, watch, note);
  else noteTrading(way, run, watch, note);
  const rank = ({ what }: Decision) => decisionKinds.indexOf(what);
  return decisions.sort((a, b) => a.bar - b.bar || rank(a) - rank(b));
}

type Note = (bar: number, what: Decision['what'], content: unknown) => void;

function noteSignals(run: DecisionRun, watch: Watch, note: Note): void {
  const { strategy, series, length, spec, config, costs } = run;
  const { timeframe } = series;
  const { longerTimeframes } = strategy;
  const market = new SeriesView({ timeframe, spec, config, longerTimeframes });
  const finder = new WatchedStrategy(strategy, watch).setupFinder(setupMarketOf({ spec, costs }, config));
  const takenZones = new Set<string>();
  for (let bar = 0; bar < length; bar += 1) {
    const candle = candleAt(series, bar);
    watch.before(bar);
    market.fold(candle);
    const signal = answerOr(null, watch, bar, () => {
      const folded = finder?.fold(candle);
      if (bar < strategy.warmupCandles) return null;
      const { events, blocks, gaps, dealingRange, atr, lastBreak, longer } = market;
      const known = { candle, bar, spec, events, blocks, gaps, dealingRange, atr, lastBreak, longer };
      const setups = folded === undefined ? {} : { setups: folded.setups(null) };
      return strategy.onCandle({ ...known, takenZones, ...setups });
    });
    if (signal === null) continue;
    takenZones.add(zoneKey(signal.zone.blockId, signal.zone.state));
    note(bar, 'signal', signal);
  }
}

function noteTrading(mode: string, run: DecisionRun, watch: Watch, note: Note): void {
  const { strategy, series, length, spec, config, costs } = run;
  const make = modes[mode];
  if (make === undefined) throw new RangeError(`no mode "${mode}"`);
  const walked = {
    ...series,
    columns: sliceColumns(series.columns, 0, Math.min(length, seriesLength(series))),
  };
  const result = runBacktest({
    ...{ series: walked, spec, config, costs, capital: '10000', limitFills: 'touch' },
    strategy: new WatchedStrategy(strategy, watch),
    executor: make(blockEntryParams.parse({ riskPct: 1, mitigation: config.mitigation })),
  });
  noteResult(result, note);
}

function noteResult(
  { signals, refused, orders, fills, stopMoves, trades }: BacktestResult,
  note: Note,
): void {
  for (const row of refused) note(row.bar, 'refused entry', row);
  for (const row of signals) note(row.bar, 'entry', row);
  for (const row of orders) note(row.bar, 'order', row);
  for (const row of fills) note(row.bar, 'fill', row);
  for (const row of stopMoves) note(row.bar, 'stop move', row);
  for (const trade of trades) note(trade.exitBar, 'trade', trade);
}
