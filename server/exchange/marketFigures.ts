import { Exact } from '#shared/market/exact.ts';
import { decimalText } from '#shared/market/money.ts';
import { bookView } from './bookView.ts';
import { candleRows, candleSlot, candleStart, rowOf, type SlotSource } from './candleRows.ts';
import type { Floor, Pit } from './floor.ts';
import { notionalOf } from './margin.ts';
import type { Market } from './market.ts';
import type { CandleQuery, CandleRow, Resolution, Ticker } from './marketView.ts';
import { bandOf } from './priceBand.ts';

/** Nothing was traded before. */
const firstDay = Date.UTC(2024, 0, 10);
const dayUs = 86_400_000_000;

/** The series that a symbol names: "SOLUSD", "MARK:SOLUSD", "FUNDING:SOLUSD", "OI:SOLUSD" or ".DESOLUSD". */
function sourceOf(
  floor: Floor,
  name: string,
): { readonly source: SlotSource; readonly market: Market } | null {
  const [prefix, symbol] = name.includes(':') ? name.split(':') : [name.startsWith('.') ? '.' : '', name];
  for (const { market } of floor.pits.values()) {
    if (prefix === '.' && market.product.spotIndex === name) return { source: market.spots, market };
    if (market.product.symbol !== symbol) continue;
    if (prefix === '') return { source: market.trades, market };
    if (prefix === 'MARK') return { source: market.marks, market };
    if (prefix === 'FUNDING') return { source: market.fundingRates, market };
    if (prefix === 'OI') return { source: market.openInterests, market };
  }
  return null;
}

export function candlesOf(floor: Floor, { symbol, resolution, start, end }: CandleQuery): CandleRow[] {
  const found = sourceOf(floor, symbol);
  if (found === null) return [];
  const range = { resolution, start: start * 1_000, end: end * 1_000, firstDay, nowUs: floor.nowUs() };
  return candleRows(found.source, range);
}

export function formingOf(floor: Floor, name: string, resolution: Resolution): CandleRow | null {
  const found = sourceOf(floor, name);
  if (found === null) return null;
  const nowUs = floor.nowUs();
  const open = candleStart(nowUs / 1_000, resolution);
  return rowOf(found.source, open, candleSlot(found.source, open, { resolution, nowUs }));
}

interface DayFigures {
  /** The slot of now; the figures are those of the day before it. */
  readonly slot: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  /** Sum of ticks times contracts. */
  readonly turnover: number;
}

/** What tickers show: sums of a day are kept until the next slot begins. */
export class TickerFigures {
  readonly #days = new Map<Market, DayFigures>();

  ticker(floor: Floor, pit: Pit): Ticker {
    const { market } = pit;
    const { product, grid, series } = market;
    const nowUs = floor.nowUs();
    const slot = series.slotOf(nowUs);
    const day = this.#dayOf(market, slot);
    const forming = series.slotUntil(slot, nowUs);
    const mark = market.markAt(nowUs);
    const { bids, asks } = bookView(pit, 1, nowUs);
    const band = bandOf(floor, market);
    const openInterest = market.openInterest(slot);
    const sixHoursAgo = slot - Math.round((6 * 3_600e6) / series.slotUs);
    const usdOf = (contracts: number) => notionalOf(product, contracts, grid.text(mark));
    const turnover = new Exact(product.tick)
      .times(product.contractValue)
      .times(day.turnover + forming.volume * forming.close);
    return {
      symbol: product.symbol,
      productId: product.id,
      tradingStatus: market.condition.tradingStatus,
      open: grid.text(day.open),
      high: grid.text(Math.max(day.high, forming.high)),
      low: grid.text(Math.min(day.low, forming.low)),
      close: grid.text(market.last),
      volume: day.volume + forming.volume,
      turnoverUsd: decimalText(turnover.toDecimalPlaces(2)),
      mark: grid.text(mark),
      spot: grid.text(market.spotAt(nowUs)),
      fundingRate: market.fundingRate(slot).toFixed(6),
      openInterest,
      openInterestUsd: decimalText(usdOf(openInterest)),
      openInterestChangeUsd: decimalText(usdOf(openInterest - market.openInterest(sixHoursAgo))),
      lowerBand: grid.text(band.lower),
      upperBand: grid.text(band.upper),
      bestBid: bids[0]?.price ?? grid.text(market.last),
      bestAsk: asks[0]?.price ?? grid.text(market.last),
      bidSize: bids[0]?.size ?? 0,
      askSize: asks[0]?.size ?? 0,
      markChange24hPct: ((mark / day.open - 1) * 100).toFixed(4),
      atUs: nowUs,
    };
  }

  #dayOf(market: Market, slot: number): DayFigures {
    const known = this.#days.get(market);
    if (known?.slot === slot) return known;
    const { series } = market;
    const first = slot + 1 - Math.round(dayUs / series.slotUs);
    const { open } = series.slot(first);
    let [high, low, volume, turnover] = [open, open, 0, 0];
    for (let index = first; index < slot; index += 1) {
      const one = series.slot(index);
      high = Math.max(high, one.high);
      low = Math.min(low, one.low);
      volume += one.volume;
      turnover += one.volume * Math.round((one.high + one.low + one.close) / 3);
    }
    const day = { slot, open, high, low, volume, turnover };
    this.#days.set(market, day);
    return day;
  }
}
