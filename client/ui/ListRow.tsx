import { IconChevronRight, IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import './ListRow.css';

/** A line that leads somewhere else. */
export function LinkRow({
  to,
  icon,
  name,
  note,
  value,
}: {
  readonly to: string;
  readonly icon?: ReactNode;
  readonly name: string;
  readonly note?: ReactNode;
  readonly value?: ReactNode;
}) {
  return (
    <Link href={to} className="row is-link">
      {icon !== undefined && <span className="row-icon">{icon}</span>}
      <span className="row-words">
        <span className="t-name">{name}</span>
        {note !== undefined && <span className="t-micro">{note}</span>}
      </span>
      {value !== undefined && <span className="t-label">{value}</span>}
      <IconChevronRight className="row-chevron" size={18} stroke={1.75} aria-hidden="true" />
    </Link>
  );
}

/** A line that leads out of the app. */
export function OutsideRow({
  to,
  name,
  note,
  value,
}: {
  readonly to: string;
  readonly name: string;
  readonly note: string;
  readonly value: string;
}) {
  return (
    <a href={to} rel="noreferrer" target="_blank" className="row is-link">
      <span className="row-words">
        <span className="t-name">{name}</span>
        <span className="t-micro">{note}</span>
      </span>
      <span className="t-label">{value}</span>
      <IconExternalLink className="row-chevron" size={18} stroke={1.75} aria-hidden="true" />
    </a>
  );
}

/** A name with its value. */
export function ValueRow({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <div className="row is-value">
      <dt className="t-label">{name}</dt>
      <dd className="t-md">{value}</dd>
    </div>
  );
}
