import { type CandleSeries, emptyColumns, seriesLength, sliceColumns } from '../market/candleColumns.ts';
import { seededRandom } from '../market/seededRandom.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { roundDown, roundUp } from '../market/units.ts';

const names = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;

/**
 * What else could have happened: at every index another candle that might have followed the same close, with the times
 * of the series. Its move is that of some other candle, larger or smaller, half of the time the other way. `level` puts
 * all prices that many times higher.
 */
export function alteredSeries(
  series: CandleSeries,
  { tick, seed, level }: { readonly tick: SymbolSpec['tick']; readonly seed: number; readonly level: number },
): CandleSeries {
  const random = seededRandom(seed);
  const { columns } = series;
  const length = seriesLength(series);
  const made = emptyColumns(length);
  const valueAt = (name: (typeof names)[number], index: number) => columns[name][index] ?? Number.NaN;
  const closeBefore = (index: number) => (index === 0 ? valueAt('open', 0) : valueAt('close', index - 1));
  for (let index = 0; index < length; index += 1) {
    const donor = Math.floor(random.between(0, length));
    const size = random.between(0.5, 2.5) * (random.chance(0.5) ? 1 : -1);
    const from = closeBefore(index) * level;
    const moved = (name: 'open' | 'high' | 'low' | 'close') => {
      const share = size * (valueAt(name, donor) / closeBefore(donor) - 1);
      return Math.max(Number(tick), roundUp(from * Math.max(0.1, 1 + share), tick));
    };
    const prices = [moved('open'), moved('high'), moved('low'), moved('close')];
    made.openTime[index] = valueAt('openTime', index);
    made.open[index] = prices[0] ?? from;
    made.close[index] = prices[3] ?? from;
    made.high[index] = Math.max(...prices);
    made.low[index] = Math.min(...prices);
    made.volume[index] = roundDown(valueAt('volume', index) * random.between(0.2, 3), '0.001');
  }
  return { ...series, columns: made };
}

/** The candles of `series` up to the index, and those of `other` after it. */
export function splicedSeries(series: CandleSeries, other: CandleSeries, last: number): CandleSeries {
  const columns = emptyColumns(seriesLength(series));
  for (const name of names) {
    columns[name].set(other.columns[name]);
    columns[name].set(series.columns[name].subarray(0, last + 1));
  }
  return { ...series, columns };
}

/** The candles of `series` up to the index, and none after it. */
export const cutSeries = (series: CandleSeries, last: number): CandleSeries => ({
  ...series,
  // A copy: a view would still share the memory of what came later.
  columns: copyOf(sliceColumns(series.columns, 0, last + 1)),
});

/** The candles of `hidden`, and a way to put in, one by one, those that have happened. */
export function veiledSeries(series: CandleSeries, hidden: CandleSeries) {
  const columns = copyOf(hidden.columns);
  const reveal = (index: number) => {
    for (const name of names) columns[name][index] = series.columns[name][index] ?? Number.NaN;
  };
  return { veiled: { ...series, columns }, reveal };
}

function copyOf(columns: CandleSeries['columns']): CandleSeries['columns'] {
  const made = emptyColumns(columns.openTime.length);
  for (const name of names) made[name].set(columns[name]);
  return made;
}
