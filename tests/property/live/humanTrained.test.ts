import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rememberedBars } from '#server/live/series.ts';
import type { BacktestTrade } from '#shared/backtest/backtestResult.ts';
import type { SetupBacktestResult } from '#shared/backtest/setupBacktest.ts';
import type { SeriesSnapshot } from '#shared/core/batch.ts';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import type { TradeSetup } from '#shared/trading/setup.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { LiveAccount } from '../../support/liveAccount.ts';
import { humanBacktest, humanMarket, humanRuns, humanSpec } from '../../support/liveHuman.ts';
import { m5Series } from '../../support/m5Series.ts';
import { anySeed } from '../../support/smcConfigs.ts';

const length = 500;
const key = { symbol: humanSpec.symbol, timeframe: '5m' } as const;

/** An owner who places every limit at once and leaves when the backtest leaves. */
function follow(candles: readonly Candle[], trades: readonly BacktestTrade[]): LiveAccount {
  const market = humanMarket();
  const account = new LiveAccount(humanRuns);
  for (const [bar, candle] of candles.entries()) {
    for (const trade of trades) if (trade.exitBar === bar) leave(account, trade, candle);
    const folded = market.fold(candle);
    if (folded === null) continue;
    for (const signal of account.hear(folded)) account.answer(signal, 'accept', closeTime(candle));
  }
  return account;
}

function leave(account: LiveAccount, trade: BacktestTrade, { openTime }: Candle): void {
  const [open] = [...account.state.trades.values()].filter(({ close }) => close === null);
  if (open === undefined) throw new Error(`nothing is open at ${trade.exitAt}`);
  account.close(open.id, trade.exit, Math.max(openTime, open.openedAt));
}

const pricesOf = ({ zone, stop, target, atr, rr, reasons, expiresAt }: TradeSetup) => ({
  ...{ entry: zone.entry, direction: zone.direction, top: zone.top, bottom: zone.bottom },
  ...{ stop, targets: [target], atr, rr, reasons, expiresAt },
});
const offeredPrices = ({ entry, direction, zone, stop, targets, atr, rr, reasons, expiresAt }: Signal) => ({
  ...{ entry, direction, top: zone.top, bottom: zone.bottom, stop, targets, atr, rr, reasons, expiresAt },
});

/** A trade that is entered and stopped in one candle: by hand its end can be told only after the close. */
const endsAsItBegins = ({ entryBar, exitBar }: BacktestTrade) => entryBar === exitBar;

function upToHidden(candles: readonly Candle[], { trades }: SetupBacktestResult): readonly Candle[] {
  const hidden = trades.find(endsAsItBegins);
  return hidden === undefined ? candles : candles.slice(0, hidden.exitBar);
}

describe('Human-trained live', () => {
  it('offers the setups of the backtest, all of them and in order, to an owner who trades as it does', () => {
    const seen = { setups: 0, trades: 0, unfilled: 0 };
    fc.assert(
      fc.property(anySeed, (seed) => {
        const all = m5Series(seed, length);
        const candles = upToHidden(all, humanBacktest(all));
        const { setups, trades } = humanBacktest(candles);
        const account = follow(candles, trades);
        expect(account.signals.map(offeredPrices)).toEqual(setups.map(pricesOf));
        const closed = [...account.state.trades.values()].filter(({ close }) => close !== null);
        expect(closed.map(({ entry }) => entry)).toEqual(trades.map(({ order }) => String(order.price)));
        seen.setups += setups.length;
        seen.trades += trades.length;
        seen.unfilled += account.facts.filter(({ kind }) => kind === 'limitEnded').length;
      }),
      { seed: 20_270, numRuns: 1_000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });

  it('goes on after a restart at any candle as if there had been none', () => {
    let offered = 0;
    fc.assert(
      fc.property(anySeed, fc.integer({ min: 1, max: length - 1 }), fc.boolean(), (seed, cut, keeps) => {
        const candles = m5Series(seed, length);
        const market = humanMarket();
        const account = new LiveAccount(humanRuns);
        const past = candles.slice(0, cut);
        for (const candle of past) hearOf(candle, market, account);
        const resumed = resume(market, past, keeps);
        const after = new LiveAccount(humanRuns, account.state);
        for (const candle of candles.slice(cut)) {
          hearOf(candle, market, account);
          hearOf(candle, resumed, after);
        }
        expect(after.state).toEqual(account.state);
        expect(after.signals).toEqual(account.signals.slice(account.signals.length - after.signals.length));
        expect(resumed.find(key)?.save()).toEqual(market.find(key)?.save());
        offered += after.signals.length;
      }),
      { seed: 20_271, numRuns: 1_000 },
    );
    expect(offered).toBeGreaterThan(300);
  });

  it('does so when it looks back on more candles than it gets back', () => {
    const candles = m5Series(7, 2 * rememberedBars + 1_500);
    const cut = rememberedBars + 900;
    const market = humanMarket();
    const account = new LiveAccount(humanRuns);
    for (const candle of candles.slice(0, cut)) hearOf(candle, market, account);
    const resumed = resume(market, candles.slice(0, cut), true);
    const after = new LiveAccount(humanRuns, account.state);
    for (const candle of candles.slice(cut)) {
      hearOf(candle, market, account);
      hearOf(candle, resumed, after);
    }
    expect(after.signals.length).toBeGreaterThan(5);
    expect(after.signals).toEqual(account.signals.slice(-after.signals.length));
    expect(resumed.find(key)?.save()).toEqual(market.find(key)?.save());
    // What is stored does not grow with the candles.
    expect(JSON.stringify(market.find(key)?.save()).length).toBeLessThan(500_000);
  });
});

function hearOf(candle: Candle, market: ReturnType<typeof humanMarket>, account: LiveAccount): void {
  const folded = market.fold(candle);
  if (folded !== null) account.hear(folded);
}

/** As the store would give it back; without the finder's state, as after an update or when it was not run before. */
function resume(market: ReturnType<typeof humanMarket>, past: readonly Candle[], keepsParts: boolean) {
  const saved = market.find(key)?.save();
  if (saved === undefined) throw new Error('a series that was folded');
  const { parts, ...rest }: SeriesSnapshot = JSON.parse(JSON.stringify(saved));
  const snapshot = keepsParts && parts !== undefined ? { ...rest, parts } : rest;
  const resumed = humanMarket();
  const whole = keepsParts ? [] : past;
  const before = past.slice(-rememberedBars);
  resumed.restore([{ ...key, isOutdated: false, snapshot, before, whole, since: [] }]);
  return resumed;
}
