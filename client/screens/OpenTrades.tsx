import type { Trade } from '#shared/trading/trade.ts';
import { useMark } from '../data/useFacts.ts';
import { TradeRow } from './TradeRow.tsx';

/** Trades that run, with their result at the last price. */
export function OpenTrades({
  trades,
  selectedId,
  onClose,
}: {
  readonly trades: readonly Trade[];
  readonly selectedId?: string | undefined;
  /** Offers `Close trade` on each row. */
  readonly onClose?: (trade: Trade) => void;
}) {
  const mark = useMark();
  return (
    <div className="trades">
      {trades.map((trade) => (
        <TradeRow
          key={trade.id}
          trade={trade}
          running={mark?.trades.find((one) => one.tradeId === trade.id) ?? null}
          isSelected={trade.id === selectedId}
          onClose={onClose}
        />
      ))}
    </div>
  );
}
