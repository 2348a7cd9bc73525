import type { DatabaseAddress, Sql } from '#server/store/db.ts';
import { openClient } from '#server/store/db.ts';

/** A connection to the server beside the pool under test, which sees its sessions and can end them. */
export interface Watcher {
  readonly sql: Sql;
  /** Ends a session the way an administrator or a crash does, and waits until its process is gone. */
  kill(pid: number): Promise<void>;
  /** Sessions in the database under test. */
  sessions(): Promise<number[]>;
}

export function watch(server: DatabaseAddress, database: string): Watcher {
  const sql = openClient({ connection: server, maxConnections: 1 });
  return {
    sql,
    async kill(pid) {
      await sql`select pg_terminate_backend(${pid}, 10000)`;
    },
    async sessions() {
      const rows = await sql<{ pid: number }[]>`
        select pid from pg_stat_activity where datname = ${database} and backend_type = 'client backend'`;
      return rows.map((row) => row.pid);
    },
  };
}

export async function backendOf(sql: Pick<Sql, 'unsafe'>): Promise<number> {
  const [row] = await sql.unsafe<{ pid: number }[]>('select pg_backend_pid() as pid');
  if (row === undefined) throw new Error('no backend pid');
  return row.pid;
}
