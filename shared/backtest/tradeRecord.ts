import type { BacktestFill, BacktestResult, BacktestTrade } from './backtestResult.ts';

const seconds = (time: number): number => time / 1000;
const sideOf = (direction: BacktestTrade['direction']): 1 | -1 => (direction === 'long' ? 1 : -1);

/**
 * A trade for comparing with another implementation: times in epoch seconds, money and prices exact decimal text,
 * multiples of R rounded to eight places, `dir` 1 long and -1 short, `zone` the block's id and f (fresh) or b (breaker).
 */
export function tradeRecord(
  run: Pick<BacktestResult, 'strategy' | 'mode' | 'symbol' | 'timeframe'>,
  trade: BacktestTrade,
) {
  const { strategy, mode, symbol, timeframe } = run;
  const { order, zone, direction, contracts, fills } = trade;
  return {
    strategy,
    mode,
    symbol,
    timeframe,
    id: trade.id,
    signal: `${zone}@${order.bar}`,
    zone,
    state: order.zone.state,
    dir: sideOf(direction),
    contracts: Number(contracts),
    entryBar: trade.entryBar,
    entryTime: seconds(trade.entryAt),
    entry: trade.entry,
    stop: trade.stop,
    target: trade.target,
    exitBar: trade.exitBar,
    exitTime: seconds(trade.exitAt),
    exit: trade.exit,
    leg: trade.reason,
    reason: trade.reason,
    partial: trade.isPartial,
    gross: trade.gross,
    fees: trade.fees,
    spread: trade.spread,
    funding: trade.funding,
    net: trade.net,
    risk: trade.risk,
    R: String(trade.rMultiple),
    maeR: String(trade.maeR),
    mfeR: String(trade.mfeR),
    ambiguous: trade.isAmbiguous,
    beyondLiquidation: trade.isBeyondLiquidation,
    capital: trade.capital,
    fills: fills.map(fillRecord),
  };
}

/** A fill, in the form of `tradeRecord`. */
export function fillRecord({ bar, at, leg, direction, price, contracts, role, ...money }: BacktestFill) {
  const { fee, spread, gross, capital } = money;
  const what = {
    bar,
    time: seconds(at),
    leg,
    dir: sideOf(direction),
    price,
    contracts: Number(contracts),
    role,
  };
  return { ...what, fee, spread, gross, capital };
}
