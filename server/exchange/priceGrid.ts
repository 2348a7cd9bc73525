/** Prices of one product as whole numbers of ticks, which are exact and fast, and as text. */
export interface PriceGrid {
  /** Decimal text with the tick's own decimals: 1812500 ticks of "0.0001" are "181.2500". */
  readonly text: (ticks: number) => string;
  /** The double nearest to the price. */
  readonly number: (ticks: number) => number;
  /** null: the text is no positive price on tick. */
  readonly ticks: (text: string) => number | null;
  /** The nearest price on tick. */
  readonly nearest: (price: number) => number;
}

const decimal = /^\d{1,12}(\.\d{1,12})?$/;

export function priceGrid(tick: string): PriceGrid {
  const digits = tick.split('.')[1]?.length ?? 0;
  const scale = 10 ** digits;
  /** Of the last digit: 5 for "0.5". */
  const step = Math.round(Number(tick) * scale);
  const text = (ticks: number): string => {
    const units = String(ticks * step);
    if (digits === 0) return units;
    const padded = units.padStart(digits + 1, '0');
    return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
  };
  return {
    text,
    number: (ticks) => (ticks * step) / scale,
    ticks: (given) => {
      if (!decimal.test(given)) return null;
      const [whole = '', part = ''] = given.split('.');
      if (/[1-9]/.test(part.slice(digits))) return null;
      const units = Number(`${whole}${part.slice(0, digits).padEnd(digits, '0')}`);
      const isOnTick = units > 0 && units % step === 0 && Number.isSafeInteger(units);
      return isOnTick ? units / step : null;
    },
    nearest: (price) => Math.round((price * scale) / step),
  };
}
