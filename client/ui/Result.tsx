import { money, rMultiple, tone } from './format.ts';

const toneClass = { profit: 'is-profit', loss: 'is-loss', even: undefined } as const;

/** A result in R, signed, in the colour of its sign. */
export function RMultiple({ value }: { readonly value: number | null | undefined }) {
  return <span className={toneClass[tone(value)]}>{rMultiple(value)}</span>;
}

/** A result in money, signed; coloured only where it stands alone. */
export function Money({
  value,
  currency,
  coloured = false,
}: {
  readonly value: string | null | undefined;
  readonly currency: string;
  readonly coloured?: boolean;
}) {
  const text = money(value, { currency, signs: 'signed' });
  return <span className={coloured ? toneClass[tone(value)] : undefined}>{text}</span>;
}
