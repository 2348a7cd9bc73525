import { describe, expect, it } from 'vitest';
import {
  axisLabel,
  chartTimes,
  indexOfTime,
  momentLabel,
  zoneOffset,
} from '../../../../client/chart/chartTime.ts';

const minute = 60_000;
const quarter = 15 * minute;
const at = (iso: string) => Date.parse(iso);
const quarters = (from: string, count: number) =>
  Array.from({ length: count }, (_, i) => at(from) + i * quarter);

describe("the chart's clock", () => {
  it('knows zones with half hours and zones west of Greenwich', () => {
    expect(zoneOffset('Asia/Kolkata')(at('2026-11-20T11:00Z'))).toBe(330 * minute);
    expect(zoneOffset('America/New_York')(at('2026-11-20T11:00Z'))).toBe(-300 * minute);
    expect(zoneOffset('UTC')(at('2026-11-20T11:00Z'))).toBe(0);
  });

  it('changes the offset at the very bar where summer time begins', () => {
    const offset = zoneOffset('Europe/Prague');
    expect(offset(at('2026-03-29T00:45Z'))).toBe(60 * minute);
    expect(offset(at('2026-03-29T01:00Z'))).toBe(120 * minute);
  });

  it('leaves the skipped hour of spring empty', () => {
    const times = chartTimes(quarters('2026-03-29T00:30Z', 4), zoneOffset('Europe/Prague'));
    const labels = times.map((seconds) => axisLabel(seconds * 1000, 'time'));
    expect(labels).toEqual(['01:30', '01:45', '03:00', '03:15']);
  });

  it('keeps every candle of the hour that happens twice, in order', () => {
    const openTimes = quarters('2026-10-25T00:00Z', 10);
    const times = chartTimes(openTimes, zoneOffset('Europe/Prague'));
    expect(new Set(times).size).toBe(10);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(axisLabel((times[8] ?? 0) * 1000, 'time')).toBe('03:00');
  });

  it('continues after the candles it has, as if it had seen all at once', () => {
    const openTimes = quarters('2026-10-25T00:00Z', 10);
    const offset = zoneOffset('Europe/Prague');
    const whole = chartTimes(openTimes, offset);
    const first = chartTimes(openTimes.slice(0, 6), offset);
    const rest = chartTimes(openTimes.slice(6), offset, first.at(-1));
    expect([...first, ...rest]).toEqual(whole);
  });

  it('writes days, months and moments', () => {
    const wall = Date.UTC(2026, 10, 5, 9, 5);
    expect(axisLabel(wall, 'day')).toBe('5 Nov');
    expect(axisLabel(wall, 'month')).toBe('Nov');
    expect(axisLabel(wall, 'year')).toBe('2026');
    expect(momentLabel(wall)).toBe('5 Nov 09:05');
  });
});

describe('the bar of an instant', () => {
  // Friday's last bars, then Monday's first.
  const openTimes = [0, quarter, 2 * quarter, 200 * quarter];

  it('is the last one that opened at or before it', () => {
    expect(indexOfTime(openTimes, quarter, quarter)).toBe(1);
    expect(indexOfTime(openTimes, quarter + 1, quarter)).toBe(1);
    expect(indexOfTime(openTimes, 90 * quarter, quarter)).toBe(2);
  });

  it('is counted on in steps before the first and after the last', () => {
    expect(indexOfTime(openTimes, -2 * quarter, quarter)).toBe(-2);
    expect(indexOfTime(openTimes, 203 * quarter, quarter)).toBe(6);
  });

  it('is 0 without any candles', () => {
    expect(indexOfTime([], 5, quarter)).toBe(0);
  });
});
