import { describe, expect, it } from 'vitest';
import { readPositiveDecimal } from '../../../../client/ui/decimalInput.ts';

const read = (typed: string) => readPositiveDecimal(typed, { field: 'Price', example: '101.50' });

describe('a typed number', () => {
  it.each([
    ['182.4', '182.4'],
    [' 007.50 ', '7.5'],
    ['.5', '0.5'],
    ['3.', '3'],
    ['1,1750', '1.175'],
    ['10000', '10000'],
  ])('%s is read as %s', (typed, value) => {
    expect(read(typed)).toEqual({ ok: true, value });
  });

  it.each(['', '   ', 'abc', '1.2.3', '1e5', '-5', '+5', '1 000', '0x10', '１２', 'Infinity', '1,2,3', '.'])(
    '%j is refused',
    (typed) => {
      expect(read(typed).ok).toBe(false);
    },
  );

  it.each(['0', '0.00', ',0'])('%s is refused: it is not more than 0', (typed) => {
    expect(read(typed)).toEqual({ ok: false, message: `Price is "${typed}", expected more than 0.` });
  });

  it('names field, value and expectation', () => {
    expect(read('abc')).toEqual({ ok: false, message: 'Price is "abc", expected a number like 101.50.' });
    expect(read('')).toEqual({ ok: false, message: 'Price is empty, expected a number like 101.50.' });
  });

  it('asks when a comma could mean a thousand as well as a decimal', () => {
    expect(read('1,175')).toEqual({
      ok: false,
      message: 'Price is "1,175", expected 1175 or 1,1750: a comma can mean both.',
    });
  });
});
