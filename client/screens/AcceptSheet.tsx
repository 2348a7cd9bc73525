import { useEffect, useState } from 'react';
import type { Account } from '#shared/config/accountConfig.ts';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { assessSignal } from '../data/commands.ts';
import type { Outcome } from '../data/outcome.ts';
import { Button } from '../ui/Button.tsx';
import { money, price, size } from '../ui/format.ts';
import { ValueRow } from '../ui/ListRow.tsx';
import { Sheet } from '../ui/Sheet.tsx';

/** The last look before a trade opens: what, how much, and on which account. */
export function AcceptSheet({
  open,
  onClose,
  onConfirm,
  isSending,
  problem,
  whyNot,
  signal,
  account,
  stored,
  digits,
  lastPrice,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
  readonly isSending: boolean;
  /** Why the last try did not go through. */
  readonly problem: string | null;
  readonly whyNot: string | null;
  readonly signal: Signal;
  readonly account: Account;
  readonly stored: Assessment;
  readonly digits: number;
  /** Where the market is now: it may have left the entry since. */
  readonly lastPrice: number | null;
}) {
  const fresh = useFreshAssessment({ open, signalId: signal.id, accountId: account.id });
  const assessment = fresh && 'verdict' in fresh ? fresh : stored;
  const unmet = assessment.checks.find((check) => !check.passed)?.text ?? whyNot;
  const { currency } = account;
  const [target = signal.entry] = signal.targets;
  const loss = money(`-${assessment.risk}`, { currency, signs: 'signed' });
  const gain = money(assessment.reward, { currency, signs: 'signed' });
  const words = problem ?? unmet;
  return (
    <Sheet open={open} onClose={onClose} title={`Accept ${signal.symbol} ${signal.direction}`}>
      <dl className="accept-rows">
        <ValueRow name="Size" value={`${size(assessment.size)} ${assessment.unit}`} />
        <ValueRow name="Money at risk" value={<span className="is-loss">{loss}</span>} />
        <ValueRow name="At target" value={<span className="is-profit">{gain}</span>} />
        <ValueRow name={signal.rests ? 'Entry, by limit' : 'Entry'} value={price(signal.entry, digits)} />
        <ValueRow name="Stop" value={price(signal.stop, digits)} />
        <ValueRow name="Target" value={price(target, digits)} />
        <ValueRow name="Price now" value={price(lastPrice, digits)} />
        <ValueRow name="Account" value={account.name} />
      </dl>
      <p className="accept-note t-micro">Fees of both sides are inside these figures. Paper money.</p>
      {words !== null && (
        <p className="decision-problem t-label" id="accept-problem" role="alert">
          {words}
        </p>
      )}
      <div className="sheet-actions">
        <Button kind="outlined" size="tall" onPress={onClose}>
          Not yet
        </Button>
        <Button
          size="tall"
          autoFocus
          busy={isSending}
          disabled={unmet !== null}
          describedBy={words === null ? undefined : 'accept-problem'}
          onPress={onConfirm}
        >
          Confirm
        </Button>
      </div>
    </Sheet>
  );
}

/** Figures of this moment: the balance or the open trades may have changed since the signal was raised. */
function useFreshAssessment({
  open,
  signalId,
  accountId,
}: {
  readonly open: boolean;
  readonly signalId: string;
  readonly accountId: string;
}): Assessment | Outcome | null {
  const [fresh, setFresh] = useState<Assessment | Outcome | null>(null);
  useEffect(() => {
    if (!open) return;
    let isCurrent = true;
    void assessSignal({ signalId, accountId }).then((answer) => isCurrent && setFresh(answer));
    return () => {
      isCurrent = false;
      setFresh(null);
    };
  }, [open, signalId, accountId]);
  return fresh;
}
