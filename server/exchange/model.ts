import type { UnixMs } from '#shared/market/candle.ts';
import type { CandleSeries } from '#shared/market/candleColumns.ts';
import type { Cancel, Clock } from '#shared/ports.ts';
import type { Fill, LeverageSetting, Position, PositionBrief, Transaction, User, Wallet } from './account.ts';
import type {
  BookView,
  CandleQuery,
  CandleRow,
  FundingView,
  PublicTrade,
  Resolution,
  Ticker,
} from './marketView.ts';
import type { Bracket, Order, OrderEdit, OrderReason, OrderRequest, OrderState, Side } from './order.ts';
import type { Product, ProductCondition } from './product.ts';
import type { Answer, RejectionCode } from './rejection.ts';

/** What `createExchange` of exchange.ts makes an exchange of. */
export interface ExchangeOptions {
  /** Runs at the speed that the market is to run at. */
  readonly clock: Clock;
  readonly seed: number;
  readonly products: readonly Product[];
  /**
   * Recorded candles under the symbols of products, several timeframes of one symbol allowed: the shortest is played.
   * Products without any get a made-up market.
   */
  readonly recorded: readonly CandleSeries[];
  readonly users: readonly (User & { readonly deposit: string })[];
  /** Prints of an ordinary minute; 20 unless told. */
  readonly tradesPerMinute?: number;
  /** How long the made-up market is before it repeats itself backwards; 26 unless told. */
  readonly madeUpWeeks?: number;
}

export type SystemStatus =
  | 'live'
  | 'maintenance'
  | 'cancel_only'
  | 'auction'
  | 'degraded_mode'
  | 'api_fallback';

/**
 * What happens, in order, told the moment it happens. Of what changes often only the fact is told: whoever has
 * subscribers asks for the content (`book`, `forming`).
 */
export type ExchangeEvent =
  | { readonly type: 'trade'; readonly trade: PublicTrade }
  /** Prices or sizes of the book are others. */
  | { readonly type: 'book'; readonly symbol: string; readonly atUs: number }
  /** Every half to whole second in which there was a trade: forming candles of the symbol are others. */
  | { readonly type: 'candles'; readonly symbol: string; readonly atUs: number }
  /** Every 5 s. */
  | { readonly type: 'ticker'; readonly ticker: Ticker }
  /** Every 2 s. */
  | { readonly type: 'mark'; readonly symbol: string; readonly price: string; readonly atUs: number }
  /** `index` is the symbol of the spot index; every 2 s. */
  | { readonly type: 'spot'; readonly index: string; readonly price: string; readonly atUs: number }
  /** Every minute, and at each exchange of funding. */
  | { readonly type: 'funding'; readonly funding: FundingView }
  | {
      readonly type: 'order';
      readonly action: 'create' | 'update' | 'delete';
      readonly reason: OrderReason;
      readonly order: Order;
    }
  /** Size 0: closed. */
  | { readonly type: 'position'; readonly reason: 'auto_topup' | null; readonly position: Position }
  | { readonly type: 'wallet'; readonly wallet: Wallet; readonly atUs: number }
  | { readonly type: 'fill'; readonly fill: Fill }
  | {
      readonly type: 'systemStatus';
      readonly status: SystemStatus;
      readonly event: string;
      readonly atUs: number;
    }
  | {
      readonly type: 'product';
      readonly event: 'market_disruption' | 'start_auction' | 'finish_auction' | 'product_update';
      readonly product: Product;
      readonly condition: ProductCondition;
      readonly atUs: number;
    };

/** Which orders a list shows; what is left out does not narrow it. */
export interface OrderFilter {
  readonly states?: readonly OrderState[];
  readonly symbols?: readonly string[];
  readonly clientOrderId?: string;
  /** Created within [from, to], microseconds. */
  readonly fromUs?: number;
  readonly toUs?: number;
}

export interface RecordFilter {
  readonly symbols?: readonly string[];
  readonly orderId?: number;
  readonly fromUs?: number;
  readonly toUs?: number;
}

/** Which orders a sweep takes; the venue's defaults are the caller's business. */
export interface CancelFilter {
  readonly symbols: readonly string[] | null;
  readonly limitOrders: boolean;
  readonly stopOrders: boolean;
  readonly reduceOnlyOrders: boolean;
}

/** What the exchange does wrong on purpose, while it is set. */
export interface Faults {
  /** Age of what `positions` shows, at most 10 s. */
  readonly positionsLagMs: number;
  /** Age of what `orders` and `order` show. */
  readonly ordersLagMs: number;
  /** So the reads of orders say, whatever is true; null: the truth. */
  readonly lyingOrderState: OrderState | null;
  /** Every stop, take profit and bracket is refused with it; null: they are taken. */
  readonly refusesStops: RejectionCode | null;
  /** Limit orders are filled the moment they rest. */
  readonly fillsInstantly: boolean;
}

