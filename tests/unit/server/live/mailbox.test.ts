import { describe, expect, it } from 'vitest';
import { Mailbox } from '#server/live/mailbox.ts';

/** A worker whose batches finish when the test says so. */
function workbench(options: { readonly maxBatch?: number; readonly capacity?: number } = {}) {
  const batches: (readonly number[])[] = [];
  const finish: (() => void)[] = [];
  const failures: unknown[] = [];
  const dropped: number[] = [];
  const mailbox = new Mailbox<number>({
    ...options,
    work: (batch) => {
      batches.push(batch);
      return new Promise((resolve) => finish.push(resolve));
    },
    failed: (error) => failures.push(error),
    dropped: (entry) => dropped.push(entry),
  });
  return { mailbox, batches, finish, failures, dropped };
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('hands over what waits at once, in order, and nothing while it works', async () => {
  const { mailbox, batches, finish } = workbench();
  for (const entry of [1, 2]) void mailbox.put(entry);
  await turn();
  expect(batches).toEqual([[1, 2]]);
  for (const entry of [3, 4, 5]) void mailbox.put(entry);
  await turn();
  expect(batches).toEqual([[1, 2]]);
  finish.shift()?.();
  await turn();
  expect(batches).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

it('never hands over more than a batch may hold', async () => {
  const { mailbox, batches, finish } = workbench({ maxBatch: 2 });
  for (const entry of [1, 2, 3, 4, 5]) void mailbox.put(entry);
  for (let round = 0; round < 3; round += 1) {
    await turn();
    finish.shift()?.();
  }
  await turn();
  expect(batches).toEqual([[1, 2], [3, 4], [5]]);
});

it('holds the sender back while it is full', async () => {
  const { mailbox, finish } = workbench({ capacity: 2, maxBatch: 1 });
  void mailbox.put(1);
  await turn();
  await mailbox.put(2);
  let hasRoom = false;
  const third = mailbox.put(3).then(() => {
    hasRoom = true;
  });
  await turn();
  expect(hasRoom).toBe(false);
  finish.shift()?.();
  await third;
  expect(hasRoom).toBe(true);
});

it('works off what waits before it closes, and takes nothing more', async () => {
  const { mailbox, batches, finish, dropped } = workbench();
  void mailbox.put(1);
  const closed = mailbox.close();
  void mailbox.put(2);
  await turn();
  finish.shift()?.();
  await closed;
  expect(batches).toEqual([[1]]);
  expect(dropped).toEqual([2]);
});

describe('when a batch fails', () => {
  const failing = (capacity: number) => {
    const failures: unknown[] = [];
    const dropped: number[] = [];
    const worked: (readonly number[])[] = [];
    const mailbox = new Mailbox<number>({
      maxBatch: 1,
      capacity,
      work: (batch) => {
        worked.push(batch);
        return Promise.reject(new Error('disk full'));
      },
      failed: (error) => failures.push(error),
      dropped: (entry) => dropped.push(entry),
    });
    return { mailbox, failures, dropped, worked };
  };

  it('says so and stops: memory and store may differ from there on', async () => {
    const { mailbox, failures, worked } = failing(10);
    void mailbox.put(1);
    void mailbox.put(2);
    await mailbox.idle();
    await mailbox.put(3);
    await turn();
    expect(failures).toEqual([new Error('disk full')]);
    expect(worked).toEqual([[1]]);
  });

  it('hands back everything that will not be worked on, once', async () => {
    const { mailbox, dropped } = failing(10);
    for (const entry of [1, 2, 3]) void mailbox.put(entry);
    await mailbox.idle();
    await mailbox.put(4);
    expect(dropped).toEqual([1, 2, 3, 4]);
  });

  it('lets every sender go that was held back', async () => {
    const { mailbox } = failing(1);
    await Promise.all([1, 2, 3].map((entry) => mailbox.put(entry)));
  });
});
