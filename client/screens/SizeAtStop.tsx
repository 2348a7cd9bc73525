import type { Assessment } from '#shared/risk/assessment.ts';
import { money, size } from '../ui/format.ts';

/** What accepting would risk: "0.54 lots, −$493.02 at stop". The server worked it out, fees included. */
export function SizeAtStop({
  assessment,
  currency,
}: {
  readonly assessment: Assessment | null;
  readonly currency: string;
}) {
  if (!assessment) return <span className="t-label">Size not known yet</span>;
  return (
    <span className="t-label">
      {size(assessment.size)} {assessment.unit},{' '}
      <span className="is-strong">{money(`-${assessment.risk}`, { currency })}</span> at stop
    </span>
  );
}
