import { describe, expect, it } from 'vitest';
import { groupTrades, outsideWindows } from '#shared/backtest/tradeGroups.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { defaultTradingWindows } from '#shared/market/tradingWindow.ts';
import { dailyTrades, reportTrade } from '../../../support/reportTrades.ts';

const grouped = (trades: Parameters<typeof groupTrades>[0]) =>
  groupTrades(trades, { windows: defaultTradingWindows, draws: 200, random: seededRandom(1) });
const names = (rows: readonly { readonly name: string }[]) => rows.map((row) => row.name);

describe('trades by what they have in common', () => {
  const trades = [
    reportTrade(2, { at: Date.UTC(2026, 0, 5, 14, 59), symbol: 'B', zone: 'breaker' }),
    reportTrade(-1, { at: Date.UTC(2026, 0, 5, 14, 0), symbol: 'A', direction: 'short' }),
    reportTrade(-1, { at: Date.UTC(2026, 0, 11, 22, 30), symbol: 'A', exitAt: Date.UTC(2026, 0, 12) }),
  ];
  const groups = grouped(trades);

  it('stand under the weekday and the hour of their entry', () => {
    expect(groups.weekday.map(({ name, trades: count }) => [name, count])).toEqual([
      ['Monday', 2],
      ['Sunday', 1],
    ]);
    expect(groups.hour.map(({ name, trades: count, totalR }) => [name, count, totalR])).toEqual([
      ['14:00', 2, 1],
      ['22:00', 1, -1],
    ]);
  });

  it('stand under symbol, zone and direction, with n, rate and interval', () => {
    expect(names(groups.symbol)).toEqual(['A', 'B']);
    expect(groups.symbol[0]).toMatchObject({ trades: 2, wins: 0, losses: 2, winRate: 0, meanR: -1 });
    expect(groups.symbol[0]?.winRateRange?.high).toBeCloseTo(0.658, 3);
    expect(groups.symbol[0]?.meanRange).toBeNull();
    const [many] = grouped(dailyTrades([1, -1, 1, -1, 2, -1, 1, -1, 1, -1])).symbol;
    expect(many?.meanRange?.low).toBeLessThan(0.1);
    expect(many?.meanRange?.high).toBeGreaterThan(0.1);
    expect(groups.zone.map(({ name, meanR }) => [name, meanR])).toEqual([
      ['fresh', -1],
      ['breaker', 2],
    ]);
    expect(names(groups.direction)).toEqual(['long', 'short']);
  });

  it('stand under every session they fall into', () => {
    // 14:59 UTC in January is 14:59 in London and 9:59 in New York; 22:30 lies between New York and Tokyo.
    expect(groups.session.map(({ name, trades: count }) => [name, count])).toEqual([
      ['London', 2],
      ['New York', 2],
      ['New York kill zone', 2],
      [outsideWindows, 1],
    ]);
  });

  it('follow daylight saving: 7:30 UTC is before London opens in winter, and after it in summer', () => {
    const london = (month: number) =>
      names(grouped([reportTrade(1, { at: Date.UTC(2026, month, 7, 7, 30) })]).session);
    expect(london(0)).not.toContain('London');
    expect(london(6)).toContain('London');
  });
});
