/** "+0.12", "−0.16", "0.00": results show their sign, with a true minus. */
export function signed(value: number, digits = 2): string {
  const text = value.toFixed(digits);
  if (Number(text) === 0) return text.replace('-', '');
  return value > 0 ? `+${text}` : text.replace('-', '\u2212');
}

/** "1,093". */
export const thousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** "p 0.61", "p < 0.001". */
export const probability = (p: number): string =>
  p < 0.001 ? 'p < 0.001' : `p ${p.toFixed(p < 0.01 ? 3 : 2)}`;
