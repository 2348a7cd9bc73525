import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { type Committed, Desk } from '#server/live/desk.ts';
import { MarketRunner } from '#server/live/marketRunner.ts';
import type { Batch, StoredCommand } from '#shared/core/batch.ts';
import type { CommandEvent } from '#shared/core/messages.ts';
import { TradingCore } from '#shared/core/tradingCore.ts';
import type { Clock } from '#shared/ports.ts';
import type { CommandResult } from '#shared/sync/commands.ts';
import {
  accountWith,
  candleAt,
  longSignal,
  minute,
  noon,
  ScriptedStrategy,
  solSpec,
} from '../../../support/domain.ts';

const signal = longSignal();
const answer = (commandId: string, choice: 'accept' | 'reject' = 'reject'): CommandEvent => ({
  type: 'answered',
  doubt: null,
  lastPrice: null,
  at: noon + 1,
  command: { commandId, accountId: 'paper', signalId: signal.id, answer: choice, reason: null },
});
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const raising = { openTime: noon - 15 * minute, close: 100 };

/** A desk over a store that keeps batches in memory and may be told to break. */
function workplace(options: { readonly breaks?: Error } = {}) {
  const batches: Batch[] = [];
  const committed: Committed[] = [];
  const failures: unknown[] = [];
  let now = noon;
  const clock: Clock = { now: () => now, after: () => () => {}, rate: 1 };
  const stored = new Map<string, StoredCommand>();
  const desk = new Desk({
    core: new TradingCore([new ScriptedStrategy(() => signal)]),
    market: new MarketRunner({ specs: new Map([[solSpec.symbol, solSpec]]), warmupCandles: 1 }),
    accounts: [accountWith()],
    clock,
    log: pino({ level: 'silent' }),
    after: { sequence: 0, factId: 0 },
    store: {
      record: (batch) => {
        if (options.breaks) return Promise.reject(options.breaks);
        batches.push(batch);
        for (const { id, ...command } of batch.commands) stored.set(id, command);
        return Promise.resolve();
      },
      findCommand: (id) => Promise.resolve(stored.get(id) ?? null),
    },
    committed: (what) => committed.push(what),
    failed: (error) => failures.push(error),
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { desk, batches, committed, failures, pass };
}

const raise = ({ desk }: { readonly desk: Desk }) => desk.closed(candleAt(raising.openTime, raising.close));

describe('a group of events', () => {
  it('is one commit, numbered without a hole', async () => {
    const { desk, batches, committed } = workplace();
    void raise({ desk });
    const result = await desk.command(answer('c1', 'accept'), 'hash');
    expect(batches.map(({ sequence }) => sequence)).toEqual([1]);
    expect(batches[0]?.facts.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      '1 signalRaised',
      '2 signalAccepted',
    ]);
    expect(result).toMatchObject({ status: 'applied', factId: 2 });
    expect(committed.map(({ facts }) => facts.length)).toEqual([2]);
  });

  it('does a command once that comes twice in it, and refuses its id for something else', async () => {
    const { desk, batches } = workplace();
    void raise({ desk });
    const outcomes = await Promise.allSettled([
      desk.command(answer('c1'), 'reject it'),
      desk.command(answer('c1'), 'reject it'),
      desk.command(answer('c1', 'accept'), 'accept it'),
      desk.command(answer('c2', 'accept'), 'accept it'),
    ]);
    const [first, second, third, fourth] = outcomes;
    expect(first).toMatchObject({ status: 'fulfilled', value: { status: 'applied', factId: 2 } });
    expect(second).toEqual(first);
    expect(third).toMatchObject({ status: 'rejected', reason: { code: 'command.conflict' } });
    expect(fourth).toMatchObject({ value: { status: 'noop', code: 'signal.alreadyRejected' } });
    expect(batches.flatMap(({ commands }) => commands.map(({ id }) => id))).toEqual(['c1', 'c2']);
  });

  it('leaves out the candle that does not fit, and keeps the rest', async () => {
    const { desk, batches } = workplace();
    const candles = [candleAt(raising.openTime, 100), candleAt(noon, Number.NaN), candleAt(noon, 101)];
    await desk.history(candles);
    await desk.settled();
    expect(batches.flatMap((batch) => batch.candles.map(({ close }) => close))).toEqual([100, 101]);
    expect(desk.refusedCandles).toBe(1);
  });
});

describe('when the store fails', () => {
  it('nobody hears of it, no sender waits for ever, and what was decided is not adopted', async () => {
    const { desk, committed, failures } = workplace({ breaks: new Error('disk gone') });
    void raise({ desk });
    const [first, second] = [desk.command(answer('c1'), 'hash'), desk.command(answer('c2'), 'hash')];
    const outcomes = await Promise.allSettled([
      first,
      second,
      turn().then(() => desk.command(answer('c3'), 'hash')),
    ]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { kind: 'transient', code: 'server.stopping' },
      });
    expect(failures).toEqual([new Error('disk gone')]);
    expect(committed).toEqual([]);
    expect(desk.accountOf('paper').waiting.size).toBe(0);
    expect(desk.cursor).toBe(0);
  });
});

describe('while it closes', () => {
  it('answers what came before, and tells later ones to come again', async () => {
    const { desk, batches } = workplace();
    void raise({ desk });
    const before: Promise<CommandResult> = desk.command(answer('c1'), 'hash');
    const closed = desk.close();
    await expect(desk.command(answer('c2'), 'hash')).rejects.toMatchObject({ code: 'server.stopping' });
    expect(await before).toMatchObject({ status: 'applied' });
    await closed;
    // The first candle's state, and the last one.
    expect(batches.flatMap(({ snapshots }) => snapshots)).toHaveLength(2);
  });
});
