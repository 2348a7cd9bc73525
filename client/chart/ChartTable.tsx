import type { Chart } from '#shared/sync/chart.ts';
import { clockTime, dayAndTime } from '../ui/formatTime.ts';
import { livingBlocks } from './chartSummary.ts';
import { workingSide } from './zoneGeometry.ts';
import './ChartTable.css';

const shownCandles = 96;

/** The chart as text: living blocks nearest first, then the newest candles. */
export function ChartTable({
  chart,
  formatPrice,
}: {
  readonly chart: Chart;
  readonly formatPrice: (price: number) => string;
}) {
  const blocks = livingBlocks(chart);
  const candles = chart.candles.slice(-shownCandles).toReversed();
  return (
    <div className="chart-table">
      <table>
        <caption className="t-head">Living blocks</caption>
        <thead>
          <tr>
            <th scope="col">Side</th>
            <th scope="col">State</th>
            <th scope="col">From</th>
            <th scope="col">Bottom</th>
            <th scope="col">Top</th>
          </tr>
        </thead>
        <tbody>
          {blocks.map((block) => (
            <tr key={block.id}>
              <td>{workingSide(block)}</td>
              <td>{block.state === 'fresh' && block.touched ? 'touched' : block.state}</td>
              <td>{dayAndTime(block.formedAt)}</td>
              <td>{formatPrice(block.bottom)}</td>
              <td>{formatPrice(block.top)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption className="t-head">Newest candles</caption>
        <thead>
          <tr>
            <th scope="col">Open time</th>
            <th scope="col">Open</th>
            <th scope="col">High</th>
            <th scope="col">Low</th>
            <th scope="col">Close</th>
          </tr>
        </thead>
        <tbody>
          {candles.map(([at, open, high, low, close]) => (
            <tr key={at}>
              <th scope="row" title={dayAndTime(at)}>
                {clockTime(at)}
              </th>
              <td>{formatPrice(open)}</td>
              <td>{formatPrice(high)}</td>
              <td>{formatPrice(low)}</td>
              <td>{formatPrice(close)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
