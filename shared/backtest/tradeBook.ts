import type { Decimal } from 'decimal.js';
import { invariant } from '../errors.ts';
import type { Candle } from '../market/candle.ts';
import { Exact, ratioOf } from '../market/exact.ts';
import { decimalText } from '../market/money.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { liquidationEstimate } from '../risk/liquidation.ts';
import { zoneName } from '../trading/entryZone.ts';
import type { EntryOrder, OrderFill } from '../trading/order.ts';
import type { BacktestFill, BacktestTrade, OpenTrade } from './backtestResult.ts';

/** The position of the moment; numbers are copies of the decimals, for quick looks at every bar. */
interface Holding {
  readonly order: EntryOrder;
  readonly entryFill: OrderFill;
  readonly bar: number;
  readonly entry: Decimal;
  readonly entryPrice: number;
  readonly sign: 1 | -1;
  readonly fills: BacktestFill[];
  left: Decimal;
  /** Profit of what is left for one unit of price. */
  units: number;
  stop: number;
  gross: Decimal;
  fees: Decimal;
  spread: Decimal;
  funding: Decimal;
  /** Contracts closed, each times its price. */
  exits: Decimal;
  lowest: number;
  highest: number;
}

const nothing = new Exact(0);

/** Turns fills into realised capital and closed trades. Every amount reaches the capital once. */
export class TradeBook {
  readonly trades: BacktestTrade[] = [];
  readonly fills: BacktestFill[] = [];
  readonly #spec: SymbolSpec;
  #capital: Decimal;
  #holding: Holding | null = null;

  constructor(spec: SymbolSpec, capital: Decimal) {
    this.#spec = spec;
    this.#capital = capital;
  }

  get capital(): Decimal {
    return this.#capital;
  }

  get isHolding(): boolean {
    return this.#holding !== null;
  }

