import { useEffect, useState } from 'react';
import type { Trade, TradeClose } from '#shared/trading/trade.ts';
import { previewClose } from '../data/commands.ts';
import { useAccount } from '../data/useFacts.ts';
import { readPositiveDecimal } from '../ui/decimalInput.ts';
import { ValueRow } from '../ui/ListRow.tsx';
import { Money, RMultiple } from '../ui/Result.tsx';

/** What Confirm would write into the journal; its line is there from the start, so nothing moves when it comes. */
export function ClosePreview({ trade, shownPrice }: { readonly trade: Trade; readonly shownPrice: string }) {
  const currency = useAccount()?.currency ?? 'USD';
  const result = useClosePreview(trade, shownPrice);
  return (
    <dl>
      <ValueRow
        name="Result, net of fees"
        value={
          <span role="status">
            <RMultiple value={result?.rMultiple ?? null} />{' '}
            <Money value={result?.net ?? null} currency={currency} />
          </span>
        }
      />
    </dl>
  );
}

/** The server computes it; null while the price is no price, or while nobody answers. */
function useClosePreview(trade: Trade, shownPrice: string): TradeClose | null {
  const [preview, setPreview] = useState<TradeClose | null>(null);
  const read = readPositiveDecimal(shownPrice, { field: 'Price', example: trade.entry });
  const price = read.ok ? read.value : null;
  const { accountId, id: tradeId } = trade;
  useEffect(() => {
    let isCurrent = true;
    // Not every keystroke is a question.
    const asking = setTimeout(async () => {
      const answer = price === null ? null : await previewClose({ accountId, tradeId, price });
      if (isCurrent) setPreview(answer && 'net' in answer ? answer : null);
    }, 150);
    return () => {
      isCurrent = false;
      clearTimeout(asking);
    };
  }, [accountId, tradeId, price]);
  return preview;
}