export interface PriceJump {
  readonly symbol: string;
  /** Percent of the price now, signed; stays until jumped back. */
  readonly pct: number;
  /** What jumps: trades and book (`last`), the mark price, the index, or everything. */
  readonly of: 'last' | 'mark' | 'spot' | 'all';
}

/** Totals for audits: `deposits` is always the sum of the others. Decimal text in USD. */
export interface Ledger {
  readonly deposits: string;
  readonly wallets: string;
  readonly unrealized: string;
  /** Fees and GST taken. */
  readonly fees: string;
  /** What the other side of all trades has gained, open positions at mark. */
  readonly counterparty: string;
  /** What funding the other side has received. */
  readonly funding: string;
}

/** Everything that the exchange knows and does, without any protocol. Deterministic: same seed, clock and calls, same events. */
export interface Exchange {
  /** Market time begins; before it nothing moves. */
  start(): void;
  /** Nothing moves any more. */
  stop(): void;
  now(): UnixMs;
  nowUs(): number;
  listen(listener: (event: ExchangeEvent) => void): Cancel;

  products(): readonly Product[];
  /** By symbol; null: no such product. */
  product(symbol: string): Product | null;
  productById(id: number): Product | null;
  condition(symbol: string): ProductCondition | null;

  /** Null for symbols that no product has. */
  ticker(symbol: string): Ticker | null;
  /** At most `depth` levels a side. */
  book(symbol: string, depth: number): BookView | null;
  /** Newest first, at most 50. */
  trades(symbol: string): readonly PublicTrade[] | null;
  /**
   * Newest first, the forming candle included, quiet buckets padded flat with volume 0 (also past now when `end` is); at
   * most 4000 rows, the oldest are dropped. Unknown symbols and times before the first trade: nothing.
   */
  candles(query: CandleQuery): readonly CandleRow[];
  /** The candle of now, of a symbol or "MARK:..."; null when there is no such series. */
  forming(symbol: string, resolution: Resolution): CandleRow | null;
  funding(symbol: string): FundingView | null;

  users(): readonly User[];
  /** Adds to the wallet, or takes from it below 0. */
  deposit(userId: number, amount: string): Answer<Wallet>;
  transfer(request: {
    readonly fromUserId: number;
    readonly toUserId: number;
    readonly amount: string;
  }): Answer<null>;

  place(userId: number, request: OrderRequest): Answer<Order>;
  /** In order; each for itself. */
  placeBatch(userId: number, requests: readonly OrderRequest[]): readonly Answer<Order>[];
  edit(userId: number, orderId: number, edit: OrderEdit): Answer<Order>;
  /** New exits for an entry order that still rests. */
  editBracket(userId: number, orderId: number, bracket: Bracket): Answer<Order>;
  cancel(userId: number, orderId: number): Answer<Order>;
  cancelByClientId(userId: number, clientOrderId: string): Answer<Order>;
  cancelAll(userId: number, filter: CancelFilter): readonly Order[];
  /** Lays exits around the open position; they close all of it. */
  placeBracket(userId: number, symbol: string, bracket: Bracket): Answer<readonly Order[]>;

  /** Newest first. */
  orders(userId: number, filter: OrderFilter): readonly Order[];
  /** Also closed and cancelled ones. */
  order(userId: number, orderId: number): Order | null;
  /** Newest first. */
  fills(userId: number, filter: RecordFilter): readonly Fill[];
  transactions(userId: number, filter: RecordFilter): readonly Transaction[];

  position(userId: number, symbol: string): PositionBrief | null;
  /** The margined view, open positions only; lags as `Faults.positionsLagMs` says. */
  positions(userId: number): readonly Position[];
  wallet(userId: number): Wallet | null;
  changeMargin(userId: number, symbol: string, delta: string): Answer<Position>;
  setAutoTopup(userId: number, symbol: string, isOn: boolean): Answer<Position>;
  closeAll(userId: number): readonly Order[];
  leverage(userId: number, symbol: string): Answer<LeverageSetting>;
  setLeverage(userId: number, symbol: string, leverage: string): Answer<LeverageSetting>;

  /** Maintenance refuses everything, cancel-only all but cancels, an auction all but post-only limits and cancels. */
  systemStatus(): SystemStatus;
  setSystemStatus(status: SystemStatus): void;
  setCondition(symbol: string, condition: Partial<ProductCondition>): Answer<ProductCondition>;

  faults(): Faults;
  setFaults(faults: Partial<Faults>): void;
  jump(jump: PriceJump): Answer<null>;
  /** A print out of the ordinary, on top of the market's own: fills what rests, moves the book. */
  print(trade: {
    readonly symbol: string;
    readonly price: string;
    readonly size: number;
    readonly takerSide: Side;
  }): Answer<null>;
  ledger(): Ledger;
}
