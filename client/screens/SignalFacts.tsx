import { IconCheck, IconShieldCheck, IconX } from '@tabler/icons-react';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { Signal } from '#shared/trading/signal.ts';
import { money, price, size } from '../ui/format.ts';
import { Pill } from '../ui/Pill.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';

/** What accepting would mean in money. */
export function SignalLevels({
  assessment,
  currency,
}: {
  readonly assessment: Assessment | null;
  readonly currency: string;
}) {
  if (!assessment) return <Skeleton height="3rem" />;
  return (
    <dl className="signal-levels">
      <div>
        <dt className="t-label">Size</dt>
        <dd className="t-md">
          {size(assessment.size)} {assessment.unit}
        </dd>
      </div>
      <div>
        <dt className="t-label">At stop</dt>
        <dd className="t-md is-loss">{money(`-${assessment.risk}`, { currency, signs: 'signed' })}</dd>
      </div>
      <div>
        <dt className="t-label">At target</dt>
        <dd className="t-md is-profit">{money(assessment.reward, { currency, signs: 'signed' })}</dd>
      </div>
    </dl>
  );
}

/** Entry, stop and target as text: the chart shows them to the eye, a wide screen and a screen reader get the rows. */
export function SignalPrices({ signal, digits }: { readonly signal: Signal; readonly digits: number }) {
  const [target = signal.entry] = signal.targets;
  const rows = [
    { name: signal.rests ? 'Limit' : 'Entry', value: signal.entry },
    { name: 'Stop', value: signal.stop },
    { name: 'Target', value: target },
  ];
  return (
    <dl className="signal-prices">
      {rows.map(({ name, value }) => (
        <div key={name}>
          <dt className="t-label">{name}</dt>
          <dd className="t-md">{price(value, digits)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The sentence of the first unmet rule, for what it disables. */
export const unmetRuleId = 'unmet-rule';

/** Clear or blocked, with the sentence of every rule that was asked. */
export function SignalVerdict({ assessment }: { readonly assessment: Assessment | null }) {
  if (!assessment) return <Skeleton height="2.75rem" />;
  const isClear = assessment.verdict === 'clear';
  const firstUnmet = assessment.checks.find((check) => !check.passed);
  return (
    <section className="signal-verdict" aria-label="Verdict">
      {isClear ? (
        <h2 className="t-md signal-clear">
          <IconShieldCheck size={20} stroke={1.75} aria-hidden="true" />
          Clear
        </h2>
      ) : (
        <h2 className="t-md">
          <Pill kind="breach">Blocked</Pill>
        </h2>
      )}
      <ul className="signal-checks t-label">
        {assessment.checks.map((check) => (
          <li key={check.rule} className={check.passed ? undefined : 'is-unmet'}>
            {check.passed ? (
              <IconCheck size={14} stroke={2} aria-label="Passed:" />
            ) : (
              <IconX size={14} stroke={2} aria-label="Not passed:" />
            )}
            <span id={check === firstUnmet ? unmetRuleId : undefined}>{check.text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SignalReasons({ reasons }: Pick<Signal, 'reasons'>) {
  return (
    <section className="signal-reasons" aria-label="Reasons">
      <ul className="t-body">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </section>
  );
}
