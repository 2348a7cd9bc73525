import { createHash } from 'node:crypto';
import { type BunSqlLike, fromBunSql, type Job, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { z } from 'zod';
import {
  type DatabaseConnection,
  openClient,
  type Queryable,
  type Sql,
  type Transaction,
} from '../store/db.ts';
import { isOutage, isOutageCopy } from '../store/outage.ts';
import { holdOpenKeys, readOpenIds, readSilentJobs } from '../store/queueTables.ts';
import { type JobKind, jobKindNames, jobKinds, type Payload } from './jobKinds.ts';

/** What a job changes: written in one transaction with the news that it is done. */
export type Effect = (tx: Transaction) => Promise<void>;

/** A job that was given up, and what was said last. */
export interface DeadJob<Kind extends JobKind> {
  readonly payload: Payload<Kind>;
  readonly why: string;
}

export interface Work<Kind extends JobKind> {
  readonly kind: Kind;
  /** Jobs at the same time. */
  readonly places: number;
  /** How often to look for jobs that nobody announced, and for jobs whose worker has died. */
  readonly lookEverySeconds: number;
  /**
   * Delivered at least once: the same job may be done twice, also at the same time. Rejects at once when `signal`
   * aborts: the job then goes back to the others. Must leave the event loop alone, or others take it for dead.
   */
  readonly run: (payload: Payload<Kind>, signal: AbortSignal) => Promise<Effect>;
  readonly dead: (job: DeadJob<Kind>) => Effect;
}

interface QueueOptions {
  readonly connection: DatabaseConnection;
  /** Of this program: jobs are done by the version that made them. */
  readonly code: string;
  readonly log: Logger;
  /** Brings a database of our own back that has gone. */
  readonly revive: () => Promise<void>;
}

/** The library's schema, beside those of the markets. */
const schema = 'job_queue';
/** While a job is done it is said so often; who is silent for so long has died. The library waits ten seconds at least. */
const heartbeatSeconds = 1;
const silentSeconds = 4;
const libraryHeartbeatSeconds = 10;
/** So many workers may die over a job, or fail it. */
const retryLimit = 8;
const longestJobSeconds = 23 * 3_600;
const poolSize = 6;
/** Any constant will do: advisory locks belong to one database. */
const openingLock = 738_203;
/** For jobs that are handed back. */
const patienceMs = 5_000;

/** Jobs that any process with the same database may do, and that survive whoever does them. */
export class JobQueue {
  readonly sql: Sql;
  readonly #options: QueueOptions;
  readonly #boss: PgBoss;
  readonly #leaving = new AbortController();
  readonly #watches: NodeJS.Timeout[] = [];
  #isAway = false;

  private constructor(options: QueueOptions) {
    this.#options = options;
    this.sql = openClient({ connection: options.connection, schema: 'public', maxConnections: poolSize });
    this.#boss = new PgBoss({
      db: fromBunSql(clientOf(this.sql)),
      schema,
      useListenNotify: true,
      schedule: false,
    });
    const { log } = options;
    // An outage is told once, by the watch; the library goes on by itself.
    this.#boss.on('error', (error) => {
      if (!isOutageCopy(error)) log.error({ evt: 'jobs.error', err: error });
    });
    this.#boss.on('warning', ({ message }) => log.warn({ evt: 'jobs.warning', message }));
  }

  static async open(options: QueueOptions): Promise<JobQueue> {
    const queue = new JobQueue(options);
    try {
      // Several may begin on a new database at once, and the library makes its schema in more than one step.
      await queue.sql.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(${openingLock})`;
        await queue.#boss.start();
        for (const kind of jobKindNames) await queue.#createQueue(kind);
      });
      return queue;
    } catch (error) {
      await queue.stop();
      throw error;
    }
  }

  /** Aborted once this process leaves. */
  get leaving(): AbortSignal {
    return this.#leaving.signal;
  }

  /** In the caller's transaction: a job of it is there only if that commits. One that is waiting or done at the moment is not added again. */
  async add<Kind extends JobKind>(
    tx: Queryable,
    kind: Kind,
    payloads: readonly Payload<Kind>[],
  ): Promise<number> {
    const name = this.#nameOf(kind);
    const open = await holdOpenKeys(tx, { schema, name });
    const missing = payloads
      .map((data) => ({ data, singletonKey: keyOf(data) }))
      .filter(({ singletonKey }) => !open.has(singletonKey));
    if (missing.length > 0) await this.#boss.insert(name, missing, { db: databaseOf(tx) });
    return missing.length;
  }

  /** Takes jobs back; what is done at the moment will change nothing in the queue. */
  async cancel<Kind extends JobKind>(kind: Kind, payloads: readonly Payload<Kind>[]): Promise<void> {
    const name = this.#nameOf(kind);
    const ids = await readOpenIds(this.sql, { schema, name, keys: payloads.map(keyOf) });
    if (ids.length > 0) await this.#boss.deleteJob(name, [...ids]);
  }

  /** Takes part until the queue stops. */
  async work<Kind extends JobKind>(work: Work<Kind>): Promise<void> {
    const name = this.#nameOf(work.kind);
    for (let place = 0; place < work.places; place += 1) await this.#openPlace(name, work);
    await this.#buryDead(work);
    this.#watchOver(name, work.lookEverySeconds);
  }

  /** Takes no more jobs and hands back what is not finished; the database is still there for the caller. */
  async leave(): Promise<void> {
    this.#leaving.abort();
    for (const watch of this.#watches) clearInterval(watch);
    await this.#boss.stop({ graceful: true, timeout: patienceMs });
  }

  async stop(): Promise<void> {
    await this.leave();
    await this.sql.end({ timeout: 5 });
  }

  #nameOf(kind: JobKind | 'dead'): string {
    return `${kind}-${this.#options.code}`;
  }

  async #createQueue(kind: JobKind): Promise<void> {
    const deadLetter = `${this.#nameOf('dead')}-${kind}`;
    await this.#boss.createQueue(deadLetter, { notify: true });
    await this.#boss.createQueue(this.#nameOf(kind), {
      notify: true,
      retryLimit,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 5,
      heartbeatSeconds: libraryHeartbeatSeconds,
      expireInSeconds: longestJobSeconds,
      deleteAfterSeconds: 3_600,
      deadLetter,
    });
  }

  /** One job after the other; the next one is fetched without waiting. */
  async #openPlace<Kind extends JobKind>(name: string, work: Work<Kind>): Promise<void> {
    const place = await this.#boss.work<object>(
      name,
      {
        pollingIntervalSeconds: work.lookEverySeconds,
        notifyPollingIntervalSeconds: work.lookEverySeconds,
        heartbeatRefreshSeconds: heartbeatSeconds,
      },
      async ([job]) => {
        if (job !== undefined) await this.#do(name, job, work);
        if (!this.leaving.aborted) this.#boss.notifyWorker(place);
      },
    );
  }

  /** Settled here and not by the library, so that the effect and its news are one transaction. */
  async #do<Kind extends JobKind>(name: string, job: Job<object>, { kind, run }: Work<Kind>): Promise<void> {
    const attempt = { id: job.id, retryCount: job.retryCount };
    try {
      const effect = await run(schemas[kind].parse(job.data), AbortSignal.any([job.signal, this.leaving]));
      await this.sql.begin(async (tx) => {
        await effect(tx);
        await this.#boss.complete(name, attempt, null, { db: databaseOf(tx) });
      });
    } catch (error) {
      if (this.leaving.aborted) await this.#handBack(name, attempt);
      else
        await this.#boss.fail(name, attempt, {
          message: error instanceof Error ? error.message : String(error),
        });
    }
  }

  /** Not a failure: whoever is next begins it anew. */
  async #handBack(
    name: string,
    attempt: { readonly id: string; readonly retryCount: number },
  ): Promise<void> {
    await this.sql.begin(async (tx) => {
      const db = databaseOf(tx);
      await this.#boss.cancel(name, attempt, { db });
      await this.#boss.resume(name, attempt.id, { db });
    });
  }

  async #buryDead<Kind extends JobKind>({ kind, dead, lookEverySeconds }: Work<Kind>): Promise<void> {
    const options = {
      includeMetadata: true,
      pollingIntervalSeconds: lookEverySeconds,
      notifyPollingIntervalSeconds: lookEverySeconds,
    } as const;
    await this.#boss.work<object, void, typeof options>(
      `${this.#nameOf('dead')}-${kind}`,
      { ...options },
      async ([job]) => {
        if (job === undefined) return;
        const why = messageOf(job.sourceOutput);
        const effect = dead({ payload: schemas[kind].parse(job.data), why });
        await this.sql.begin(effect);
        this.#options.log.error({ evt: 'jobs.givenUp', kind, payload: job.data, why });
      },
    );
  }

  #watchOver(name: string, everySeconds: number): void {
    let isLooking = false;
    const look = async () => {
      if (isLooking || this.leaving.aborted) return;
      isLooking = true;
      try {
        await this.#setFree(name);
        this.#tellOutage(false);
      } catch (error) {
        if (!isOutage(error)) this.#options.log.error({ evt: 'jobs.error', err: error });
        else {
          this.#tellOutage(true);
          // Where it cannot be brought back yet, the next look tries again.
          await this.#options.revive().catch(() => undefined);
        }
      } finally {
        isLooking = false;
      }
    };
    this.#watches.push(setInterval(() => void look(), everySeconds * 1_000));
  }

  #tellOutage(isAway: boolean): void {
    if (isAway !== this.#isAway)
      this.#options.log.warn({ evt: isAway ? 'jobs.databaseLost' : 'jobs.databaseBack' });
    this.#isAway = isAway;
  }

  /** Jobs of workers that died begin anew elsewhere. */
  async #setFree(name: string): Promise<void> {
    for (const attempt of await readSilentJobs(this.sql, { schema, name, silentSeconds })) {
      await this.#boss.fail(name, attempt, { message: 'its worker died' });
    }
  }
}

