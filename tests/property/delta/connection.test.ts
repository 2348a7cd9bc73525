import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Connection, type ConnectionState } from '#server/delta/connection.ts';
import { compactDialect } from '#server/delta/dialect.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { type ScriptedSocket, ScriptedTransport } from '../../support/scriptedTransport.ts';
import { SimTime } from '../../support/simTime.ts';

const minuteMs = 60_000;

/** What the venue does with one connection. */
const treatment = fc.record({
  opens: fc.constantFrom('never', 'at once', 'late'),
  confirms: fc.constantFrom('all', 'all', 'some', 'refuses', 'nothing'),
  /** Prices and heartbeats come for so long. */
  livesMs: fc.integer({ min: 0, max: 200_000 }),
  ends: fc.constantFrom('drops', 'falls silent', 'throttles', 'is restarted'),
});
type Treatment = typeof treatment extends fc.Arbitrary<infer Value> ? Value : never;

const channels = [{ name: 'trades', symbols: ['SOLUSD'] }];
const confirmations: Readonly<Record<Treatment['confirms'], readonly object[] | null>> = {
  all: channels,
  some: [{ name: 'trades', symbols: [] }],
  refuses: [{ name: 'trades', error: 'forbidden' }],
  nothing: null,
};
const well: Treatment = {
  opens: 'at once',
  confirms: 'all',
  livesMs: Number.POSITIVE_INFINITY,
  ends: 'drops',
};

it('keeps one socket, comes back in time, and never storms the venue, whatever that does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(treatment, { maxLength: 30 }), fc.integer(), async (treatments, seed) => {
      const time = new SimTime(Date.UTC(2026, 0, 5));
      const opened: { readonly atMs: number; readonly socket: ScriptedSocket }[] = [];
      const ends: { readonly atMs: number; readonly isThrottled: boolean }[] = [];
      const states: ConnectionState[] = [];
      const transport = new ScriptedTransport();
      const open = transport.open.bind(transport);
      transport.open = (url, listener) => {
        for (const { socket } of opened) expect(socket.isClosed).toBe(true);
        const socket = open(url, {
          ...listener,
          closed: (why, status) => {
            ends.push({ atMs: time.monotonicMs(), isThrottled: status === 429 });
            listener.closed(why, status);
          },
        });
        treat(socket, treatments[opened.length] ?? well);
        opened.push({ atMs: time.monotonicMs(), socket });
        return socket;
      };
      let heard = 0;
      const connection: Connection = new Connection({
        transport,
        url: 'wss://public',
        dialect: compactDialect,
        subscriptions: [{ topic: 'trades', symbols: ['SOLUSD'], isOptional: false }],
        timer: time,
        random: seededRandom(seed),
        on: {
          message: () => {
            heard += 1;
          },
          stateChanged: (state) => states.push(state),
        },
      });

      function treat(socket: ScriptedSocket, { opens, confirms, livesMs, ends: end }: Treatment) {
        const lives = () => {
          socket.opens();
          const confirmed = confirmations[confirms];
          if (confirmed) time.after(50, () => socket.says({ type: 'subscriptions', channels: confirmed }));
          const endMs = time.monotonicMs() + livesMs;
          const beat = () => {
            if (socket.isClosed) return;
            if (time.monotonicMs() < endMs) {
              socket.says({ type: 'heartbeat' });
              socket.says({ type: 'trades', sy: 'SOLUSD', p: 1, s: 1, r: 't', t: 1_790_000_000_000_000 });
              time.after(10_000, beat);
              return;
            }
            if (end === 'drops') socket.drop('reset');
            if (end === 'throttles') socket.drop('the venue answered 429', 429);
            if (end === 'is restarted') connection.restart('It is silent.');
          };
          time.after(100, beat);
        };
        if (opens !== 'never') time.after(opens === 'late' ? 14_000 : 10, lives);
      }

      connection.start();
      // Thirty connections, each with a wait of up to ten minutes after it.
      const isWell = () => opened.length > treatments.length && connection.state.state === 'open';
      await time.until(isWell, 31 * 15 * minuteMs);
      await time.advance(minuteMs);
      expect(connection.state).toEqual({ state: 'open', missing: [] });
      expect(heard).toBeGreaterThan(0);
      for (const [index, { atMs }] of opened.entries()) {
        expect((opened[index + 20]?.atMs ?? Number.POSITIVE_INFINITY) - atMs).toBeGreaterThanOrEqual(
          5 * minuteMs,
        );
        const end = ends[index - 1];
        if (end) expect(atMs - end.atMs).toBeGreaterThanOrEqual(end.isThrottled ? 10 * minuteMs : 1_000);
      }
      expect(states.filter(({ state }) => state === 'connecting')).toHaveLength(opened.length);
      connection.stop();
      expect(opened.at(-1)?.socket.isClosed).toBe(true);
      const told = heard;
      await time.advance(minuteMs);
      expect(heard).toBe(told);
    }),
    { seed: 20_261_120, numRuns: 1_000 },
  );
});
