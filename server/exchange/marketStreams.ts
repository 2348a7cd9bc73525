import type { Random } from '#shared/market/seededRandom.ts';
import type { Cancel, Clock } from '#shared/ports.ts';
import { BookStream } from './bookStream.ts';
import { CandleStream } from './candleStream.ts';
import type { Topic } from './channels.ts';
import type { Exchange, ExchangeEvent, SystemStatus } from './model.ts';
import { productRow } from './productRow.ts';
import {
  type FrameContent,
  fundingFrame,
  priceFrame,
  productFrame,
  tickerFrame,
  tradeFrame,
  tradesSnapshot,
} from './publicFrames.ts';
import type { Dialect } from './sandbox.ts';
import { type Subscriber, Subscribers, show } from './subscribers.ts';

interface MarketStreamsOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
}

/** The public channels of both dialects. */
export class MarketStreams {
  readonly #exchange: Exchange;
  readonly #subscribers = new Subscribers();
  readonly #books: BookStream;
  readonly #candles: CandleStream;

  constructor({ exchange, clock, random }: MarketStreamsOptions) {
    this.#exchange = exchange;
    const subscribers = this.#subscribers;
    this.#books = new BookStream({ exchange, clock, subscribers });
    this.#candles = new CandleStream({ exchange, random, subscribers });
  }

  open(subscriber: Subscriber): Cancel {
    const { topic } = subscriber.channel;
    if (topic === 'book' || topic === 'bookTop' || topic === 'bookUpdates')
      return this.#books.open(subscriber);
    const { symbol } = subscriber;
    if (topic === 'trades' && subscriber.dialect === 'legacy' && symbol !== null && symbol !== 'all') {
      const trades = this.#exchange.trades(symbol);
      if (trades !== null)
        show(subscriber, { symbol }, { ...tradesSnapshot(symbol, trades), type: 'all_trades_snapshot' });
    }
    if (topic === 'system') show(subscriber, { symbol: null }, this.#systemNow());
    return this.#subscribers.add(topic === 'system' ? { ...subscriber, symbol: null } : subscriber);
  }

  take(event: ExchangeEvent): void {
    switch (event.type) {
      case 'trade':
        this.#tell('trades', event.trade.symbol, (dialect) => tradeFrame(dialect, event.trade));
        return;
      case 'book':
        this.#books.changed(event.symbol);
        return;
      case 'candles':
        this.#candles.changed(event.symbol, event.atUs);
        return;
      case 'ticker':
        this.#tell('ticker', event.ticker.symbol, (dialect) => tickerFrame(dialect, event.ticker));
        return;
      case 'mark': {
        const { price, atUs } = event;
        const symbol = `MARK:${event.symbol}`;
        this.#tell('mark', symbol, (dialect) => priceFrame(dialect, { symbol, price, atUs }));
        this.#candles.changed(symbol, atUs);
        return;
      }
      case 'spot': {
        const { index: symbol, price, atUs } = event;
        this.#tell('spot', symbol, (dialect) => priceFrame(dialect, { symbol, price, atUs }));
        return;
      }
      case 'funding':
        this.#tell('funding', event.funding.symbol, (dialect) => fundingFrame(dialect, event.funding));
        return;
      case 'systemStatus':
        this.#tell('system', null, () => systemContent(event));
        return;
      case 'product': {
        const content = productFrame(event.event, productRow(event.product, event.condition), event.atUs);
        this.#tell('products', event.product.symbol, () => content);
        this.#tell('products', null, () => content);
        return;
      }
      default:
        return;
    }
  }

  stop(): void {
    this.#books.stop();
  }

  #tell(topic: Topic, symbol: string | null, contentOf: (dialect: Dialect) => FrameContent): void {
    for (const subscriber of this.#subscribers.of(topic, symbol))
      show(subscriber, { symbol }, contentOf(subscriber.dialect));
  }

  #systemNow(): FrameContent {
    const status = this.#exchange.systemStatus();
    return systemContent({ status, event: 'snapshot', atUs: this.#exchange.nowUs() });
  }
}

/** While only cancelling is allowed the venue still calls it maintenance; an auction belongs to products. */
const wireStatus: Readonly<Record<SystemStatus, string>> = {
  live: 'live',
  maintenance: 'maintenance',
  cancel_only: 'maintenance',
  auction: 'live',
  degraded_mode: 'degraded_mode',
  api_fallback: 'api_fallback',
};

const wireEvent: Partial<Readonly<Record<SystemStatus, string>>> = {
  cancel_only: 'maintenance_started',
  auction: 'maintenance_finished',
};

const systemContent = ({
  status,
  event,
  atUs,
}: {
  readonly status: SystemStatus;
  readonly event: string;
  readonly atUs: number;
}): FrameContent => ({
  status: wireStatus[status],
  event: event === 'snapshot' ? event : (wireEvent[status] ?? event),
  timestamp: atUs,
  ts: atUs,
});
