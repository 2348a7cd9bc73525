export type ReadDecimal =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string };

/**
 * Decimal text from what was typed. Phones of some countries offer only a comma, so one comma is taken as the decimal
 * point; where it could as well group thousands ("1,000") the reader is asked. Refusals name field, value, expectation.
 */
export function readPositiveDecimal(
  typed: string,
  { field, example }: { readonly field: string; readonly example: string },
): ReadDecimal {
  const text = typed.trim();
  const refuse = (expected: string): ReadDecimal => ({
    ok: false,
    message:
      text === ''
        ? `${field} is empty, expected ${expected}.`
        : `${field} is "${text}", expected ${expected}.`,
  });
  if (/^\d{1,3},\d{3}$/.test(text)) {
    return refuse(`${text.replace(',', '')} or ${text}0: a comma can mean both`);
  }
  const plain = text.replace(',', '.');
  if (!/^(\d+(\.\d*)?|\.\d+)$/.test(plain)) return refuse(`a number like ${example}`);
  if (!/[1-9]/.test(plain)) return refuse('more than 0');
  return { ok: true, value: normal(plain) };
}

/** "007.50" and "7.5" are one value and one text. */
function normal(plain: string): string {
  const [whole = '', fraction = ''] = plain.split('.');
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const decimals = fraction.replace(/0+$/, '');
  return decimals === '' ? digits : `${digits}.${decimals}`;
}
