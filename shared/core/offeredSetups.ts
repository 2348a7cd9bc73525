import type { UnixMs } from '../market/candle.ts';
import type { SetupView, TradeSetup } from '../trading/setup.ts';
import type { Signal } from '../trading/signal.ts';
import { type AccountState, openTrades } from './accountState.ts';

type Source = Pick<Signal, 'strategy' | 'symbol' | 'timeframe'>;

/** A strategy on one series, for `AccountState.lastSignals`. */
export const sourceKey = ({ strategy, symbol, timeframe }: Source): string =>
  `${strategy} ${symbol} ${timeframe}`;

const none: readonly TradeSetup[] = Object.freeze([]);

/**
 * The setups that may be offered to an account, best first: by the rules of `SetupLimit`, with what the owner answered in
 * place of orders and fills. One waits or is open at a time on a series, and a shift gives one, whatever became of it.
 */
export function offeredSetups(
  state: AccountState,
  source: Source,
  { setups }: SetupView,
): readonly TradeSetup[] {
  if (isBusy(state, source)) return none;
  const last = state.lastSignals.get(sourceKey(source)) ?? Number.NEGATIVE_INFINITY;
  return setups(null).filter(({ shift }) => isNewer(shift, last));
}

/** A shift that had closed when the last signal was raised was the newest one then: the signal followed it. */
const isNewer = (shift: TradeSetup['shift'], last: UnixMs): boolean => shift.closeTime > last;

function isBusy(state: AccountState, { strategy, symbol, timeframe }: Source): boolean {
  const isOurs = (one: { readonly symbol: string; readonly timeframe: string }) =>
    one.symbol === symbol && one.timeframe === timeframe;
  const waits = [...state.waiting.values()].some(
    ({ signal }) => signal.strategy === strategy && isOurs(signal),
  );
  return waits || openTrades(state).some(isOurs);
}
