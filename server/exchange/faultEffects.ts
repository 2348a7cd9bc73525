import type { Cancel, Clock } from '#shared/ports.ts';
import type { FaultBook } from './faultBook.ts';
import type { FaultOf } from './faultSchema.ts';
import type { Exchange, SystemStatus } from './model.ts';
import type { TradingStatus } from './product.ts';
import type { Dialect } from './sandbox.ts';

interface FaultEffectsOptions {
  readonly exchange: Exchange;
  readonly faults: FaultBook;
  readonly clock: Clock;
  readonly endSessions: (dialect: Dialect | undefined) => void;
}

/** The margined view never lags longer. */
const mostPositionsLagMs = 10_000;

/** Faults that the exchange itself has to act out. */
export function actOnFaults({ exchange, faults, clock, endSessions }: FaultEffectsOptions) {
  const usual = exchange.faults();
  const waiting = new Set<Cancel>();

  function refresh(): void {
    const lag = faults.find('readLag')?.lagMs ?? null;
    exchange.setFaults({
      ordersLagMs: lag ?? usual.ordersLagMs,
      positionsLagMs: lag === null ? usual.positionsLagMs : Math.min(lag, mostPositionsLagMs),
      fillsInstantly: faults.find('instantFills') !== null,
    });
  }

  function phase(status: SystemStatus, tradingStatus: TradingStatus): void {
    exchange.setSystemStatus(status);
    for (const { symbol } of exchange.products()) exchange.setCondition(symbol, { tradingStatus });
  }

  function maintain({ cancelOnlyMs, auctionMs }: FaultOf<'maintenance'>): void {
    phase('cancel_only', 'disrupted_cancel_only');
    if (auctionMs > 0) waiting.add(clock.after(cancelOnlyMs, () => phase('auction', 'disrupted_post_only')));
    waiting.add(clock.after(cancelOnlyMs + auctionMs, () => phase('live', 'operational')));
  }

  faults.onInjected((fault) => {
    if (fault.kind === 'disconnect') endSessions(fault.dialect);
    if (fault.kind === 'maintenance') maintain(fault);
    if (fault.kind === 'priceJump') exchange.jump({ symbol: fault.symbol, pct: fault.pct, of: fault.of });
    refresh();
  });
  return {
    /** What has ended by itself has no effect any more. */
    refresh,
    stop() {
      for (const cancel of waiting) cancel();
    },
  };
}