  /** Books a fill of this bar; `order` is the entry it belongs to. */
  book(fill: OrderFill, order: EntryOrder, bar: { readonly index: number; readonly candle: Candle }): void {
    const { direction } = order;
    if (fill.leg === 'entry') this.#open(fill, order, bar.index);
    const holding = this.#holding;
    invariant(holding !== null && holding.order.id === fill.orderId, `${fill.leg} fill without its position`);
    const [fee, spread] = [new Exact(fill.fee), new Exact(fill.spread)];
    const gross = fill.leg === 'entry' ? nothing : this.#reduce(holding, fill);
    this.#capital = this.#capital.plus(gross).minus(fee).minus(spread);
    holding.fees = holding.fees.plus(fee);
    holding.spread = holding.spread.plus(spread);
    const capital = decimalText(this.#capital);
    const booked: BacktestFill = {
      type: 'filled',
      orderId: fill.orderId,
      leg: fill.leg,
      at: fill.at,
      isAtOpen: fill.isAtOpen,
      price: fill.price,
      contracts: fill.contracts,
      role: fill.role,
      fee: fill.fee,
      spread: fill.spread,
      left: fill.left,
      target: fill.target,
      isAmbiguous: fill.isAmbiguous,
      bar: bar.index,
      direction,
      gross: decimalText(gross),
      capital,
    };
    this.fills.push(booked);
    holding.fills.push(booked);
    if (holding.left.isZero()) this.#close(holding, booked, bar.candle);
  }

  /** To be told of every candle after its fills, while a position is open. */
  watch({ low, high }: Candle): void {
    const holding = this.#holding;
    if (holding === null) return;
    if (low < holding.lowest) holding.lowest = low;
    if (high > holding.highest) holding.highest = high;
  }

  moveStop(stop: number): void {
    if (this.#holding !== null) this.#holding.stop = stop;
  }

  /** Longs pay a positive rate, on the value of what they hold. */
  payFunding(rate: string, price: number): void {
    const holding = this.#holding;
    if (holding === null) return;
    const value = holding.left.times(this.#spec.contractValue).times(price);
    const paid = value.times(rate).times(holding.sign);
    holding.funding = holding.funding.plus(paid);
    this.#capital = this.#capital.minus(paid);
  }

  /** Result of the open position at a price: a quick look, and the same exactly. */
  openResultNear(price: number): number {
    const holding = this.#holding;
    return holding === null ? 0 : (price - holding.entryPrice) * holding.units;
  }

  openResult(price: number): Decimal {
    const holding = this.#holding;
    if (holding === null) return nothing;
    return this.#result(holding, new Exact(price), holding.left);
  }

  openTrade(price: number): OpenTrade | null {
    const holding = this.#holding;
    if (holding === null) return null;
    return {
      order: holding.order,
      entryBar: holding.bar,
      entry: holding.entryFill.price,
      left: decimalText(holding.left),
      stop: holding.stop,
      openResult: decimalText(this.openResult(price)),
    };
  }

  #result({ entry, sign }: Holding, price: Decimal, contracts: Decimal): Decimal {
    return price.minus(entry).times(sign).times(contracts).times(this.#spec.contractValue);
  }

  #open(fill: OrderFill, order: EntryOrder, bar: number): void {
    invariant(this.#holding === null, 'an entry filled while a position was open');
    const sign = order.direction === 'long' ? 1 : -1;
    const entryPrice = Number(fill.price);
    this.#holding = {
      order,
      sign,
      bar,
      entryFill: fill,
      entry: new Exact(fill.price),
      entryPrice,
      fills: [],
      left: new Exact(fill.left),
      units: this.#unitsOf(fill.left, sign),
      stop: order.stop,
      gross: nothing,
      fees: nothing,
      spread: nothing,
      funding: nothing,
      exits: nothing,
      lowest: entryPrice,
      highest: entryPrice,
    };
  }

  #unitsOf(contracts: string, sign: 1 | -1): number {
    return sign * Number(contracts) * Number(this.#spec.contractValue);
  }

  /** Answers with what the exit realised. */
  #reduce(holding: Holding, fill: OrderFill): Decimal {
    const [price, contracts] = [new Exact(fill.price), new Exact(fill.contracts)];
    const gross = this.#result(holding, price, contracts);
    holding.gross = holding.gross.plus(gross);
    holding.exits = holding.exits.plus(price.times(contracts));
    holding.left = new Exact(fill.left);
    holding.units = this.#unitsOf(fill.left, holding.sign);
    return gross;
  }

  #close(holding: Holding, last: BacktestFill, candle: Candle): void {
    // Of a bar at whose open the position left, only the open was lived through.
    this.watch(last.isAtOpen ? { ...candle, low: candle.open, high: candle.open } : candle);
    this.#holding = null;
    this.trades.push(this.#closed(holding, last));
  }

  #closed(holding: Holding, last: BacktestFill): BacktestTrade {
    const { order, entryFill, entry, fills, sign, gross, fees, spread, funding } = holding;
    const net = gross.minus(fees).minus(spread).minus(funding);
    const unitRisk = entry.minus(order.stop).abs();
    const risk = unitRisk.times(entryFill.contracts).times(this.#spec.contractValue);
    const [down, up] = [entry.minus(holding.lowest), new Exact(holding.highest).minus(entry)];
    const [against, along] = sign > 0 ? [down, up] : [up, down];
    invariant(last.leg !== 'entry', 'a trade ends with an exit');
    return {
      id: this.trades.length + 1,
      order,
      zone: zoneName(order.zone),
      direction: order.direction,
      contracts: entryFill.contracts,
      entryBar: holding.bar,
      entryAt: entryFill.at,
      entry: entryFill.price,
      stop: decimalText(new Exact(order.stop)),
      target: decimalText(new Exact(entryFill.target ?? holding.entryPrice)),
      exitBar: last.bar,
      exitAt: last.at,
      exit: decimalText(ratioOf(holding.exits, new Exact(entryFill.contracts))),
      reason: last.leg,
      isPartial: fills.length > 2,
      gross: decimalText(gross),
      fees: decimalText(fees),
      spread: decimalText(spread),
      funding: decimalText(funding),
      net: decimalText(net),
      risk: decimalText(risk),
      rMultiple: ratioOf(net, risk).toNumber(),
      maeR: ratioOf(against, unitRisk).toNumber(),
      mfeR: ratioOf(along, unitRisk).toNumber(),
      isAmbiguous: fills.some((fill) => fill.isAmbiguous),
      isBeyondLiquidation: isBeyondLiquidation(holding, last),
      capital: last.capital,
      fills,
    };
  }
}

function isBeyondLiquidation({ order, entryPrice }: Holding, { price }: BacktestFill): boolean {
  const { direction, leverage } = order;
  const estimate = liquidationEstimate({ direction, price: entryPrice, leverage });
  return direction === 'long' ? Number(price) < estimate : Number(price) > estimate;
}
