import { bucketOf } from '#shared/market/buckets.ts';
import type { Candle, UnixMs } from '#shared/market/candle.ts';
import { CandleLadder, type TickCounts } from '#shared/market/candleLadder.ts';
import type { Timeframe } from '#shared/market/timeframe.ts';
import type { Timer } from '#shared/ports.ts';
import type { MarketMessage } from '../delta/marketMessage.ts';
import { impossible } from './candleJudge.ts';
import { GapMeter } from './gapMeter.ts';

export interface SymbolStreamOptions {
  /** Ours, which the candles bear. */
  readonly symbol: string;
  readonly timeframes: readonly Timeframe[];
  readonly timer: Timer;
  /** Gets the candles that ticks made whole. */
  readonly built: (candle: Candle) => void;
}

type Trade = Extract<MarketMessage, { type: 'trade' }>;
type CandleFrame = Extract<MarketMessage, { type: 'candle' }>;

/** The venue may be ahead of our clock by so much; what claims to be later says nothing about how fresh it is. */
const aheadMs = 60_000;
/** A frame stamped so shortly after the beginning of a bucket may tell the one before. */
const boundaryMs = 1_000;
/** Frames take their time: a minute of ticks is over so long after its end, grace of the ladder included. */
const transitMs = 1_400;

/** What the stream says of one symbol: its candles as ticks make them, and how long each of its channels has been silent. */
export class SymbolStream {
  readonly #options: SymbolStreamOptions;
  readonly #ladder: CandleLadder;
  readonly #frames = new Map<Timeframe, CandleFrame & { readonly openTime: UnixMs }>();
  readonly #trades: GapMeter;
  readonly #marks: GapMeter;
  readonly #candles: GapMeter;
  #newestAt: UnixMs = 0;
  /** The same of the present socket alone. */
  #newestHere: UnixMs = 0;
  #newestTradeAt: UnixMs = 0;
  #trusted: number | null = null;
  /** When the first trade came that no candle frame has told of yet, monotonic; null: there is none. */
  #untoldSinceMs: number | null = null;
  #isChanged = false;
  #refusedFrames = 0;

  constructor(options: SymbolStreamOptions) {
    this.#options = options;
    const { symbol, timeframes, timer, built } = options;
    this.#ladder = new CandleLadder({ symbol, timeframes, closed: built });
    const nowMs = timer.monotonicMs();
    this.#trades = new GapMeter(nowMs);
    this.#marks = new GapMeter(nowMs);
    this.#candles = new GapMeter(nowMs);
  }

