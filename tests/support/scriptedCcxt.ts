import type { CcxtExchange, CcxtRow } from '#server/feed/ccxtExchange.ts';
import { TradingError } from '#shared/errors.ts';
import { type Timeframe, timeframeMs } from '#shared/market/timeframe.ts';
import type { SimTime } from './simTime.ts';

/** A venue behind ccxt: minutes that follow from their time, candles of them, and a network that can be cut. */
export class ScriptedCcxt implements CcxtExchange {
  readonly id = 'scripted';
  readonly name = 'Scripted';
  readonly timeframes = { '1m': '1m', '5m': '5', '15m': '15' };
  readonly pageRows = 100;
  readonly asks: { readonly symbol: string; readonly timeframe: string }[] = [];
  isUp = true;
  readonly #time: SimTime;

  constructor(time: SimTime) {
    this.#time = time;
  }

  async symbols(): Promise<readonly string[]> {
    this.#reach();
    return ['SOL/USDT', 'BTC/USDT'];
  }

  async time(): Promise<number> {
    this.#reach();
    return this.#time.now();
  }

  async candles(ask: Parameters<CcxtExchange['candles']>[0]): Promise<readonly CcxtRow[]> {
    this.#reach();
    this.asks.push(ask);
    const stepMs = timeframeMs(ask.timeframe);
    const rows: CcxtRow[] = [];
    for (let at = ask.since; rows.length < ask.limit && at <= this.#time.now(); at += stepMs)
      rows.push(this.row(at, ask.timeframe));
    return rows;
  }

  /** As far as it is over by now. */
  row(openTime: number, timeframe: Timeframe): CcxtRow {
    const end = Math.min(openTime + timeframeMs(timeframe), this.#time.now() + 60_000);
    const prices: number[] = [];
    for (let at = openTime; at < end; at += 60_000) prices.push(this.#priceAt(at), this.#priceAt(at) + 1);
    const [open = 0] = prices;
    return [openTime, open, Math.max(...prices), Math.min(...prices), prices.at(-1) ?? 0, prices.length];
  }

  #priceAt(at: number): number {
    return 100 + ((at / 60_000) % 17);
  }

  #reach(): void {
    if (!this.isUp) throw new TradingError('transient', 'ccxt.unreachable', 'Scripted: the network is cut.');
  }
}
