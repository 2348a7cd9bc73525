import { type Timeframe, timeframes } from '#shared/market/timeframe.ts';
import type { MarketMessage } from './marketMessage.ts';
import { isRecord } from './wireValues.ts';

export type Emit = (message: MarketMessage) => void;
export type Frame = Readonly<Record<string, unknown>>;

/** What a dialect makes of a frame whose type is its own; false: it has no such type. */
type DecodeOwn = (type: string, frame: Frame, emit: Emit) => boolean;

/** The frames that both dialects share, and `decodeOwn` for the others. Never throws, whatever comes. */
export function decodeFrame(text: string, decodeOwn: DecodeOwn, emit: Emit): void {
  const frame = parse(text);
  if (!isRecord(frame) || typeof frame.type !== 'string') {
    emit(garbled('no JSON object with a type'));
    return;
  }
  if (!decodeOwn(frame.type, frame, emit)) emit(readShared(frame.type, frame));
}

function readShared(type: string, frame: Frame): MarketMessage {
  switch (type) {
    case 'heartbeat':
    case 'pong':
      return { type };
    case 'subscriptions':
      return readSubscriptions(frame.channels);
    case 'system_status':
      return readSystemStatus(frame);
    default:
      return { type: 'other', name: type.slice(0, 64) };
  }
}

/** "candlestick_15m" -> "15m"; null: another channel, or candles of a length that is not known here. */
export const candleTimeframe = (type: string): Timeframe | null => byCandleType.get(type) ?? null;

export const candleChannel = (timeframe: Timeframe): string => `candlestick_${timeframe}`;

const byCandleType = new Map(timeframes.map((timeframe) => [candleChannel(timeframe), timeframe]));

export const garbled = (why: string): MarketMessage => ({ type: 'garbled', why });

/** Whether four prices can be those of one candle. */
export const isCandleShape = (open: number, high: number, low: number, close: number): boolean =>
  high >= open && high >= close && low <= open && low <= close;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readSubscriptions(channels: unknown): MarketMessage {
  if (!Array.isArray(channels)) return garbled('subscriptions: no channels');
  const confirmed: { name: string; symbols: readonly string[]; error: string | null }[] = [];
  for (const channel of channels) {
    if (!isRecord(channel) || typeof channel.name !== 'string') return garbled('subscriptions: a channel');
    const { name, symbols = [], error = null } = channel;
    if (!isTexts(symbols)) return garbled('subscriptions: symbols');
    if (error !== null && typeof error !== 'string') return garbled('subscriptions: error');
    confirmed.push({ name, symbols, error });
  }
  return { type: 'subscriptions', channels: confirmed };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

function readSystemStatus({ status = '', event = '' }: Frame): MarketMessage {
  if (typeof status !== 'string' || typeof event !== 'string') return garbled('system_status');
  return { type: 'systemStatus', status, event };
}
