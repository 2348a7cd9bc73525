import type { Queryable, Sql } from './db.ts';

export interface StoredSweep {
  readonly id: string;
  /** Of the program that made it; another one would trade otherwise. */
  readonly code: string;
  readonly jobs: number;
  readonly load: Uint8Array;
}

/** Bytes of one part of a column: large enough to be few, small enough for a message. */
const partBytes = 2 ** 22;
const keptDays = 30;
/** Any constant will do: who adds columns and who throws unused ones away take turns. */
const columnsLock = 738_204;

/** Keeps the sweep unless it is there, and says whether it was. Nobody else has its row until the transaction ends. */
export async function insertSweep(tx: Queryable, sweep: StoredSweep): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(${columnsLock})`;
  const made = await tx`
    insert into sweep (id, code, jobs, load)
    values (${sweep.id}, ${sweep.code}, ${sweep.jobs}, ${bytesOf(sweep.load)})
    on conflict (id) do nothing returning id`;
  await tx`select 1 from sweep where id = ${sweep.id} for update`;
  return made.length === 0;
}

/** null once nobody waits for it any more. */
export async function readSweep(sql: Queryable, id: string): Promise<StoredSweep | null> {
  const [row] = await sql<StoredSweep[]>`select id, code, jobs, load from sweep where id = ${id}`;
  return row ?? null;
}

export async function hasSweep(sql: Queryable, id: string): Promise<boolean> {
  return (await sql`select 1 from sweep where id = ${id}`).length > 0;
}

/** Versions of the program, other than this one, that have left sweeps unfinished. */
export async function readOtherCodes(sql: Queryable, code: string): Promise<readonly string[]> {
  const rows = await sql<
    { code: string }[]
  >`select distinct code from sweep where code <> ${code} order by code`;
  return rows.map((row) => row.code);
}

/** Keeps what the sweep reads; columns that are there already are not sent again. */
export async function keepColumns(
  tx: Queryable,
  sweepId: string,
  columns: ReadonlyMap<string, Float64Array>,
): Promise<void> {
  const hashes = [...columns.keys()];
  await tx`
    insert into sweep_uses (sweep_id, hash) select ${sweepId}, unnest(${hashes}::text[]) on conflict do nothing`;
  const known = await tx<{ hash: string }[]>`
    select distinct hash from sweep_column where hash = any(${hashes}::text[])`;
  const isKnown = new Set(known.map(({ hash }) => hash));
  for (const [hash, column] of columns) {
    if (isKnown.has(hash)) continue;
    const bytes = bytesOf(column);
    for (let part = 0; part === 0 || part * partBytes < bytes.length; part += 1) {
      const piece = bytes.subarray(part * partBytes, (part + 1) * partBytes);
      await tx`
        insert into sweep_column (hash, part, bytes) values (${hash}, ${part}, ${piece}) on conflict do nothing`;
    }
  }
}

/** In memory that threads share; a column that is gone is not in the answer. */
export async function readColumns(
  sql: Queryable,
  sweepId: string,
): Promise<ReadonlyMap<string, Float64Array>> {
  const sizes = await sql<{ hash: string; parts: number; length: number }[]>`
    select hash, count(*)::int as parts, sum(length(bytes))::int as length
    from sweep_column where hash in (select hash from sweep_uses where sweep_id = ${sweepId}) group by hash`;
  const columns = new Map<string, Float64Array>();
  for (const { hash, parts, length } of sizes) {
    const memory = new Uint8Array(new SharedArrayBuffer(length));
    let place = 0;
    for (let part = 0; part < parts; part += 1) {
      const [row] = await sql<{ bytes: Uint8Array }[]>`
        select bytes from sweep_column where hash = ${hash} and part = ${part}`;
      if (row === undefined) break;
      memory.set(row.bytes, place);
      place += row.bytes.length;
    }
    columns.set(hash, new Float64Array(memory.buffer));
  }
  return columns;
}

/** The first answer of a job stays; one that comes for a sweep that is gone is dropped. */
export async function insertAnswer(
  tx: Queryable,
  { sweepId, job, answer }: { readonly sweepId: string; readonly job: number; readonly answer: Uint8Array },
): Promise<void> {
  await tx`
    insert into sweep_result (sweep_id, job, answer)
    select id, ${job}, ${bytesOf(answer)} from sweep where id = ${sweepId}
    on conflict do nothing`;
}

export async function deleteAnswers(tx: Queryable, sweepId: string, jobs: readonly number[]): Promise<void> {
  await tx`delete from sweep_result where sweep_id = ${sweepId} and job = any(${[...jobs]}::int[])`;
}

/** Numbers of the jobs that are done, in their order. */
export async function readAnsweredJobs(sql: Queryable, sweepId: string): Promise<readonly number[]> {
  const rows = await sql<
    { job: number }[]
  >`select job from sweep_result where sweep_id = ${sweepId} order by job`;
  return rows.map(({ job }) => job);
}

export async function readAnswer(sql: Queryable, sweepId: string, job: number): Promise<Uint8Array | null> {
  const [row] = await sql<{ answer: Uint8Array }[]>`
    select answer from sweep_result where sweep_id = ${sweepId} and job = ${job}`;
  return row?.answer ?? null;
}

/** The sweep and whatever no other one uses; and those that nobody came back for within a month. */
export async function forgetSweep(sql: Sql, id: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${columnsLock})`;
    await tx`delete from sweep where id = ${id} or created_at < now() - ${keptDays} * interval '1 day'`;
    await tx`delete from sweep_column c where not exists (select 1 from sweep_uses u where u.hash = c.hash)`;
  });
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Float64Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
