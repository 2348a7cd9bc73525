import { SeriesView } from '#shared/backtest/seriesView.ts';
import { SetupBacktest, setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import { TradingError } from '#shared/errors.ts';
import { type Candle, closeTime, type UnixMs } from '#shared/market/candle.ts';
import { type CandleSeries, candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { Exact } from '#shared/market/exact.ts';
import { decimalText } from '#shared/market/money.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import { type GateStep, type MarketView, zoneKey } from '#shared/strategies/baseStrategy.ts';
import { humanTrainedParams } from '#shared/strategies/humanParams.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';
import { progressiveSmcParams } from '#shared/strategies/progressiveParams.ts';
import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';
import { readStrategyParams, type StrategyParams } from './strategyParams.ts';

interface Question {
  readonly series: CandleSeries;
  readonly spec: SymbolSpec;
  readonly config: SmcConfig;
  /** In price; null: the usual one of the instrument. */
  readonly spread: string | null;
  readonly at: UnixMs;
}

const timeText = (time: UnixMs) => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** What the strategy of the timeframe saw at the last close up to a time, gate by gate, and which one closed. */
export async function explain({ series, at, ...setting }: Question): Promise<readonly string[]> {
  const { timeframe } = series;
  const { strategy, run } = await openRun({ series, ...setting });
  let last: UnixMs | null = null;
  for (let index = 0; index < seriesLength(series); index += 1) {
    const candle = candleAt(series, index);
    if (closeTime(candle) > at) break;
    run.onCandle(candle);
    last = closeTime(candle);
  }
  const end = closeTime(candleAt(series, seriesLength(series) - 1));
  if (last === null || at >= end + timeframeMs(timeframe)) {
    const span = `${timeText(closeTime(candleAt(series, 0)))} to ${timeText(end)}`;
    throw new TradingError(
      'config',
      'explain.outside',
      `--explain ${timeText(at)}: the candles close ${span}`,
    );
  }
  const steps = run.explain();
  const closed = steps.find(({ isOpen }) => !isOpen);
  const verdict = closed === undefined ? 'signal' : `no signal, closed by "${closed.gate}"`;
  const width = Math.max(...steps.map(({ gate }) => gate.length));
  return [
    `${setting.spec.symbol} ${timeframe}, ${strategy}, close of ${timeText(last)}: ${verdict}`,
    ...steps.map(
      ({ gate, isOpen, text }) => `  ${isOpen ? 'open  ' : 'closed'}  ${gate.padEnd(width)}  ${text}`,
    ),
  ];
}

/** A strategy on its way through the candles. */
interface Run {
  onCandle(candle: Candle): void;
  /** Of its last candle. */
  explain(): readonly GateStep[];
}

type Setting = Omit<Question, 'at'>;

/** With the parameters that the strategies have live. */
async function openRun(setting: Setting): Promise<{ readonly strategy: string; readonly run: Run }> {
  const { timeframe } = setting.series;
  const strategy = strategyOf[timeframe];
  if (strategy === undefined) {
    throw new TradingError(
      'config',
      'explain.timeframe',
      `--explain needs 5m or 15m candles, these are ${timeframe}`,
    );
  }
  const params = await readStrategyParams({ strategy, paramsPath: null });
  return {
    strategy,
    run: strategy === 'human-trained' ? humanRun(params, setting) : new BlockRun(params, setting),
  };
}

const strategyOf: Readonly<Record<string, 'human-trained' | 'progressive-smc'>> = {
  '5m': 'human-trained',
  '15m': 'progressive-smc',
};

function humanRun(params: StrategyParams, { series, spec, config, spread }: Setting): Run {
  const strategy = new HumanTrained(humanTrainedParams.parse(params));
  const takerRate = decimalText(new Exact(spec.takerFeePct).div(100));
  const makerRate = decimalText(Exact.min(takerRate, '0.0002'));
  const costs = tradingCostsSchema.parse({ takerRate, makerRate, spread: spread ?? spec.spread });
  const finder = strategy.setupFinder(setupMarketOf({ spec, costs }, config));
  return new SetupBacktest({
    ...{ strategy: strategy.id, finder, timeframe: series.timeframe, spec, capital: '10000', costs },
    limitFills: 'touch',
  });
}

/** Progressive SMC as it is asked for signals: each zone gives one. */
class BlockRun implements Run {
  readonly #strategy: ProgressiveSmc;
  readonly #market: SeriesView;
  #takenZones: ReadonlySet<string> = new Set();
  #view: MarketView | null = null;

  constructor(params: StrategyParams, { series, spec, config }: Setting) {
    this.#strategy = new ProgressiveSmc(progressiveSmcParams.parse(params));
    const { longerTimeframes } = this.#strategy;
    this.#market = new SeriesView({ timeframe: series.timeframe, spec, config, longerTimeframes });
  }

  onCandle(candle: Candle): void {
    this.#market.fold(candle);
    const { bar, spec, events, blocks, gaps, dealingRange, atr, lastBreak, longer } = this.#market;
    const known = { candle, bar, spec, events, blocks, gaps, dealingRange, atr, lastBreak, longer };
    const view = { ...known, takenZones: this.#takenZones };
    this.#view = view;
    const zone = this.#strategy.onCandle(view)?.zone;
    if (zone !== undefined) {
      this.#takenZones = new Set([...this.#takenZones, zoneKey(zone.blockId, zone.state)]);
    }
  }

  explain(): readonly GateStep[] {
    return this.#view === null ? [] : this.#strategy.explain(this.#view);
  }
}
