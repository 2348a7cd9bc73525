import type { ReactNode } from 'react';
import './EmptyState.css';

/** Nothing here yet, and why: ground, hatched below, with the outline of what will stand on it. */
export function EmptyState({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="empty">
      <svg className="empty-ground" width="100%" height="56" aria-hidden="true">
        <defs>
          <pattern
            id="hatch"
            width="8"
            height="8"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <path d="M0 0v8" className="empty-hatch" />
          </pattern>
        </defs>
        <rect x="30%" y="18" width="40%" height="23" className="empty-outline" />
        <rect y="42" width="100%" height="8" fill="url(#hatch)" />
        <rect y="40.5" width="100%" height="1.5" fill="currentColor" />
      </svg>
      <h2 className="t-md">{title}</h2>
      <div className="empty-words t-body">{children}</div>
    </section>
  );
}
