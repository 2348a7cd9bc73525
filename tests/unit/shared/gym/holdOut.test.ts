import { describe, expect, it } from 'vitest';
import { holdOut, judge } from '#shared/gym/holdOut.ts';
import { defaultHumanSettings } from '#shared/gym/humanSettings.ts';
import { contextTrades, practiceId, practiceSession } from '../../../support/practice.ts';

const specs = new Map();
const day = 86_400_000;
const sessionId = (index: number) => practiceId(900 + index);
/** So many sessions, a day apart. */
const sessions = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    practiceSession({ id: sessionId(index), startedAt: index * day }),
  );
/** Ten trades in each session. */
const tenEach = (count: number, contextOf: (session: number) => object = () => ({})) =>
  contextTrades(10 * count, (index) => {
    const session = Math.floor(index / 10);
    return { trade: { sessionId: sessionId(session) }, context: contextOf(session) };
  });

describe('hold-out', () => {
  it('learns from the first seven of ten sessions and judges on the last three', () => {
    const result = holdOut({ sessions: sessions(10).reverse(), trades: tenEach(10), specs });
    expect(result).toMatchObject({
      learnedFrom: { sessions: 7, trades: 70 },
      judgedOn: { sessions: 3, trades: 30 },
    });
  });

  it('learns nothing from what it judges on', () => {
    const wild = (session: number) =>
      session < 7 ? {} : { stopDistanceAtr: 9, bias: 'against', windows: ['Asia'] };
    const calm = holdOut({ sessions: sessions(10), trades: tenEach(10), specs });
    const changed = holdOut({ sessions: sessions(10), trades: tenEach(10, wild), specs });
    expect(changed?.model).toEqual(calm?.model);
    expect(changed?.learned).not.toEqual(calm?.learned);
  });

  it('leaves sessions without trades out of the count', () => {
    const result = holdOut({ sessions: sessions(40), trades: tenEach(3), specs });
    expect(result).toMatchObject({ learnedFrom: { sessions: 2 }, judgedOn: { sessions: 1 } });
  });

  it('needs two sessions', () => {
    expect(holdOut({ sessions: sessions(1), trades: tenEach(1), specs })).toBeNull();
    expect(holdOut({ sessions: [], trades: [], specs })).toBeNull();
  });

  it('with too few trades to learn from judges the defaults twice', () => {
    const result = holdOut({ sessions: sessions(3), trades: tenEach(3), specs });
    expect(result?.model.settings).toEqual(defaultHumanSettings);
    expect(result?.learned).toEqual(result?.defaults);
  });

  it('shows where the learned parameters fit better than the defaults', () => {
    const against = () => ({ stopDistanceAtr: 1.5, farEdgeAtr: 0.75, pipAtr: 0.1, bias: 'against' });
    const result = holdOut({ sessions: sessions(10), trades: tenEach(10, against), specs });
    expect(result?.learned).toMatchObject({
      taken: { n: 30, count: 30 },
      stopMissAtr: { value: 0 },
      targetMissR: { n: 30 },
    });
    expect(result?.defaults.taken).toMatchObject({ n: 30, count: 0 });
    // A tenth of the ATR beyond the zone, where the trader has three quarters.
    expect(result?.defaults.stopMissAtr?.value).toBeCloseTo(0.65, 9);
    expect(result?.defaults.takenR).toBeNull();
  });
});

describe('a verdict', () => {
  const trades = contextTrades(12, (index) => ({
    // Eight taken: three at +2 R, four at -1 R, one at the entry. Two passed over at +1 R; one open; one unknown.
    trade: {
      exit:
        index < 3 ? '1.1020' : index < 7 ? '1.0990' : index === 7 ? '1.1000' : index < 10 ? '1.1010' : null,
      closedAt: null,
    },
    context: index === 11 ? null : { bias: index === 8 || index === 9 ? 'against' : 'with' },
  }));
  const verdict = judge(defaultHumanSettings, trades);

  it('counts what the settings take of the trades whose market is known', () => {
    expect(verdict.taken).toMatchObject({ n: 11, count: 9 });
  });

  it('has the mean result of what is taken and of what is passed over', () => {
    expect(verdict.takenR?.n).toBe(8);
    expect(verdict.takenR?.value).toBeCloseTo(0.25, 9);
    expect(verdict.passedR?.n).toBe(2);
    expect(verdict.passedR?.value).toBeCloseTo(1, 9);
  });

  it('counts wins among decided trades alone', () => {
    expect(verdict.wins).toMatchObject({ n: 7, count: 3 });
  });
});