  trade(trade: Trade, now: UnixMs): void {
    this.#ladder.take(trade, now);
    const nowMs = this.#options.timer.monotonicMs();
    this.#trades.heard(nowMs);
    this.#untoldSinceMs ??= nowMs;
    if (trade.at <= now + aheadMs && trade.at > this.#newestTradeAt) this.#newestTradeAt = trade.at;
    this.#note(trade.at, now);
    this.#isChanged = true;
  }

  candle(frame: CandleFrame, now: UnixMs): void {
    const { start } = bucketOf(frame.at, frame.timeframe, '24x7');
    const told = { ...frame, openTime: frame.openTime ?? start };
    if (impossible(this.#candleOf(told), { before: this.#trusted, built: null }) !== null) {
      this.#refusedFrames += 1;
      return;
    }
    this.#candles.heard(this.#options.timer.monotonicMs());
    this.#untoldSinceMs = null;
    this.#note(frame.at, now);
    if (frame.openTime === null && frame.at - start < boundaryMs) return;
    const known = this.#frames.get(frame.timeframe);
    if (known && known.at > told.at) return;
    this.#frames.set(frame.timeframe, told);
    this.#isChanged = true;
  }

  mark({ at, price }: { readonly at: UnixMs; readonly price: number }, now: UnixMs): void {
    if (!(price > 0 && Number.isFinite(price))) {
      this.#refusedFrames += 1;
      return;
    }
    this.#marks.heard(this.#options.timer.monotonicMs());
    this.#note(at, now);
  }

  /** Another socket: what came before does not join what comes now. */
  restart(now: UnixMs): void {
    this.#ladder.restart(now);
    const nowMs = this.#options.timer.monotonicMs();
    for (const meter of [this.#trades, this.#marks, this.#candles]) meter.restart(nowMs);
    this.#untoldSinceMs = null;
    this.#newestHere = 0;
  }

  /** The socket is gone: what it leaves half done is no candle. */
  lost(now: UnixMs): void {
    this.#ladder.restart(now);
  }

  /** Candles whose time is over are made. */
  passTime(now: UnixMs): void {
    this.#ladder.passTime(now - transitMs);
  }

  /** REST says so. */
  trust(candle: Candle): void {
    this.#trusted = candle.close;
    this.#ladder.trust(candle.close);
  }

  /** The candles that are still open, where something changed since they were asked for last. */
  takeForming(now: UnixMs): readonly Candle[] {
    if (!this.#isChanged) return [];
    this.#isChanged = false;
    return this.#options.timeframes.flatMap((timeframe) => this.#forming(timeframe, now) ?? []);
  }

  /** No price of any kind on this socket, or none for too long. */
  isStale(nowMs: number): boolean {
    return this.#newestHere === 0 || this.silentMs(nowMs) > this.#marks.limitMs;
  }

  /** Since the last price of any kind. */
  silentMs(nowMs: number): number {
    return Math.min(this.#marks.silentMs(nowMs), this.#trades.silentMs(nowMs));
  }

  /** The channel that should have said something by now; trades alone may well rest for long. */
  silentChannel(nowMs: number): 'mark' | 'candles' | null {
    if (this.#marks.isSilent(nowMs)) return 'mark';
    const untoldMs = this.#untoldSinceMs === null ? 0 : nowMs - this.#untoldSinceMs;
    return untoldMs > this.#candles.limitMs ? 'candles' : null;
  }

  /** Trades rest for longer than usual: REST knows whether there are any. */
  areTradesSilent(nowMs: number): boolean {
    return this.#trades.isSilent(nowMs);
  }

  silentTradesMs(nowMs: number): number {
    return this.#trades.silentMs(nowMs);
  }

  /** Venue's time of the newest message, and of the newest trade; 0: none yet. */
  get newestAt(): UnixMs {
    return this.#newestAt;
  }

  get newestHere(): UnixMs {
    return this.#newestHere;
  }

  get newestTradeAt(): UnixMs {
    return this.#newestTradeAt;
  }

  get ticks(): TickCounts {
    return this.#ladder.counts;
  }

  /** Frames of other channels than the trades with prices that cannot be. */
  get refusedFrames(): number {
    return this.#refusedFrames;
  }

  #note(at: UnixMs, now: UnixMs): void {
    if (at > now + aheadMs) return;
    this.#newestAt = Math.max(this.#newestAt, at);
    this.#newestHere = Math.max(this.#newestHere, at);
  }

  /** What ticks tell, completed by what the venue tells of the same bucket: after a reconnect ticks know a part only. */
  #forming(timeframe: Timeframe, now: UnixMs): Candle | null {
    const { start } = bucketOf(now, timeframe, '24x7');
    const built = this.#ladder.forming(timeframe);
    const frame = this.#frames.get(timeframe);
    const ours = built?.openTime === start ? built : null;
    const theirs = frame?.openTime === start ? this.#candleOf(frame) : null;
    if (ours === null || theirs === null) return ours ?? theirs;
    return {
      ...ours,
      open: theirs.open,
      high: Math.max(ours.high, theirs.high),
      low: Math.min(ours.low, theirs.low),
      volume: Math.max(ours.volume, theirs.volume),
    };
  }

  #candleOf({ timeframe, openTime, open, high, low, close, volume }: CandleFrame): Candle {
    return {
      symbol: this.#options.symbol,
      timeframe,
      openTime: openTime ?? 0,
      open,
      high,
      low,
      close,
      volume,
    };
  }
}
