import { IconAlertOctagon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import './Notice.css';

/** What happened, what it means for the money, what to do next. */
export function Notice({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="notice" role="alert">
      <IconAlertOctagon className="notice-icon" size={20} stroke={1.75} aria-hidden="true" />
      <div className="notice-words">
        <p className="t-head">{title}</p>
        <div className="t-body">{children}</div>
        {action}
      </div>
    </div>
  );
}
