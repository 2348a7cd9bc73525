import type { Direction as Side } from '#shared/trading/signal.ts';
import './Direction.css';

/** The side of a trade: arrow and word, so that colour is never alone. `arrow` leaves the word to screen readers. */
export function Direction({
  side,
  form = 'word',
}: {
  readonly side: Side;
  readonly form?: 'word' | 'arrow';
}) {
  const word = side === 'long' ? 'LONG' : 'SHORT';
  return (
    <span className={`direction is-${side}`}>
      <svg width="10" height="9" viewBox="0 0 10 9" aria-hidden="true">
        <path d={side === 'long' ? 'M5 0 10 9H0z' : 'M5 9 0 0h10z'} fill="currentColor" />
      </svg>
      <span className={form === 'arrow' ? 'sr-only' : undefined}>{word}</span>
    </span>
  );
}
