import type { Decimal } from 'decimal.js';
import { invariant } from '../errors.ts';
import type { Candle } from '../market/candle.ts';
import { Exact, toEightPlaces } from '../market/exact.ts';
import { decimalText } from '../market/money.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { liquidationEstimate } from '../risk/liquidation.ts';
import { zoneName } from '../trading/entryZone.ts';
import type { EntryOrder, OrderFill } from '../trading/order.ts';
import type { BacktestFill, BacktestTrade, OpenTrade } from './backtestResult.ts';

/** The position of the moment; numbers are copies of the decimals, for quick looks at every bar. */
interface Holding {
  readonly order: EntryOrder;
  readonly entryFill: BacktestFill;
  readonly entry: Decimal;
  readonly entryPrice: number;
  readonly sign: 1 | -1;
  readonly fills: BacktestFill[];
  left: Decimal;
  /** Profit of what is left for one unit of price. */
  units: number;
  stop: number;
  funding: Decimal;
  lowest: number;
  highest: number;
}

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
    const gross = fill.leg === 'entry' ? new Exact(0) : this.#grossOf(fill);
    this.#capital = this.#capital.plus(gross).minus(fill.fee).minus(fill.spread);
    const capital = decimalText(this.#capital);
    const booked = { ...fill, bar: bar.index, direction, gross: decimalText(gross), capital };
    this.fills.push(booked);
    if (fill.leg === 'entry') this.#holding = this.#opened(booked, order);
    else this.#reduce(booked, bar.candle);
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
    if (holding === null) return new Exact(0);
    return this.#result(holding, new Exact(price), holding.left);
  }

  openTrade(price: number): OpenTrade | null {
    const holding = this.#holding;
    if (holding === null) return null;
    return {
      order: holding.order,
      entryBar: holding.entryFill.bar,
      entry: holding.entryFill.price,
      left: decimalText(holding.left),
      stop: holding.stop,
      openResult: decimalText(this.openResult(price)),
    };
  }

  #result({ entry, sign }: Holding, price: Decimal, contracts: Decimal): Decimal {
    return price.minus(entry).times(sign).times(contracts).times(this.#spec.contractValue);
  }

  #grossOf(fill: OrderFill): Decimal {
    const holding = this.#holding;
    invariant(holding !== null && holding.order.id === fill.orderId, `${fill.leg} fill without its position`);
    return this.#result(holding, new Exact(fill.price), new Exact(fill.contracts));
  }

  #opened(fill: BacktestFill, order: EntryOrder): Holding {
    invariant(this.#holding === null, 'an entry filled while a position was open');
    const sign = order.direction === 'long' ? 1 : -1;
    const entryPrice = Number(fill.price);
    return {
      order,
      entryFill: fill,
      entry: new Exact(fill.price),
      entryPrice,
      sign,
      fills: [fill],
      left: new Exact(fill.left),
      units: this.#unitsOf(fill.left, sign),
      stop: order.stop,
      funding: new Exact(0),
      lowest: entryPrice,
      highest: entryPrice,
    };
  }

  #unitsOf(contracts: string, sign: 1 | -1): number {
    return sign * Number(contracts) * Number(this.#spec.contractValue);
  }

  #reduce(fill: BacktestFill, candle: Candle): void {
    const holding = this.#holding;
    if (holding === null) return;
    holding.fills.push(fill);
    holding.left = new Exact(fill.left);
    holding.units = this.#unitsOf(fill.left, holding.sign);
    if (holding.left.gt(0)) return;
    // Of a bar at whose open the position left, only the open was lived through.
    this.watch(fill.isAtOpen ? { ...candle, low: candle.open, high: candle.open } : candle);
    this.#holding = null;
    this.trades.push(this.#closed(holding, fill));
  }

  #closed(holding: Holding, last: BacktestFill): BacktestTrade {
    const { order, entryFill, entry, fills, sign, funding } = holding;
    const exits = fills.slice(1);
    const sum = (amounts: readonly string[]) =>
      amounts.reduce((total, amount) => total.plus(amount), new Exact(0));
    const contracts = new Exact(entryFill.contracts);
    const gross = sum(exits.map((fill) => fill.gross));
    const fees = sum(fills.map((fill) => fill.fee));
    const spread = sum(fills.map((fill) => fill.spread));
    const net = gross.minus(fees).minus(spread).minus(funding);
    const unitRisk = entry.minus(order.stop).abs();
    const risk = unitRisk.times(contracts).times(this.#spec.contractValue);
    const exit = exits
      .reduce((total, fill) => total.plus(new Exact(fill.price).times(fill.contracts)), new Exact(0))
      .div(contracts);
    const [down, up] = [entry.minus(holding.lowest), new Exact(holding.highest).minus(entry)];
    const [against, along] = sign > 0 ? [down, up] : [up, down];
    invariant(last.leg !== 'entry', 'a trade ends with an exit');
    return {
      id: this.trades.length + 1,
      order,
      zone: zoneName(order.zone),
      direction: order.direction,
      contracts: entryFill.contracts,
      entryBar: entryFill.bar,
      entryAt: entryFill.at,
      entry: entryFill.price,
      stop: decimalText(new Exact(order.stop)),
      target: decimalText(new Exact(entryFill.target ?? holding.entryPrice)),
      exitBar: last.bar,
      exitAt: last.at,
      exit: decimalText(exit.toDecimalPlaces(8)),
      reason: last.leg,
      isPartial: exits.length > 1,
      gross: decimalText(gross),
      fees: decimalText(fees),
      spread: decimalText(spread),
      funding: decimalText(funding),
      net: decimalText(net),
      risk: decimalText(risk),
      rMultiple: toEightPlaces(net.div(risk)),
      maeR: toEightPlaces(against.div(unitRisk)),
      mfeR: toEightPlaces(along.div(unitRisk)),
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
