import { randomUUID } from 'node:crypto';
import { createTRPCClient, httpLink } from '@trpc/client';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningHttp, startHttp } from '#server/http.ts';
import type { Backend } from '#server/rpc/backend.ts';
import { Gym } from '#server/rpc/gym.ts';
import type { AppRouter } from '#server/rpc/router.ts';
import { upsertCandles } from '#server/store/candles.ts';
import type { DatabaseAddress, Sql } from '#server/store/db.ts';
import { openMarketSchema } from '#server/store/openStore.ts';
import { readTaught } from '#server/store/taught.ts';
import { maxCsvLength } from '#shared/gym/gymCommands.ts';
import type { PracticeSession, PracticeTrade } from '#shared/gym/practice.ts';
import { closeTime } from '#shared/market/candle.ts';
import type { Clock } from '#shared/ports.ts';
import { freshDatabase } from '../../support/database.ts';
import { humanSpec } from '../../support/liveHuman.ts';
import { m5Series } from '../../support/m5Series.ts';
import { freshMarket, writer } from '../../support/market.ts';
import { practiceId, practiceSession, practiceTrade } from '../../support/practice.ts';

const now = Date.UTC(2026, 2, 7, 18);
const clock: Clock = { now: () => now, after: () => () => {}, rate: 0 };
const specs = new Map([[humanSpec.symbol, humanSpec]]);
const candles = m5Series(3, 1_500);
const never = () => Promise.reject(new Error('not asked here'));

let database: DatabaseAddress;
let sql: Sql;
let http: RunningHttp;

/** The procedures behind their door, on a real store; of the server nothing else is there. */
beforeAll(async () => {
  database = await freshDatabase();
  sql = await freshMarket(database);
  await upsertCandles(sql, candles);
  const backend: Backend = {
    gym: new Gym({ sql, clock, writer, specs }),
    status: () => {
      throw new Error('not asked here');
    },
    live: async function* () {},
    ...{ pull: never, rows: never, reportCards: never, chart: never, assess: never, answer: never },
    ...{ closeTrade: never, previewClose: never, deleteTrade: never, editAccount: never },
  };
  const log = pino({ level: 'silent' });
  http = await startHttp({
    ...{ host: '127.0.0.1', port: 0, allowedHosts: [], clientDir: '/nowhere', backend, log },
  });
});
afterAll(() => http.stop());
beforeEach(async () => {
  await sql`delete from practice_session`;
  await sql`delete from taught`;
});

const gym = () => createTRPCClient<AppRouter>({ links: [httpLink({ url: `${http.url}/trpc` })] }).gym;
const id = () => ({ commandId: randomUUID() });
const session = practiceSession();
const { id: sessionId } = session;
const save = (one: PracticeSession) => gym().saveSession.mutate({ ...id(), session: one });
const saveTrade = (trade: PracticeTrade) =>
  gym().saveTrade.mutate({ ...id(), trade: { ...trade, tags: [...trade.tags] } });

/** Longs and shorts on candles that are there, three quarters of them won. */
const tradesOn = (count: number, holder: string, first = 0): PracticeTrade[] =>
  Array.from({ length: count }, (_, index) => {
    const candle = candles[600 + 20 * (first + index)];
    if (candle === undefined) throw new RangeError('a candle for each trade');
    const isLong = index % 2 === 0;
    const price = (risks: number) => (candle.close + (isLong ? risks : -risks)).toFixed(3);
    return practiceTrade({
      ...{ id: practiceId(1_000 + first + index), sessionId: holder, symbol: humanSpec.symbol },
      ...{ direction: isLong ? 'long' : 'short', openedAt: closeTime(candle), entry: price(0) },
      ...{ stop: price(-1), target: price(2.5), exit: price(index % 4 === 3 ? -1 : 2) },
    });
  });

