import type { ReactNode } from 'react';
import { useWide } from './useWide.ts';
import './ListWithDetail.css';

const nothingChosen = {
  signals: 'Choose a signal to see its chart and decide.',
  journal: 'Choose a trade to see how it went.',
} as const;

/** A phone shows the detail or the list, a desk both; there each side scrolls by itself. */
export function ListWithDetail({
  list,
  detail,
  kind,
}: {
  readonly list: ReactNode;
  readonly detail: ReactNode;
  readonly kind: keyof typeof nothingChosen;
}) {
  const isWide = useWide();
  if (!isWide) return detail ?? list;
  return (
    <div className={`beside is-${kind}`}>
      <div className="beside-list">{list}</div>
      <div className="beside-detail">
        {detail ?? <p className="beside-nothing t-body">{nothingChosen[kind]}</p>}
      </div>
    </div>
  );
}
