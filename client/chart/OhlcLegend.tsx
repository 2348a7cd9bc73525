import type { CandleTuple } from '#shared/sync/chart.ts';
import { clockTime } from '../ui/formatTime.ts';
import './OhlcLegend.css';

const parts = [
  { name: 'O', meaning: 'Open', index: 1 },
  { name: 'H', meaning: 'High', index: 2 },
  { name: 'L', meaning: 'Low', index: 3 },
  { name: 'C', meaning: 'Close', index: 4 },
] as const;

/** The candle under the crosshair, else the newest, in a row of fixed height: never under the finger. */
export function OhlcLegend({
  candle,
  formatPrice,
}: {
  readonly candle: CandleTuple | null;
  readonly formatPrice: (price: number) => string;
}) {
  return (
    <dl className="ohlc">
      <div>
        <dt className="sr-only">Time</dt>
        <dd className="is-quiet">{clockTime(candle?.[0] ?? null)}</dd>
      </div>
      {parts.map(({ name, meaning, index }) => (
        <div key={name}>
          <dt>
            <abbr title={meaning}>{name}</abbr>
          </dt>
          <dd>{candle ? formatPrice(candle[index]) : '—'}</dd>
        </div>
      ))}
    </dl>
  );
}
