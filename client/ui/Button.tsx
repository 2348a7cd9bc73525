import type { ReactNode } from 'react';
import './Button.css';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly kind?: 'primary' | 'outlined' | 'danger' | 'quiet';
  /** small 44, medium 52, tall 60: the height at normal text size. */
  readonly size?: 'small' | 'medium' | 'tall';
  readonly wide?: boolean;
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  /** An answer is on its way: the label stays, a second press does nothing. */
  readonly busy?: boolean;
  /** Id of the sentence that says why it is disabled. */
  readonly describedBy?: string | undefined;
  /** The keyboard shortcut, shown on a desk only and kept out of the accessible name. */
  readonly keycap?: string;
  readonly autoFocus?: boolean;
  readonly onPress?: () => void;
}

export function Button({
  children,
  kind = 'primary',
  size = 'medium',
  wide = false,
  type = 'button',
  disabled = false,
  busy = false,
  describedBy,
  keycap,
  autoFocus,
  onPress,
}: ButtonProps) {
  const className = `button is-${kind} is-${size}${wide ? ' is-wide' : ''}`;
  return (
    <button
      // biome-ignore lint/a11y/noAutofocus: only sheets ask for it, where focus has to move inside anyway
      autoFocus={autoFocus}
      type={type}
      className={className}
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      aria-describedby={describedBy}
      aria-keyshortcuts={keycap}
      onKeyDown={(event) => {
        // Enter held down presses once: it must not go on to answer the sheet that the press opened.
        if (event.repeat && event.key === 'Enter') event.preventDefault();
      }}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onPress?.();
      }}
    >
      {busy && <span className="button-ring" aria-hidden="true" />}
      {children}
      {keycap !== undefined && (
        <span className="button-keycap" aria-hidden="true">
          {keycap}
        </span>
      )}
    </button>
  );
}
