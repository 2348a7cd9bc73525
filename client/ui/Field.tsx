import { useId } from 'react';
import './Field.css';

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong: the field, its value, what was expected. */
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  /** Shown after the value: "%", "USD". */
  readonly unit?: string;
  readonly keypad?: 'text' | 'decimal' | 'numeric';
  readonly kind?: 'line' | 'datetime' | 'lines';
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
}

export function Field({
  label,
  value,
  onChange,
  error,
  hint,
  unit,
  keypad = 'text',
  kind = 'line',
  autoFocus,
  maxLength,
}: FieldProps) {
  const id = useId();
  const input = {
    id,
    className: 'field-input',
    value,
    maxLength,
    'aria-invalid': error !== undefined || undefined,
    'aria-describedby': error !== undefined || hint !== undefined ? `${id}-words` : undefined,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className={error === undefined ? 'field' : 'field has-error'}>
      <label className="t-label" htmlFor={id}>
        {label}
      </label>
      {error !== undefined && (
        <p className="field-error" id={`${id}-words`} role="alert">
          {error}
        </p>
      )}
      <div className="field-box">
        {kind === 'lines' ? (
          <textarea {...input} rows={3} />
        ) : (
          <input
            {...input}
            type={kind === 'datetime' ? 'datetime-local' : 'text'}
            inputMode={kind === 'datetime' ? undefined : keypad}
            autoComplete="off"
            enterKeyHint="done"
            // biome-ignore lint/a11y/noAutofocus: a sheet that asks for one value starts at it
            autoFocus={autoFocus}
            onFocus={(event) => keypad !== 'text' && event.target.select()}
          />
        )}
        {unit !== undefined && <span className="field-unit t-label">{unit}</span>}
      </div>
      {error === undefined && hint !== undefined && (
        <p className="t-micro" id={`${id}-words`}>
          {hint}
        </p>
      )}
    </div>
  );
}
