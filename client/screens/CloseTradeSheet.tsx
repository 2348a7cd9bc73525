import { useState } from 'react';
import type { Trade } from '#shared/trading/trade.ts';
import { closeTrade } from '../data/commands.ts';
import { useServerNow } from '../data/serverClock.ts';
import { useCommand } from '../data/useCommand.ts';
import { useMark } from '../data/useFacts.ts';
import { useStatus } from '../data/useStatus.ts';
import { Button } from '../ui/Button.tsx';
import { readPositiveDecimal } from '../ui/decimalInput.ts';
import { Field } from '../ui/Field.tsx';
import { dayAndTime } from '../ui/formatTime.ts';
import { Notice } from '../ui/Notice.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { showSnackbar } from '../ui/snackbars.ts';

/** Marks a trade closed: at which price, when, and what there is to say about it. */
export function CloseTradeSheet({
  trade,
  open,
  onClose,
}: {
  readonly trade: Trade;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Sheet open={open} onClose={onClose} title={`Close ${trade.symbol} ${trade.direction}`}>
      <ClosingForm trade={trade} onDone={onClose} />
    </Sheet>
  );
}

function ClosingForm({ trade, onDone }: { readonly trade: Trade; readonly onDone: () => void }) {
  const lastPrice = useLastPrice(trade);
  const now = useServerNow();
  const [typedPrice, setTypedPrice] = useState<string | null>(null);
  const [time, setTime] = useState('');
  const [note, setNote] = useState(trade.note ?? '');
  const [priceError, setPriceError] = useState<string>();
  const command = useCommand();
  // The suggestion stands still once the form is open: a price must not change under the thumb.
  const [firstPrice] = useState(lastPrice);
  const shownPrice = typedPrice ?? firstPrice ?? '';
  const fields = command.problem?.kind === 'invalid' ? command.problem.fields : {};

  const confirm = async () => {
    const price = readPositiveDecimal(shownPrice, { field: 'Price', example: trade.entry });
    setPriceError(price.ok ? undefined : price.message);
    if (!price.ok) return;
    const outcome = await command.run(() =>
      closeTrade({
        accountId: trade.accountId,
        tradeId: trade.id,
        price: price.value,
        at: time === '' ? null : new Date(time).getTime(),
        note: note.trim() === '' ? null : note.trim(),
      }),
    );
    if (outcome?.kind === 'noop') showSnackbar(outcome.text);
    if (outcome?.kind === 'applied') showSnackbar(`${trade.symbol} ${trade.direction} closed.`);
    if (outcome?.kind === 'applied' || outcome?.kind === 'noop') onDone();
  };

  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <Field
        label="Price"
        value={shownPrice}
        onChange={setTypedPrice}
        keypad="decimal"
        error={priceError ?? fields.price}
        hint={typedPrice === null && firstPrice !== null ? 'The last price. Put in what you got.' : undefined}
      />
      <Field
        label="Time"
        value={time}
        onChange={setTime}
        kind="datetime"
        error={fields.at}
        hint={`Left empty it is now, ${dayAndTime(now)}.`}
      />
      <Field label="Note" value={note} onChange={setNote} kind="lines" maxLength={2000} error={fields.note} />
      {command.problem && command.problem.kind !== 'invalid' && (
        <Notice title="Not closed">
          <p>{command.problem.text}</p>
        </Notice>
      )}
      <div className="sheet-actions">
        <Button kind="outlined" onPress={onDone}>
          Keep open
        </Button>
        <Button type="submit" busy={command.isBusy}>
          Confirm
        </Button>
      </div>
    </form>
  );
}

/** Decimal text of the last price: of the running trade, else of its series. */
function useLastPrice(trade: Trade): string | null {
  const mark = useMark();
  const status = useStatus();
  const running = mark?.trades.find((one) => one.tradeId === trade.id);
  const series = status?.series.find((one) => one.symbol === trade.symbol);
  return running?.price ?? series?.lastPrice?.toString() ?? null;
}
