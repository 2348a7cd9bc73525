import {
  candleTimeframe,
  decodeFrame,
  type Emit,
  type Frame,
  garbled,
  isCandleShape,
} from './decodeFrame.ts';
import type { MarketMessage } from './marketMessage.ts';
import { tradeKey } from './tradeKey.ts';
import {
  isMarkSymbol,
  isRecord,
  microsOf,
  msOfMicros,
  numberOf,
  positiveOf,
  symbolOf,
  withoutMark,
} from './wireValues.ts';

/** Frames of the private host: "symbol", "price", "size". */
export const decodeLegacy = (text: string, emit: Emit): void => decodeFrame(text, decodeOwn, emit);

function decodeOwn(type: string, frame: Frame, emit: Emit): boolean {
  switch (type) {
    case 'all_trades':
      emit(readTrade(frame, frame.symbol));
      return true;
    case 'all_trades_snapshot':
      decodeTrades(frame, emit);
      return true;
    case 'mark_price':
      emit(readMark(frame));
      return true;
    case 'v2/ticker':
      emit(readTicker(frame));
      return true;
    default: {
      const candle = readCandle(type, frame);
      if (candle !== null) emit(candle);
      return candle !== null;
    }
  }
}

function readTrade(row: Frame, named: unknown): MarketMessage {
  const symbol = symbolOf(named);
  const price = positiveOf(row.price);
  const quantity = positiveOf(row.size);
  const atUs = microsOf(row.timestamp);
  const role = row.buyer_role;
  if (symbol === null || price === null || quantity === null || atUs === null) return garbled('all_trades');
  if (role !== 'taker' && role !== 'maker') return garbled('all_trades: role');
  const key = tradeKey({ symbol, atUs, price, quantity, isBuyerTaker: role === 'taker' });
  return { type: 'trade', symbol, at: msOfMicros(atUs), atUs, price, quantity, key };
}

/** The newest trades, which come once after the subscription, in the order of the venue: the oldest first here. */
function decodeTrades(frame: Frame, emit: Emit): void {
  if (!Array.isArray(frame.trades)) {
    emit(garbled('all_trades_snapshot'));
    return;
  }
  const rows = frame.trades.map((row: unknown) => (isRecord(row) ? row : {}));
  const timeOf = (row: Frame) => microsOf(row.timestamp) ?? 0;
  for (const row of rows.sort((a, b) => timeOf(a) - timeOf(b))) emit(readTrade(row, frame.symbol));
}

function readMark(frame: Frame): MarketMessage {
  const symbol = symbolOf(frame.symbol);
  const price = positiveOf(frame.price);
  const atUs = microsOf(frame.timestamp);
  if (symbol === null || price === null || atUs === null) return garbled('mark_price');
  return { type: 'mark', symbol: withoutMark(symbol), at: msOfMicros(atUs), price };
}

function readTicker(frame: Frame): MarketMessage {
  const symbol = symbolOf(frame.symbol);
  const atUs = microsOf(frame.timestamp);
  if (symbol === null || atUs === null) return garbled('v2/ticker');
  const quotes = isRecord(frame.quotes) ? frame.quotes : {};
  return {
    type: 'ticker',
    symbol,
    at: msOfMicros(atUs),
    mark: positiveOf(frame.mark_price),
    bid: positiveOf(quotes.best_bid),
    ask: positiveOf(quotes.best_ask),
    last: positiveOf(frame.close),
  };
}

function readCandle(type: string, frame: Frame): MarketMessage | null {
  const timeframe = candleTimeframe(type);
  if (timeframe === null) return null;
  const symbol = symbolOf(frame.symbol);
  // Candles of mark prices have no volume, and are none of ours.
  if (symbol !== null && isMarkSymbol(symbol)) return null;
  const open = positiveOf(frame.open);
  const high = positiveOf(frame.high);
  const low = positiveOf(frame.low);
  const close = positiveOf(frame.close);
  const volume = numberOf(frame.volume);
  const startUs = microsOf(frame.candle_start_time);
  const atUs = microsOf(frame.timestamp ?? frame.last_updated);
  const isWhole =
    symbol !== null && open !== null && high !== null && low !== null && close !== null && atUs !== null;
  const isTimed = startUs !== null && startUs % 60_000_000 === 0;
  if (!isWhole || !isTimed || volume === null || volume < 0 || !isCandleShape(open, high, low, close))
    return garbled(type);
  const times = { openTime: msOfMicros(startUs), at: msOfMicros(atUs) };
  return { type: 'candle', symbol, timeframe, ...times, open, high, low, close, volume };
}
