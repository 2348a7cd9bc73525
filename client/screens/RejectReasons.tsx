const reasons = ['News', 'Against bias', 'Late', 'Already exposed', 'Other'] as const;

/** One optional tap that goes along with Reject; a second tap on the same takes it back. */
export function RejectReasons({
  value,
  onChange,
}: {
  readonly value: string | null;
  readonly onChange: (reason: string | null) => void;
}) {
  return (
    <fieldset className="reject-reasons">
      <legend className="t-label">Why not? Optional, kept with Reject</legend>
      {reasons.map((label) => {
        const reason = label.toLowerCase();
        const isChosen = value === reason;
        return (
          <button
            key={reason}
            type="button"
            className="reject-reason"
            aria-pressed={isChosen}
            onClick={() => onChange(isChosen ? null : reason)}
          >
            {label}
          </button>
        );
      })}
    </fieldset>
  );
}
