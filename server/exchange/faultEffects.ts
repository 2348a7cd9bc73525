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
  /** The exchange comes back from being down. */
  readonly restart: () => void;
}

/** The margined view never lags longer. */
const mostPositionsLagMs = 10_000;

/** Faults that the exchange itself has to act out. */
export function actOnFaults({ exchange, faults, clock, endSessions, restart }: FaultEffectsOptions) {
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

  function maintain({ downMs, cancelOnlyMs, auctionMs }: FaultOf<'maintenance'>): void {
    const later = (ms: number, run: () => void) => waiting.add(clock.after(ms, run));
    const reopen = () => phase('cancel_only', 'disrupted_cancel_only');
    if (downMs > 0) {
      phase('maintenance', 'disrupted_cancel_only');
      later(downMs, () => {
        restart();
        reopen();
      });
    } else reopen();
    if (auctionMs > 0) later(downMs + cancelOnlyMs, () => phase('auction', 'disrupted_post_only'));
    later(downMs + cancelOnlyMs + auctionMs, () => phase('live', 'operational'));
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
