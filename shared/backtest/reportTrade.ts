import type { UnixMs } from '../market/candle.ts';
import type { EntryZone } from '../trading/entryZone.ts';
import type { Direction } from '../trading/signal.ts';
import type { BacktestResult } from './backtestResult.ts';

/** A closed trade as statistics look at it. */
export interface ReportTrade {
  readonly symbol: string;
  readonly direction: Direction;
  /** What was traded: a fresh block, a breaker, ... */
  readonly zone: EntryZone['state'];
  /** A moment inside the candle that filled the entry. */
  readonly at: UnixMs;
  readonly exitAt: UnixMs;
  /** Net of costs. */
  readonly r: number;
  /** What it paid, in R. */
  readonly costR: number;
}

/** All trades of several series in the order of their exits; equal exits in the order of the series. */
export function reportTrades(results: readonly BacktestResult[]): readonly ReportTrade[] {
  return results
    .flatMap(({ symbol, trades }) =>
      trades.map(({ direction, order, entryAt, exitAt, rMultiple, fills, gross, net, risk }) => ({
        symbol,
        direction,
        zone: order.zone.state,
        // A fill inside a candle is booked at its close, which is the next candle's moment.
        at: fills[0]?.isAtOpen ? entryAt : entryAt - 1,
        exitAt,
        r: rMultiple,
        costR: (Number(gross) - Number(net)) / Number(risk),
      })),
    )
    .sort((a, b) => a.exitAt - b.exitAt);
}
