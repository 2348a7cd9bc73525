import type { Ticker } from './marketView.ts';

const dayMs = 24 * 60 * 60_000;

/** Of REST and of the legacy channel. `time` lags by a day, as it does at the venue: `timestamp` is what counts. */
export const tickerRow = (ticker: Ticker) => ({
  symbol: ticker.symbol,
  product_id: ticker.productId,
  contract_type: 'perpetual_futures',
  product_trading_status: ticker.tradingStatus,
  open: Number(ticker.open),
  high: Number(ticker.high),
  low: Number(ticker.low),
  close: Number(ticker.close),
  volume: ticker.volume,
  size: ticker.volume,
  turnover_usd: Number(ticker.turnoverUsd),
  turnover: Number(ticker.turnoverUsd),
  turnover_symbol: 'USD',
  mark_price: ticker.mark,
  mark_change_24h: ticker.markChange24hPct,
  spot_price: ticker.spot,
  funding_rate: ticker.fundingRate,
  oi_contracts: String(ticker.openInterest),
  oi_value_usd: ticker.openInterestUsd,
  oi_value_symbol: 'USD',
  oi_change_usd_6h: ticker.openInterestChangeUsd,
  price_band: { lower_limit: ticker.lowerBand, upper_limit: ticker.upperBand },
  quotes: {
    best_bid: ticker.bestBid,
    best_ask: ticker.bestAsk,
    bid_size: String(ticker.bidSize),
    ask_size: String(ticker.askSize),
    impact_mid_price: null,
  },
  time: new Date(ticker.atUs / 1_000 - dayMs).toISOString(),
  timestamp: ticker.atUs,
});