const schemas: { readonly [Kind in JobKind]: z.ZodType<Payload<Kind>> } = jobKinds;

/** A job whose text says the same is the same job. */
const keyOf = (payload: object): string => createHash('sha256').update(JSON.stringify(payload)).digest('hex');

/** The library sends whole transactions as one text; one that fails would stay open on its connection. */
const clientOf = (sql: Sql): BunSqlLike => ({
  unsafe: sql.unsafe,
  listen: sql.listen,
  reserve: async () => {
    const reserved = await sql.reserve();
    return {
      unsafe: (text) =>
        reserved.unsafe(text).catch(async (error: unknown) => {
          await reserved.unsafe('rollback');
          throw error;
        }),
      release: () => reserved.release(),
    };
  },
});

/** The library's statements inside of our transaction. */
const databaseOf = (tx: Queryable) =>
  fromBunSql({
    unsafe: tx.unsafe,
    reserve: () => Promise.reject(new Error('invariant: inside of a transaction no other one begins')),
  });

const outputSchema = z.object({ message: z.string() });

/** The library keeps what `fail` was told as JSON, which may come as text. */
function messageOf(output: unknown): string {
  const told = outputSchema.safeParse(typeof output === 'string' ? JSON.parse(output) : output);
  return told.success ? told.data.message : 'it did not say why';
}
