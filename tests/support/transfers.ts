import { type DatabaseConnection, openClient, type Sql } from '#server/store/db.ts';

/**
 * What the writer may believe about a transaction: acknowledged - it must be there; failed - it must not, since no
 * COMMIT was sent; unknown - the COMMIT was sent and its reply never came, so only reading by key can tell.
 */
type Belief = 'acknowledged' | 'failed' | 'unknown';

export interface Verdict {
  readonly acknowledged: number;
  readonly failed: number;
  /** Unknown at first; by their keys they turned out to be there or not. */
  readonly unknownCommitted: number;
  readonly unknownAbsent: number;
  /** Acknowledged, but not there. */
  readonly lost: number;
  /** There, though no COMMIT was sent. */
  readonly ghosts: number;
  /** One row without the other, rows of two database transactions, or strangers in one transaction. */
  readonly torn: number;
}

/** Loops that each write two rows per transaction, one transaction after the other, over one pool. */
export class Transfers {
  readonly #sql: Sql;
  readonly #beliefs = new Map<number, Belief>();
  #nextKey = 1;
  #isStopping = false;
  #acknowledged = 0;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(connection: DatabaseConnection, poolSize: number) {
    this.#sql = openClient({ connection, maxConnections: poolSize });
  }

  async createTable(): Promise<void> {
    await this.#sql`
      create table transfer (
        key int not null,
        half int not null,
        xid xid8 not null default pg_current_xact_id(),
        primary key (key, half)
      )`;
  }

  /** Ends after `stop`, when every loop has finished its last transaction. */
  async run(loops: number): Promise<void> {
    await Promise.all(Array.from({ length: loops }, () => this.#loop()));
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** Resolves when so many more were acknowledged: proof that the pool works again. */
  progress(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ count: this.#acknowledged + count, resolve });
    });
  }

  async #loop(): Promise<void> {
    while (!this.#isStopping) {
      const key = this.#nextKey++;
      this.#beliefs.set(key, await this.#write(key));
    }
  }

  async #write(key: number): Promise<Belief> {
    let isCommitSent = false;
    try {
      await this.#sql.begin(async (tx) => {
        await tx`insert into transfer (key, half) values (${key}, 1)`;
        await tx`insert into transfer (key, half) values (${key}, 2)`;
        isCommitSent = true;
      });
    } catch {
      return isCommitSent ? 'unknown' : 'failed';
    }
    this.#acknowledged += 1;
    const due = this.#waiting.filter(({ count }) => this.#acknowledged >= count);
    this.#waiting = this.#waiting.filter(({ count }) => this.#acknowledged < count);
    for (const { resolve } of due) resolve();
    return 'acknowledged';
  }

  /** Every place in the pool carries a transaction at the same time: none was lost on the way. */
  async fillPool(size: number): Promise<void> {
    let inside = 0;
    let open = () => {};
    const everyone = new Promise<void>((resolve) => {
      open = resolve;
    });
    const enter = () =>
      this.#sql.begin(async (tx) => {
        await tx`select 1`;
        inside += 1;
        if (inside === size) open();
        await everyone;
      });
    await Promise.all(Array.from({ length: size }, enter));
  }

  /** Compares what is in the table with what the loops believe. */
  async audit(): Promise<Verdict> {
    const rows = await this.#sql<{ key: number; halves: number; xids: number }[]>`
      select key, count(*) as halves, count(distinct xid) as xids from transfer group by key`;
    const strangers = await this.#sql`select xid from transfer group by xid having count(distinct key) > 1`;
    const present = new Set(rows.map((row) => row.key));
    const count = (belief: Belief, isPresent: boolean) =>
      [...this.#beliefs].filter(([key, held]) => held === belief && present.has(key) === isPresent).length;
    return {
      acknowledged: this.#acknowledged,
      failed: count('failed', false),
      unknownCommitted: count('unknown', true),
      unknownAbsent: count('unknown', false),
      lost: count('acknowledged', false),
      ghosts: count('failed', true),
      torn: rows.filter((row) => row.halves !== 2 || row.xids !== 1).length + strangers.length,
    };
  }

  end(): Promise<void> {
    return this.#sql.end({ timeout: 1 });
  }
}
