import { pino } from 'pino';
import { expect, it } from 'vitest';
import { FeedAlarm } from '#server/observe/feedAlarm.ts';
import type { FeedHealth } from '#shared/ports.ts';
import { quietFeed } from '../../support/quietFeed.ts';
import { SimTime } from '../../support/simTime.ts';

function watched() {
  const time = new SimTime(Date.UTC(2026, 2, 4, 12));
  const said: string[] = [];
  const logged: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
  const alarm = new FeedAlarm({ timer: time, log, say: (line) => said.push(line) });
  const see = (state: FeedHealth['state']) =>
    alarm.watch({ ...quietFeed.health(), label: 'DELTA', state, message: 'Nothing was heard.' });
  return { time, said, logged, alarm, see };
}

it('is raised once when prices are stale for a minute, however often that is told', async () => {
  const { time, said, logged, see } = watched();
  see('live');
  see('stale');
  await time.advance(59_000);
  see('stale');
  expect(said).toEqual([]);
  await time.advance(2_000);
  see('stale');
  await time.advance(600_000);
  expect(said).toEqual([
    'feed  DELTA has been stale for a minute: nothing can be accepted until it is back.',
  ]);
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain('"evt":"feed.staleForLong"');
});

it('is raised anew after the prices were back, and not when they come back in time', async () => {
  const { time, said, see } = watched();
  for (let times = 0; times < 5; times++) {
    see('stale');
    await time.advance(50_000);
    see('live');
    await time.advance(50_000);
  }
  expect(said).toEqual([]);
  for (let times = 0; times < 2; times++) {
    see('stale');
    await time.advance(61_000);
    see('backfilling');
  }
  expect(said).toHaveLength(2);
});

it('is not raised any more once it is stopped', async () => {
  const { time, said, alarm, see } = watched();
  see('stale');
  alarm.stop();
  await time.advance(120_000);
  expect(said).toEqual([]);
});
