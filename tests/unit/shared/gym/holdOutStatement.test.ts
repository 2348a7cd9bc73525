import { expect, it } from 'vitest';
import { holdOut } from '#shared/gym/holdOut.ts';
import { holdOutStatement } from '#shared/gym/holdOutStatement.ts';
import { contextTrades, practiceId, practiceSession } from '../../../support/practice.ts';

const sessionId = (index: number) => practiceId(900 + index);
/** So many sessions of ten trades against the trend: seven stopped out at -1 R, three at +2 R. */
const against = (count: number) =>
  holdOut({
    sessions: Array.from({ length: count }, (_, index) =>
      practiceSession({ id: sessionId(index), startedAt: index }),
    ),
    trades: contextTrades(10 * count, (index) => ({
      trade: { sessionId: sessionId(Math.floor(index / 10)), exit: index % 10 < 7 ? '1.0990' : '1.1020' },
      context: { bias: 'against', stopDistanceAtr: 1, farEdgeAtr: 0.75 },
    })),
    specs: new Map(),
  });

it('sets the learned parameters beside the defaults', () => {
  expect(holdOutStatement(against(10))).toEqual([
    'Learned from 70 trades in 7 sessions, judged on the 30 trades in the 3 sessions after them.',
    expect.stringMatching(
      /^Learned: 30 of 30 taken; mean result of these −0\.10 R \(−0\.\d\d to \+0\.\d\d, n 30\), of the others unknown; won 30 % \(17–48 %, n 30\); stop off by 0\.00 ATR \(n 30\), target by 0\.00 R \(n 30\)\.$/,
    ),
    expect.stringMatching(
      /^Defaults: 0 of 30 taken; mean result of these unknown, of the others −0\.10 R .*; won unknown \(n 0\); stop off by 0\.15 ATR \(n 30\), target by 0\.00 R \(n 30\)\.$/,
    ),
  ]);
});

it('says that too few trades were there to learn from', () => {
  expect(holdOutStatement(against(2))).toEqual([
    'Learned from 10 trades in 1 session, judged on the 10 trades in the 1 session after them.',
    'Fewer than 30 trades to learn from: only the defaults are judged.',
    expect.stringMatching(/^Defaults: 0 of 10 taken;/),
  ]);
});

it('says that one session is not enough to judge', () => {
  expect(holdOutStatement(against(1))).toEqual([
    'Not judged: it takes two sessions with trades, one to learn from and one to judge on.',
  ]);
});
