import type { Candle, UnixMs } from './candle.ts';
import { type CandleSeries, columnsOf } from './candleColumns.ts';
import { type MarketCharacter, type SampleMarket, sampleMarket } from './sampleMarket.ts';
import { type Random, seededRandom } from './seededRandom.ts';
import { isTrading, type Session } from './session.ts';
import type { SymbolSpec } from './symbol.ts';
import { timeframeMs } from './timeframe.ts';

/** A Monday. */
const start: UnixMs = Date.UTC(2026, 0, 5);
const days = 7 * 20;
const timeframe = '15m';

const crypto = {
  kind: 'crypto',
  quote: 'USD',
  contractValue: '1',
  sizeStep: '0.001',
  minSize: '0.001',
  takerFeePct: '0.05',
  session: '24x7',
  timeframes: [timeframe],
} as const;

export const sampleSymbols: readonly SymbolSpec[] = [
  { ...crypto, timeframes: [timeframe], symbol: 'SAMPLE-BTC', base: 'BTC', unit: 'BTC', tick: '0.1' },
  { ...crypto, timeframes: [timeframe], symbol: 'SAMPLE-SOL', base: 'SOL', unit: 'SOL', tick: '0.01' },
  {
    symbol: 'SAMPLE-EUR',
    kind: 'forex',
    base: 'EUR',
    quote: 'USD',
    tick: '0.00001',
    contractValue: '100000',
    sizeStep: '0.01',
    minSize: '0.01',
    unit: 'lots',
    takerFeePct: '0',
    session: 'forex',
    timeframes: [timeframe],
  },
];

interface Sample extends MarketCharacter {
  readonly symbol: string;
  readonly seed: number;
  readonly session: Session;
  /** Price steps per unit of price: 100 for cents. */
  readonly ticksPerUnit: number;
  readonly typicalVolume: number;
  readonly volumeDigits: number;
}

const samples: readonly Sample[] = [
  {
    symbol: 'SAMPLE-BTC',
    seed: 11,
    session: '24x7',
    startPrice: 84_200,
    typicalRange: 0.0028,
    leash: 0.22,
    ticksPerUnit: 10,
    typicalVolume: 420,
    volumeDigits: 3,
  },
  {
    symbol: 'SAMPLE-SOL',
    seed: 23,
    session: '24x7',
    startPrice: 171.4,
    typicalRange: 0.0046,
    leash: 0.3,
    ticksPerUnit: 100,
    typicalVolume: 38_000,
    volumeDigits: 2,
  },
  {
    symbol: 'SAMPLE-EUR',
    seed: 37,
    session: 'forex',
    startPrice: 1.1042,
    typicalRange: 0.00058,
    leash: 0.035,
    ticksPerUnit: 100_000,
    typicalVolume: 900,
    volumeDigits: 0,
  },
];

/**
 * Made-up candles that look like a market: trends, ranges, wild days, stop hunts, outages and weekends. The same ones
 * on every machine, so that Breaker has something to show where nobody has recorded anything.
 */
export const sampleSeries = (): CandleSeries[] => samples.map(seriesOf);

function seriesOf(sample: Sample): CandleSeries {
  const random = seededRandom(sample.seed);
  const market = sampleMarket(sample, random);
  const step = timeframeMs(timeframe);
  const candles: Candle[] = [];
  let silentUntil = start;
  let missed = 0;
  for (let openTime = start; openTime < start + days * 96 * step; openTime += step) {
    if (openTime < silentUntil || !isTrading(openTime, timeframe, sample.session)) {
      missed += 1;
      continue;
    }
    // The longer nobody could trade, the further away the price comes back: a weekend is worth about two candles.
    if (missed > 0) market.jump(random.bell() * 0.14 * Math.sqrt(missed));
    missed = 0;
    candles.push(nextCandle(sample, market, random, openTime));
    // An exchange goes away for an hour or so about once in three weeks.
    if (sample.session === '24x7' && random.chance(1 / 2_000)) {
      silentUntil = openTime + step * Math.floor(random.between(3, 8));
    }
  }
  return { symbol: sample.symbol, timeframe, columns: columnsOf(candles) };
}

function nextCandle(sample: Sample, market: SampleMarket, random: Random, openTime: UnixMs): Candle {
  const pace = paceAt(openTime, sample.session);
  const bar = market.next(pace);
  const onTick = (price: number) => Math.round(price * sample.ticksPerUnit) / sample.ticksPerUnit;
  const scale = 10 ** sample.volumeDigits;
  const volume = sample.typicalVolume * (0.25 + bar.activity) * random.between(0.7, 1.4);
  return {
    symbol: sample.symbol,
    timeframe,
    openTime,
    open: onTick(bar.open),
    high: onTick(bar.high),
    low: onTick(bar.low),
    close: onTick(bar.close),
    volume: Math.max(1, Math.round(volume * scale)) / scale,
  };
}

/** Nights are quiet, London and New York are busy; currencies feel it more. */
function paceAt(openTime: UnixMs, session: Session): number {
  const hour = Math.floor(openTime / 3_600_000) % 24;
  const isBusy = hour >= 7 && hour < 20;
  const isOverlap = hour >= 13 && hour < 17;
  if (session === 'forex') return isOverlap ? 1.45 : isBusy ? 1.1 : 0.65;
  return isOverlap ? 1.25 : isBusy ? 1.05 : 0.88;
}
