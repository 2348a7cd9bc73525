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

/** Frames of the public host: "sy", "p", "s". */
export const decodeCompact = (text: string, emit: Emit): void => decodeFrame(text, decodeOwn, emit);

function decodeOwn(type: string, frame: Frame, emit: Emit): boolean {
  switch (type) {
    case 'trades':
      emit(readTrade(frame));
      return true;
    case 'mark_price':
      emit(readMark(frame));
      return true;
    case 'ticker':
      decodeTicker(frame, emit);
      return true;
    default: {
      const candle = readCandle(type, frame);
      if (candle !== null) emit(candle);
      return candle !== null;
    }
  }
}

function readTrade(frame: Frame): MarketMessage {
  const symbol = symbolOf(frame.sy);
  const price = positiveOf(frame.p);
  const quantity = positiveOf(frame.s);
  // `t` is when it was traded, `ts` when it was told.
  const atUs = microsOf(frame.t ?? frame.ts);
  const role = frame.r;
  if (symbol === null || price === null || quantity === null || atUs === null) return garbled('trades');
  if (role !== 't' && role !== 'm') return garbled('trades: role');
  const key = tradeKey({ symbol, atUs, price, quantity, isBuyerTaker: role === 't' });
  return { type: 'trade', symbol, at: msOfMicros(atUs), atUs, price, quantity, key };
}

function readMark(frame: Frame): MarketMessage {
  const symbol = symbolOf(frame.sy);
  const price = positiveOf(frame.p);
  const atUs = microsOf(frame.ts);
  if (symbol === null || price === null || atUs === null) return garbled('mark_price');
  return { type: 'mark', symbol: withoutMark(symbol), at: msOfMicros(atUs), price };
}

/** One frame may tell of several symbols. */
function decodeTicker(frame: Frame, emit: Emit): void {
  const atUs = microsOf(frame.ts);
  if (atUs === null || !Array.isArray(frame.d)) {
    emit(garbled('ticker'));
    return;
  }
  for (const row of frame.d) {
    const symbol = isRecord(row) ? symbolOf(row.s ?? frame.sy) : null;
    if (!isRecord(row) || symbol === null) {
      emit(garbled('ticker: a row'));
      continue;
    }
    // Asks, then bids: [ask, ask size, bid, bid size, impact mid].
    const [ask, , bid] = Array.isArray(row.q) ? row.q : [];
    const last = Array.isArray(row.ohlc) ? row.ohlc[3] : null;
    emit({
      type: 'ticker',
      symbol,
      at: msOfMicros(atUs),
      mark: positiveOf(row.m),
      bid: positiveOf(bid),
      ask: positiveOf(ask),
      last: positiveOf(last),
    });
  }
}

function readCandle(type: string, frame: Frame): MarketMessage | null {
  const timeframe = candleTimeframe(type);
  if (timeframe === null) return null;
  const symbol = symbolOf(frame.sy);
  // Candles of mark prices have no volume, and are none of ours.
  if (symbol !== null && isMarkSymbol(symbol)) return null;
  const open = positiveOf(frame.o);
  const high = positiveOf(frame.h);
  const low = positiveOf(frame.l);
  const close = positiveOf(frame.c);
  const volume = numberOf(frame.v);
  const atUs = microsOf(frame.ts);
  const isWhole =
    symbol !== null && open !== null && high !== null && low !== null && close !== null && atUs !== null;
  if (!isWhole || volume === null || volume < 0 || !isCandleShape(open, high, low, close))
    return garbled(type);
  const at = msOfMicros(atUs);
  return { type: 'candle', symbol, timeframe, openTime: null, at, open, high, low, close, volume };
}
