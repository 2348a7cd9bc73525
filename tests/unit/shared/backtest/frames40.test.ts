import { describe, expect, it } from 'vitest';
import { upTo } from '../../../support/backtestPrefix.ts';
import {
  frames40,
  frames40Fixture,
  frames40Rows,
  runFrames40,
  settingsOf,
} from '../../../support/frames40.ts';

describe.each(frames40Fixture.cases)('the worked trades of three timeframes: $name', (expected) => {
  const settings = settingsOf(expected);
  const whole = runFrames40(settings);
  const rows = frames40Rows(whole);

  it.each(['signals', 'blocked', 'orders', 'fills', 'stopMoves'] as const)('%s', (table) => {
    expect(rows[table]).toEqual(expected[table]);
  });

  it('trades', () => {
    expect(rows.trades).toHaveLength(expected.trades.length);
    expect(rows.trades).toMatchObject(expected.trades);
  });

  it('summary', () => {
    expect(rows.summary).toEqual(expected.summary);
  });

  it('had decided as much after every bar', () => {
    for (let length = 1; length <= frames40.length; length += 1) {
      const cut = runFrames40(settings, frames40.slice(0, length));
      expect(upTo(cut, length - 1)).toEqual(upTo(whole, length - 1));
      expect(cut.setups).toEqual(whole.setups.slice(0, cut.setups.length));
    }
  });
});
