import { type ReactNode, useId } from 'react';
import './StatTile.css';

/** One figure with its name above and its evidence below. */
export function StatTile({
  label,
  value,
  note,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls, this groups one figure
    <div className="tile" role="group" aria-labelledby={id}>
      <p className="t-label" id={id}>
        {label}
      </p>
      <p className="tile-value t-lg">{value}</p>
      <p className="t-micro">{note ?? '\u00a0'}</p>
    </div>
  );
}

export function StatTiles({ children }: { readonly children: ReactNode }) {
  return <div className="tiles">{children}</div>;
}
