import type { Signal } from '#shared/trading/signal.ts';
import type { Trade } from '#shared/trading/trade.ts';
import type { ChartPosition } from './positionGeometry.ts';

export function positionOfSignal({ direction, entry, stop, targets, rr, createdAt }: Signal): ChartPosition {
  return { direction, entry, stop, target: targets[0] ?? entry, rr, from: createdAt };
}

export function positionOfTrade(trade: Trade): ChartPosition {
  const [entry, stop, target] = [Number(trade.entry), Number(trade.stop), Number(trade.target)];
  const rr = Math.abs(target - entry) / Math.abs(entry - stop);
  return { direction: trade.direction, entry, stop, target, rr, from: trade.openedAt };
}