describe('sessions and trades', () => {
  it('are made, renamed, read and deleted', async () => {
    expect(await save(session)).toEqual({ status: 'applied', text: '"Wednesday" is kept.' });
    expect(await save({ ...session, name: 'Renamed', note: 'slow' })).toMatchObject({ status: 'applied' });
    const trade = practiceTrade();
    expect(await saveTrade(trade)).toEqual({ status: 'applied', text: 'EURUSD long at 1.1000 is kept.' });
    expect(await saveTrade(practiceTrade({ note: 'late', exit: '1.0990' }))).toMatchObject({
      status: 'applied',
    });
    const renamed = { ...session, name: 'Renamed', note: 'slow' };
    expect(await gym().sessions.query()).toEqual([{ ...renamed, trades: 1 }]);
    const read = await gym().session.query({ sessionId });
    expect(read).toEqual({ session: renamed, trades: [practiceTrade({ note: 'late', exit: '1.0990' })] });
    expect(await gym().deleteTrade.mutate({ ...id(), tradeId: trade.id })).toMatchObject({
      status: 'applied',
    });
    expect(await gym().deleteTrade.mutate({ ...id(), tradeId: trade.id })).toEqual({
      status: 'noop',
      code: 'trade.unknown',
      text: `There is no practice trade "${trade.id}": nothing was deleted.`,
    });
    expect(await gym().deleteSession.mutate({ ...id(), sessionId })).toMatchObject({ status: 'applied' });
    expect(await gym().sessions.query()).toEqual([]);
    expect(await gym().deleteSession.mutate({ ...id(), sessionId })).toMatchObject({
      status: 'noop',
      code: 'session.unknown',
    });
  });

  it('are done once for each command id, and an id is not taken for something else', async () => {
    const command = { ...id(), session };
    const twice = await Promise.all([1, 2, 3].map(() => gym().saveSession.mutate(command)));
    expect(new Set(twice.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const gone = { ...id(), sessionId };
    const deleted = await gym().deleteSession.mutate(gone);
    expect(await gym().saveSession.mutate(command)).toEqual(twice[0]);
    // What was done before is answered, not done again.
    expect(await gym().sessions.query()).toEqual([]);
    expect(await gym().deleteSession.mutate(gone)).toEqual(deleted);
    const other = { ...command, session: { ...session, name: 'Other' } };
    await expect(gym().saveSession.mutate(other)).rejects.toThrow('already used for something else');
    await expect(
      gym().deleteSession.mutate({ commandId: command.commandId, sessionId }),
    ).rejects.toMatchObject({ data: { code: 'BAD_REQUEST', reason: 'command.conflict' } });
  });

  it('refuse what does not belong together, by name', async () => {
    expect(await saveTrade(practiceTrade())).toMatchObject({
      status: 'refused',
      code: 'session.unknown',
      text: `There is no practice session "${sessionId}".`,
    });
    const other = practiceSession({ id: practiceId(2), name: 'Thursday' });
    for (const one of [session, other]) await save(one);
    await saveTrade(practiceTrade());
    expect(await saveTrade(practiceTrade({ sessionId: other.id }))).toMatchObject({
      status: 'refused',
      code: 'trade.otherSession',
      text: expect.stringContaining(`belongs to session "${sessionId}", not to "${other.id}"`),
    });
    await expect(gym().session.query({ sessionId: practiceId(9) })).rejects.toThrow(
      `There is no practice session "${practiceId(9)}".`,
    );
  });

  it('refuse garbage by field, with what was expected', async () => {
    const trade = { ...practiceTrade(), tags: [], stop: '1.2000', entry: '-1' };
    await expect(gym().saveTrade.mutate({ ...id(), trade })).rejects.toMatchObject({
      data: {
        code: 'BAD_REQUEST',
        fields: expect.arrayContaining([{ path: 'trade.entry', message: 'expected more than 0' }]),
      },
    });
    const wrongSide = { ...practiceTrade(), tags: [], stop: '1.2000' };
    await expect(gym().saveTrade.mutate({ ...id(), trade: wrongSide })).rejects.toMatchObject({
      data: {
        fields: [{ path: 'trade.stop', message: 'the stop of a long is below its entry 1.1000' }],
      },
    });
    await expect(gym().saveSession.mutate({ commandId: 'no-uuid', session })).rejects.toMatchObject({
      data: { fields: [{ path: 'commandId' }] },
    });
    const more = { ...id(), session, also: 1 };
    await expect(gym().saveSession.mutate(more)).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } });
  });

  it('are not written by one whose market another has opened', async () => {
    const late = new Gym({ sql, clock, writer: randomUUID(), specs });
    await expect(late.saveSession({ ...id(), session })).rejects.toMatchObject({ code: 'market.takenOver' });
    expect(await gym().sessions.query()).toEqual([]);
  });
});

