import { SetupBacktest, setupMarketOf } from '#shared/backtest/setupBacktest.ts';
import { TradingError } from '#shared/errors.ts';
import { closeTime, type UnixMs } from '#shared/market/candle.ts';
import { type CandleSeries, candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { Exact } from '#shared/market/exact.ts';
import { decimalText } from '#shared/market/money.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { timeframeMs } from '#shared/market/timeframe.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import { HumanTrained } from '#shared/strategies/humanTrained.ts';

interface Question {
  readonly series: CandleSeries;
  readonly spec: SymbolSpec;
  readonly config: SmcConfig;
  /** In price; null: the usual one of the instrument. */
  readonly spread: string | null;
  readonly at: UnixMs;
}

const timeText = (time: UnixMs) => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** What Human-trained saw at the last close up to a time, gate by gate, and which one closed. */
export function explain({ series, spec, config, spread, at }: Question): readonly string[] {
  const { backtest, timeframe } = openRun({ series, spec, config, spread });
  let last: UnixMs | null = null;
  for (let index = 0; index < seriesLength(series); index += 1) {
    const candle = candleAt(series, index);
    if (closeTime(candle) > at) break;
    backtest.onCandle(candle);
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
  const steps = backtest.explain();
  const closed = steps.find(({ isOpen }) => !isOpen);
  const verdict = closed === undefined ? 'signal' : `no signal, closed by "${closed.gate}"`;
  const width = Math.max(...steps.map(({ gate }) => gate.length));
  return [
    `${spec.symbol} ${timeframe}, human-trained, close of ${timeText(last)}: ${verdict}`,
    ...steps.map(
      ({ gate, isOpen, text }) => `  ${isOpen ? 'open  ' : 'closed'}  ${gate.padEnd(width)}  ${text}`,
    ),
  ];
}

function openRun({ series, spec, config, spread }: Omit<Question, 'at'>) {
  const { timeframe } = series;
  const strategy = new HumanTrained();
  const takerRate = decimalText(new Exact(spec.takerFeePct).div(100));
  const makerRate = decimalText(Exact.min(takerRate, '0.0002'));
  const costs = tradingCostsSchema.parse({ takerRate, makerRate, spread: spread ?? spec.spread });
  if (timeframe !== '5m') {
    throw new TradingError(
      'config',
      'explain.timeframe',
      `--explain needs 5m candles, these are ${timeframe}`,
    );
  }
  const finder = strategy.setupFinder(setupMarketOf({ spec, costs }, config));
  const backtest = new SetupBacktest({
    ...{ strategy: strategy.id, finder, timeframe, spec, capital: '10000', costs, limitFills: 'touch' },
  });
  return { backtest, timeframe };
}
