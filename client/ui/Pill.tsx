import type { ReactNode } from 'react';
import './Pill.css';

/** A small filled word. Lamp is for waiting, running out, tight, stale or offline; breach for blocked. */
export function Pill({
  kind,
  children,
}: {
  readonly kind: 'lamp' | 'breach' | 'quiet';
  readonly children: ReactNode;
}) {
  return <span className={`pill is-${kind}`}>{children}</span>;
}
