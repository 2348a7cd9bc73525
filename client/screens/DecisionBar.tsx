import { useEffect, useEffectEvent, useId, useState } from 'react';
import type { Account } from '#shared/config/accountConfig.ts';
import type { UnixMs } from '#shared/market/candle.ts';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { answerSignal } from '../data/commands.ts';
import type { Outcome } from '../data/outcome.ts';
import { Button } from '../ui/Button.tsx';
import { Countdown, CountdownBar } from '../ui/Countdown.tsx';
import { clockTime } from '../ui/formatTime.ts';
import { showSnackbar } from '../ui/snackbars.ts';
import { useWide } from '../ui/useWide.ts';
import { AcceptSheet } from './AcceptSheet.tsx';
import type { Obstacle } from './acceptance.ts';
import { unmetRuleId } from './SignalFacts.tsx';

export interface DecisionBarProps {
  readonly signal: Signal;
  readonly account: Account;
  readonly assessment: Assessment | null;
  readonly now: UnixMs | null;
  readonly digits: number;
  /** The newest price of the symbol; null when unknown. */
  readonly lastPrice: number | null;
  readonly whyNot: Obstacle | null;
  readonly isOffline: boolean;
  /** Goes with a reject; chosen beforehand, so that rejecting without one costs no tap. */
  readonly rejectReason: string | null;
}

/** The thumb zone of a waiting signal: how long it is valid, Reject, Accept. */
export function DecisionBar(props: DecisionBarProps) {
  const { signal, account, assessment, now, digits, lastPrice, whyNot } = props;
  const [isAsking, setIsAsking] = useState(false);
  const { sending, problem, forget, send } = useAnswer(props);
  const reasonId = useId();
  const reject = () => void send('reject');
  const ask = () => {
    if (whyNot !== null) return;
    forget();
    setIsAsking(true);
  };
  useDecisionKeys({ isActive: !isAsking && sending === null, onAccept: ask, onReject: reject });
  const confirm = async () => {
    if (await send('accept')) setIsAsking(false);
  };
  const span = { now, from: signal.createdAt, until: signal.expiresAt };
  const words = whyNot !== null && whyNot.kind !== 'rule' ? whyNot.text : problem;
  const reason = whyNot?.kind === 'rule' ? unmetRuleId : reasonId;
  return (
    <section className="decision" aria-label="Decision">
      <CountdownBar {...span} />
      {words !== null && (
        <p className="decision-problem t-label" id={reasonId} role="status">
          {words}
        </p>
      )}
      <div className="decision-time">
        <span className="t-body">
          Valid to <strong className="is-strong">{clockTime(signal.expiresAt)}</strong>
        </span>
        <span className="t-lg">
          <Countdown {...span} />
        </span>
      </div>
      <div className="decision-buttons">
        <Button kind="outlined" size="tall" keycap="R" busy={sending === 'reject'} onPress={reject}>
          Reject
        </Button>
        <Button
          size="tall"
          keycap="A"
          disabled={whyNot !== null}
          describedBy={whyNot === null ? undefined : reason}
          onPress={ask}
        >
          Accept
        </Button>
      </div>
      {assessment && (
        <AcceptSheet
          open={isAsking}
          onClose={() => setIsAsking(false)}
          onConfirm={() => void confirm()}
          isSending={sending === 'accept'}
          problem={problem}
          whyNot={whyNot?.text ?? null}
          signal={signal}
          account={account}
          stored={assessment}
          digits={digits}
          lastPrice={lastPrice}
        />
      )}
    </section>
  );
}

type Answer = 'accept' | 'reject';

/** Sends an answer and keeps in words why it did not go through. True when the signal is decided now. */
function useAnswer({ signal, account, isOffline, rejectReason }: DecisionBarProps) {
  const [sending, setSending] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (answer: Answer): Promise<boolean> => {
    setSending(answer);
    setProblem(null);
    const reason = answer === 'reject' ? rejectReason : null;
    const outcome = await answerSignal({ accountId: account.id, signalId: signal.id, answer, reason });
    setSending(null);
    setProblem(problemOf(outcome, isOffline));
    // An answer of one's own shows on the screen itself; only someone else's needs words.
    if (outcome.kind === 'noop') showSnackbar(outcome.text);
    return outcome.kind === 'applied' || outcome.kind === 'noop';
  };
  return { sending, problem, send, forget: () => setProblem(null) };
}

function problemOf(outcome: Outcome, isOffline: boolean): string | null {
  if (outcome.kind === 'applied' || outcome.kind === 'noop') return null;
  if (outcome.kind === 'unsent' && isOffline) {
    return 'Offline: nothing was sent. Try again when the server answers.';
  }
  return outcome.text;
}

/** A and R at a desk, as the caps on the buttons say; never while typing or with a modifier. */
function useDecisionKeys({
  isActive,
  onAccept,
  onReject,
}: {
  readonly isActive: boolean;
  readonly onAccept: () => void;
  readonly onReject: () => void;
}) {
  const isDesk = useWide();
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const isTyping =
      event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
    if (isTyping || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === 'a') onAccept();
    if (key === 'r') onReject();
  });
  const isListening = isDesk && isActive;
  useEffect(() => {
    if (!isListening) return;
    const onKey = (event: KeyboardEvent) => pressed(event);
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isListening]);
}
