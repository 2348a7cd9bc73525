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
import { ClosePreview } from './ClosePreview.tsx';
import { readCloseTime } from './closeTime.ts';

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
  const now = useServerNow();
  const closing = useClosing(trade, onDone);
  const { price, time, note, problem, isBusy } = closing;
  // The server tells it in its own words for times; here it stands at the field, in the zone of the field.
  const isInFuture = problem?.kind === 'refused' && problem.code === 'trade.closeTime';
  const futureFault = isInFuture
    ? `Time lies ahead, expected no later than now, ${dayAndTime(now)}.`
    : undefined;
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // The only thing that the fields themselves can find wrong is a time that is half there.
        void closing.confirm({ isTimeWhole: event.currentTarget.checkValidity() });
      }}
    >
      <Field label="Price" {...price} keypad="decimal" />
      <ClosePreview trade={trade} shownPrice={price.value} />
      <Field
        label="Time"
        {...time}
        error={time.error ?? futureFault}
        kind="datetime"
        hint={`Left empty it is now, ${dayAndTime(now)}.`}
      />
      <Field label="Note" {...note} kind="lines" maxLength={2000} />
      {problem && problem.kind !== 'invalid' && !isInFuture && (
        <Notice title="Not closed">{problem.text}</Notice>
      )}
      <div className="sheet-actions">
        <Button kind="outlined" onPress={onDone}>
          Keep open
        </Button>
        <Button type="submit" busy={isBusy}>
          Confirm
        </Button>
      </div>
    </form>
  );
}

/** What was typed, and sending it. */
function useClosing(trade: Trade, onDone: () => void) {
  // The suggestion stands still once the form is open: a price must not change under the thumb.
  const [lastPrice] = useState(useLastPrice(trade));
  const [typedPrice, setTypedPrice] = useState<string | null>(null);
  const [errors, setErrors] = useState<{ readonly price?: string; readonly time?: string }>({});
  const [time, setTime] = useState('');
  const [note, setNote] = useState(trade.note ?? '');
  const { isBusy, problem, run } = useCommand();
  const price = typedPrice ?? lastPrice ?? '';
  const faults = problem?.kind === 'invalid' ? problem.fields : {};

  const confirm = async ({ isTimeWhole }: { readonly isTimeWhole: boolean }) => {
    const read = readPositiveDecimal(price, { field: 'Price', example: trade.entry });
    const when = readCloseTime(time, { openedAt: trade.openedAt, isWhole: isTimeWhole });
    setErrors({
      ...(!read.ok && { price: read.message }),
      ...(!when.ok && { time: when.message }),
    });
    if (!read.ok || !when.ok) return;
    const outcome = await run(() =>
      closeTrade({
        accountId: trade.accountId,
        tradeId: trade.id,
        price: read.value,
        at: when.at,
        note: note.trim() === '' ? null : note.trim(),
      }),
    );
    if (outcome?.kind === 'invalid' && outcome.fields.price !== undefined) {
      setErrors({ price: `Price is "${price.trim()}", ${outcome.fields.price}.` });
    }
    if (outcome?.kind === 'noop') showSnackbar(outcome.text);
    if (outcome?.kind === 'applied') showSnackbar(`${trade.symbol} ${trade.direction} closed.`);
    if (outcome?.kind === 'applied' || outcome?.kind === 'noop') onDone();
  };

  const isSuggested = typedPrice === null && lastPrice !== null;
  return {
    price: {
      value: price,
      onChange: setTypedPrice,
      error: errors.price,
      hint: isSuggested ? 'The last price. Put in what you got.' : undefined,
    },
    time: { value: time, onChange: setTime, error: errors.time ?? faults.at },
    note: { value: note, onChange: setNote, error: faults.note },
    isBusy,
    problem,
    confirm,
  };
}

/** Decimal text of the last price: of the running trade, else of its series. */
function useLastPrice(trade: Trade): string | null {
  const mark = useMark();
  const status = useStatus();
  const running = mark?.trades.find((one) => one.tradeId === trade.id);
  const series = status?.series.find((one) => one.symbol === trade.symbol);
  return running?.price ?? series?.lastPrice?.toString() ?? null;
}
