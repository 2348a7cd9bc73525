import { seededRandom } from '#shared/market/seededRandom.ts';
import type { Timer } from '#shared/ports.ts';
import { compactDialect } from '../delta/dialect.ts';
import type { DeltaHosts } from '../delta/hosts.ts';
import { readProductFacts } from '../delta/productFacts.ts';
import { PublicRest, readServerTime } from '../delta/publicRest.ts';
import { Quota } from '../delta/quota.ts';
import { RestCaller } from '../delta/restCaller.ts';
import type { Transport } from '../delta/transport.ts';
import { readListings } from '../symbolConfig.ts';
import { type Check, type Finding, fails, fine, note } from './check.ts';

interface VenueOptions {
  readonly hosts: DeltaHosts;
  readonly transport: Transport;
  readonly timer: Timer;
  readonly wallNow: () => number;
  readonly symbolsFile: string;
}

const offsetLimitMs = 2_000;
const streamLimitMs = 10_000;
const noWay = 'Is this machine online? Without the venue: npm start -- --sandbox';

const callerOf = ({ hosts, transport, timer }: VenueOptions) =>
  new RestCaller({ hosts, transport, timer, quota: new Quota({ timer }), random: seededRandom(1) });

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** This machine's clock against the venue's. */
export const checkClock = (options: VenueOptions): Check => ({
  name: 'clock',
  run: async () => {
    const { timer, wallNow } = options;
    const sentMs = timer.monotonicMs();
    try {
      const venueNow = await readServerTime(callerOf(options));
      const tripMs = timer.monotonicMs() - sentMs;
      const aheadMs = Math.round(wallNow() - tripMs / 2 - venueNow);
      const text = `${Math.abs(aheadMs)} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} the venue's`;
      if (Math.abs(aheadMs) <= offsetLimitMs) return [fine(`this machine's is ${text}`)];
      const todo = 'Candles go by the venue, but set this clock: turn on network time (NTP).';
      return [fails(`this machine's is ${text}, expected at most ${offsetLimitMs} ms`, todo)];
    } catch {
      return [note("the venue's time is not known: it cannot be compared")];
    }
  },
});

/** Every instrument of config/symbols.json as the venue has it. */
export const checkSymbols = (options: VenueOptions): Check => ({
  name: 'venue',
  run: async () => {
    const listed = (await readListings(options.symbolsFile)).filter(({ venue }) => venue === 'delta');
    if (listed.length === 0) return [note('no instrument of config/symbols.json is of venue "delta"')];
    try {
      const rest = new PublicRest({
        rest: callerOf(options),
        clock: { venueNow: options.wallNow },
        caller: 'doctor',
      });
      const { rows } = await rest.products();
      const facts = readProductFacts(rows, listed);
      const findings = facts.flatMap((fact): Finding[] =>
        fact.kind === 'untradable'
          ? [fails(fact.why, 'Until then the others are followed without it.')]
          : fact.differences.map((text) =>
              note(text, 'What the venue says is used. Correct config/symbols.json.'),
            ),
      );
      const names = facts.filter(({ kind }) => kind === 'tradable').map(({ spec }) => spec.symbol);
      return [fine(`${options.hosts.name} answers; followed: ${names.join(', ') || 'none'}`), ...findings];
    } catch (error) {
      return [fails(textOf(error), noWay)];
    }
  },
});

/** A frame of the public stream, or why none came. */
export const checkStream = ({ hosts, transport, timer }: VenueOptions): Check => ({
  name: 'stream',
  run: () =>
    new Promise((resolve) => {
      let isOver = false;
      const end = (finding: Finding) => {
        if (isOver) return;
        isOver = true;
        cancel();
        resolve([finding]);
        socket.close();
      };
      const cancel = timer.after(streamLimitMs, () =>
        end(fails(`nothing was heard for ${streamLimitMs / 1_000} s`, noWay)),
      );
      const socket = transport.open(hosts[compactDialect.host], {
        opened: () => socket.send(JSON.stringify({ type: 'ping' })),
        received: () => end(fine('the public stream speaks')),
        closed: (why) => end(fails(`the public stream is closed: ${why}`, noWay)),
      });
    }),
});