describe('files', () => {
  const { source: _, ...imported } = practiceSession({ id: practiceId(5), name: 'From a file: März' });
  const header = 'symbol,time,direction,entry,stop,target,exit,tags,note\n';
  const send = (csv: string, change: { readonly timeZone?: string; readonly commandId?: string } = {}) =>
    gym().importCsv.mutate({ ...id(), session: imported, csv, ...change });

  it('become a session as a whole, and come out as they went in', async () => {
    const csv = `${header}eurusd,2026-03-04 10:15,buy,1.1000,1.0990,1.1030,1.1020,ob|london,"late, again"\nUSDJPY,2026-03-04 11:15,short,150.10,,,,,\n`;
    expect(await send(csv, { timeZone: 'Asia/Kolkata' })).toEqual({
      status: 'applied',
      text: '2 trades are in "From a file: März".',
    });
    const { session: kept, trades } = await gym().session.query({ sessionId: imported.id });
    expect(kept).toEqual({ ...imported, source: 'imported' });
    expect(trades).toMatchObject([
      { symbol: 'EURUSD', direction: 'long', tags: ['ob', 'london'], note: 'late, again' },
      { symbol: 'USDJPY', stop: null, tags: [], openedAt: Date.UTC(2026, 2, 4, 5, 45) },
    ]);
    expect(await send(csv)).toMatchObject({ status: 'noop', code: 'session.known' });
    const file = await gym().exportCsv.query({ sessionIds: [imported.id] });
    expect(file.name).toBe('from-a-file-märz.csv');
    await gym().deleteSession.mutate({ ...id(), sessionId: imported.id });
    expect(await send(file.csv)).toMatchObject({ status: 'applied' });
    expect(await gym().exportCsv.query({})).toEqual({ name: 'practice.csv', csv: file.csv });
    const again = await gym().session.query({ sessionId: imported.id });
    const withoutId = (list: typeof trades) => list.map(({ id: _id, ...trade }) => trade);
    expect(withoutId(again.trades)).toEqual(withoutId(trades));
  });

  it('that are faulty are refused as a whole, with every line that is wrong', async () => {
    const csv = `${header}EURUSD,yesterday,long,1.1,,,,,\nEURUSD,2026-03-04 10:15,up,1.1,,,,,\n`;
    expect(await send(csv)).toEqual({
      status: 'refused',
      code: 'csv.faulty',
      text: 'Nothing was imported: the file has 2 faults.',
      faults: [
        { line: 2, column: 'time', text: expect.stringContaining('"yesterday": expected a time') },
        { line: 3, column: 'direction', text: expect.stringContaining('"up"') },
      ],
    });
    expect(await gym().sessions.query()).toEqual([]);
    await expect(send(header, { timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
      data: {
        fields: [{ path: 'timeZone', message: 'expected the name of a time zone, like "Asia/Kolkata"' }],
      },
    });
  });

  it('may be as large as a file is, which nothing else may', async () => {
    const rows = Array.from(
      { length: 5_000 },
      (_, index) =>
        `EURUSD,2026-03-04 10:${String(index % 60).padStart(2, '0')},long,1.1,1.0,1.3,1.2,ob,"${'n'.repeat(60)}"`,
    );
    const csv = `${header}${rows.join('\n')}\n`;
    expect(csv.length).toBeGreaterThan(500_000);
    expect(await send(csv)).toMatchObject({
      status: 'applied',
      text: expect.stringContaining('5000 trades'),
    });
    expect(await gym().sessions.query()).toMatchObject([{ trades: 5_000 }]);
    await expect(send('x'.repeat(maxCsvLength + 1))).rejects.toMatchObject({
      data: { fields: [{ path: 'csv', message: `expected at most ${maxCsvLength} characters` }] },
    });
    const post = (procedure: string) =>
      fetch(`${http.url}/trpc/${procedure}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ note: 'n'.repeat(70_000) }),
      });
    expect((await post('gym.saveSession')).status).toBe(413);
    expect((await post('gym.importCsv')).status).toBe(400);
  });
});

describe('the model', () => {
  /** Ten sessions of four trades, on the stored candles. */
  async function practise(perSession = 4): Promise<void> {
    for (let index = 0; index < 10; index += 1) {
      const holder = practiceSession({ id: practiceId(index + 1), startedAt: session.startedAt + index });
      await save(holder);
      for (const trade of tradesOn(perSession, holder.id, index * perSession)) await saveTrade(trade);
    }
  }

  it('stands at its defaults with fewer than 30 trades, and says so', async () => {
    await practise(2);
    const { model, statement, holdOut, sessions } = await gym().model.query({});
    expect(sessions).toBe(10);
    expect(model).toMatchObject({ trades: 20, learned: [] });
    expect(statement).toEqual([
      '20 practice trades: too few to learn from, so all parameters are the defaults. At least 30 are needed.',
    ]);
    expect(holdOut).toMatchObject({ learnedFrom: { sessions: 7, trades: 14 }, judgedOn: { sessions: 3 } });
  });

  it('is read from the stored M5 candles and judged on the last sessions', async () => {
    await practise();
    await saveTrade(practiceTrade({ id: practiceId(1), sessionId: practiceId(1) }));
    const { model, statement, holdOut, holdOutStatement, withoutCandles } = await gym().model.query({});
    expect(model).toMatchObject({ trades: 41, known: 40 });
    expect(model.learned).toContain('rr');
    expect(model.settings.rr).toBeCloseTo(2.5, 1);
    expect(statement[0]).toMatch(/^You take longs and shorts/);
    expect(withoutCandles).toEqual(['EURUSD']);
    expect(holdOut).toMatchObject({
      learnedFrom: { sessions: 7, trades: 29 },
      judgedOn: { sessions: 3, trades: 12 },
    });
    expect(holdOutStatement[0]).toMatch(/^Learned from 29 trades in 7 sessions/);
    const some = await gym().model.query({ sessionIds: [practiceId(1), practiceId(2)] });
    expect(some).toMatchObject({ sessions: 2, model: { trades: 9 } });
    await expect(gym().model.query({ sessionIds: [practiceId(77)] })).rejects.toThrow(
      `There is no practice session "${practiceId(77)}".`,
    );
  });

  it('reads imported history where that has more candles', async () => {
    await practise();
    await sql`delete from candle`;
    const none = await gym().model.query({});
    expect(none).toMatchObject({ model: { trades: 40, known: 0 }, withoutCandles: [humanSpec.symbol] });
    const history = await openMarketSchema(database, 'public');
    await upsertCandles(history, candles);
    await history.end();
    expect(await gym().model.query({})).toMatchObject({ model: { known: 40 }, withoutCandles: [] });
    await upsertCandles(sql, candles);
  });

  it('is what Human-trained trades by, when its owner says so', async () => {
    const teach = (use: { readonly sessionIds: string[] | null } | null, commandId = randomUUID()) =>
      gym().teach.mutate({ commandId, use });
    await practise(2);
    expect(await teach({ sessionIds: null })).toMatchObject({ status: 'refused', code: 'taught.tooFew' });
    await sql`delete from practice_session`;
    await practise();
    const commandId = randomUUID();
    const applied = await teach({ sessionIds: null }, commandId);
    expect(applied).toMatchObject({
      status: 'applied',
      text: expect.stringMatching(/ rr.* 40 practice trades/),
    });
    const { model, taught } = await gym().model.query({});
    expect(taught).toMatchObject({ trades: 40, at: now, params: { rr: model.settings.rr } });
    expect(Object.keys(taught?.params ?? {}).sort()).toEqual([...model.learned].sort());
    expect(await readTaught(sql, 'human-trained')).toEqual(taught);
    // The sessions may be gone when the answer is asked for again.
    await sql`delete from practice_session`;
    expect(await teach({ sessionIds: null }, commandId)).toEqual(applied);
    expect(await teach(null)).toMatchObject({ status: 'applied' });
    expect(await teach(null)).toMatchObject({ status: 'noop', code: 'taught.nothing' });
    expect(await readTaught(sql, 'human-trained')).toBeNull();
  });
});
