import type { BacktestResult } from '#shared/backtest/backtestResult.ts';

/** What a run had decided and done by the close of a bar. */
export function upTo(result: BacktestResult, bar: number) {
  const known = <Row extends { readonly bar: number }>(rows: readonly Row[]) =>
    rows.filter((row) => row.bar <= bar);
  const { signals, refused, orders, fills, stopMoves, trades } = result;
  return {
    signals: known(signals),
    refused: known(refused),
    orders: known(orders),
    fills: known(fills),
    stopMoves: known(stopMoves),
    trades: trades.filter((trade) => trade.exitBar <= bar),
    equity: [...result.equity.equity.slice(0, bar + 1)],
  };
}
