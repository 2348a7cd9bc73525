import type { HttpReply, HttpRequest } from '#server/delta/transport.ts';
import type { Candle } from '#shared/market/candle.ts';
import { type Timeframe, timeframeMs, timeframes } from '#shared/market/timeframe.ts';
import { reply, ScriptedTransport, success } from './scriptedTransport.ts';
import type { SimTime } from './simTime.ts';

/** What becomes of one request: as it should be, or one of the ways in which it goes wrong. */
export const venueFaults = [
  'lost',
  'replyLost',
  'unavailable',
  'html',
  'cutOff',
  'throttled',
  'incomplete',
  'badRow',
  'twice',
] as const;
export type VenueFault = (typeof venueFaults)[number] | null;

interface CandleVenueOptions {
  readonly time: SimTime;
  /** Nothing was traded before. */
  readonly listedAt: number;
  /** Buckets that the venue does not have although it was open. */
  readonly isAbsent: (openTime: number) => boolean;
  /** Of the n-th request. */
  readonly faultAt: (request: number) => VenueFault;
}

const pageRows = 2_000;
const latencyMs = 60;

/** History as the venue gives it over REST, and a note of everything that must not be asked of it. */
export class CandleVenue {
  readonly transport: ScriptedTransport;
  /** When requests arrived, by the monotonic clock. */
  readonly arrivals: number[] = [];
  readonly mistakes: string[] = [];
  /** As long as it is false, nothing goes wrong. */
  isFaulty = true;
  readonly #options: CandleVenueOptions;
  #requests = 0;

  constructor(options: CandleVenueOptions) {
    this.#options = options;
    this.transport = new ScriptedTransport((request) => this.#answer(request));
  }

  /** Those of [from, before) that are over. */
  closed(symbol: string, timeframe: Timeframe, range: { readonly from: number; readonly before: number }) {
    const step = timeframeMs(timeframe);
    const candles: Candle[] = [];
    for (let at = Math.ceil(range.from / step) * step; at < range.before; at += step)
      if (this.#has(at) && at + step <= this.#options.time.now())
        candles.push(venueCandle(symbol, timeframe, at));
    return candles;
  }

  async #answer(request: HttpRequest): Promise<HttpReply | Error> {
    const { time } = this.#options;
    const fault = this.isFaulty ? this.#options.faultAt(this.#requests) : null;
    this.#requests += 1;
    await this.#delay();
    if (fault === 'lost') return new Error('the connection was cut');
    this.arrivals.push(time.monotonicMs());
    const answer = this.#candles(new URL(request.url));
    await this.#delay();
    switch (fault) {
      case 'replyLost':
        return new Error('no answer within 10 seconds');
      case 'unavailable':
        return reply(503, { success: false, error: { code: 'unavailable' } });
      case 'html':
        return reply(403, '<html><body>Request blocked</body></html>');
      case 'throttled':
        return reply(429, '', { 'x-rate-limit-reset': '4000' });
      case 'cutOff':
        return reply(200, JSON.stringify({ success: true, result: answer }).slice(0, -3));
      case 'incomplete':
        return success(answer.filter((_, index) => index % 3 !== 0));
      case 'badRow':
        return success(answer.map((row, index) => (index === 1 ? { ...row, high: 'n/a' } : row)));
      case 'twice':
        return success([...answer, ...answer]);
      default:
        return success(answer);
    }
  }

  #delay(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.time.after(latencyMs, resolve);
    });
  }

  #has(openTime: number): boolean {
    return openTime >= this.#options.listedAt && !this.#options.isAbsent(openTime);
  }

  /** Newest first, the forming one included, the oldest cut off; as text where the venue likes. */
  #candles({ pathname, searchParams }: URL) {
    if (pathname !== '/v2/history/candles') this.mistakes.push(`asked for ${pathname}`);
    const [start, end] = [Number(searchParams.get('start')), Number(searchParams.get('end'))];
    const timeframe = timeframes.find((one) => one === searchParams.get('resolution')) ?? '1m';
    const step = timeframeMs(timeframe);
    if (end * 1_000 > this.#options.time.now()) this.mistakes.push(`asked for ${end}, which is to come`);
    if ((end - start) * 1_000 >= pageRows * step) this.mistakes.push('asked for more than a page');
    const rows = [];
    for (let at = Math.floor((end * 1_000) / step) * step; at >= start * 1_000; at -= step) {
      if (!this.#has(at) || rows.length === pageRows) continue;
      const { open, high, low, close, volume } = venueCandle('', timeframe, at);
      rows.push({ time: at / 1_000, open: String(open), high, low, close, volume });
    }
    return rows;
  }
}

/** What was traded then; every bucket has other prices. */
function venueCandle(symbol: string, timeframe: Timeframe, openTime: number): Candle {
  const wave = (at: number) => Math.round(10_000 + 900 * Math.sin(at / 7.1e6)) / 100;
  const [open, close] = [wave(openTime), wave(openTime + timeframeMs(timeframe))];
  const [high, low] = [Math.max(open, close) + 0.25, Math.min(open, close) - 0.25];
  return { symbol, timeframe, openTime, open, high, low, close, volume: (openTime / 60_000) % 97 };
}
