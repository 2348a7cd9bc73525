import postgres from 'postgres';
import { TradingError } from '#shared/errors.ts';
import type { UnixMs } from '#shared/market/candle.ts';

/** Where a Postgres is: a URL, or its parts (`host` may be the folder of a socket). */
export type DatabaseConnection = { readonly url: string } | DatabaseAddress;

export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/**
 * How values travel: bigint and timestamptz are numbers (a timestamptz is a UnixMs both ways: pass a number, read a
 * number), numeric and date are strings, float8 is a number, jsonb goes in through `sql.json`.
 */
interface ColumnTypes extends Record<string, unknown> {
  bigint: number;
  timestamptz: UnixMs;
  date: string;
}

/** The pool: run single statements on it, or `begin` a transaction. */
export type Sql = postgres.Sql<ColumnTypes>;
export type Transaction = postgres.TransactionSql<ColumnTypes>;
/** What a query needs that may run alone or inside a transaction. */
export type Queryable = Sql | Transaction;

interface ClientOptions {
  readonly connection: DatabaseConnection;
  readonly schema?: string;
  readonly maxConnections: number;
  /** A connection was closed, by the other side or by us. */
  readonly onClose?: () => void;
}

const reconnectAfterSeconds = 0.25;
const poolSize = 8;

/** A pool whose tables are those of one market: `schema` is made if it is missing and is the whole search path. */
export async function openDatabase(options: {
  readonly connection: DatabaseConnection;
  readonly schema: string;
}): Promise<Sql> {
  const sql = openClient({ ...options, maxConnections: poolSize });
  try {
    await createSchema(sql, options.schema);
    return sql;
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
}

/** Connects with the first statement. Callers end it with `sql.end()`. */
export function openClient({ connection, schema, maxConnections, onClose }: ClientOptions): Sql {
  const options = {
    max: maxConnections,
    // Connections are never recycled: a session may hold a lock, and on one machine there is nothing to rebalance.
    max_lifetime: null,
    connect_timeout: 10,
    backoff: () => reconnectAfterSeconds,
    onnotice: () => {},
    connection: {
      application_name: 'breaker',
      TimeZone: 'UTC',
      DateStyle: 'ISO',
      ...(schema === undefined ? {} : { search_path: validSchema(schema) }),
    },
    types: {
      bigint: { to: 20, from: [20], parse: parseBigint, serialize: String },
      timestamptz: { to: 1184, from: [1184], parse: parseTimestamp, serialize: toTimestamp },
      date: { to: 1082, from: [1082], parse: String, serialize: String },
    },
    ...(onClose === undefined ? {} : { onclose: onClose }),
  };
  if (!('url' in connection)) return postgres({ ...connection, ...options });
  const { url, host } = socketOf(connection.url);
  return postgres(url, host === null ? options : { ...options, host });
}

/** The driver does not know libpq's way to name the folder of a socket, `postgres://user@/db?host=/run/postgresql`. */
function socketOf(text: string): { readonly url: string; readonly host: string | null } {
  const url = new URL(text);
  const host = url.searchParams.get('host');
  url.searchParams.delete('host');
  return { url: url.href, host };
}

/** Creates it unless it is there; several at once are no error. */
export async function createSchema(sql: Sql, schema: string): Promise<void> {
  const [known] = await sql`select 1 from pg_namespace where nspname = ${validSchema(schema)}`;
  if (known !== undefined) return;
  try {
    await sql`create schema if not exists ${sql(schema)}`;
  } catch (error) {
    // Postgres checks and creates in two steps; whoever comes second meets the unique index.
    if (!(error instanceof postgres.PostgresError && error.code === '23505')) throw error;
  }
}

function validSchema(name: string): string {
  if (/^[a-z][a-z0-9_]{0,62}$/.test(name) && !name.startsWith('pg_')) return name;
  throw new TradingError(
    'config',
    'database.schemaName',
    `"${name}" is no name for a schema, expected a-z, 0-9 and _, beginning with a letter, at most 63, not pg_.`,
  );
}

function parseBigint(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`bigint ${text} does not fit a number`);
}

function parseTimestamp(text: string): UnixMs {
  const ms = new Date(text).getTime();
  if (Number.isNaN(ms)) throw new RangeError(`timestamptz ${text} is no moment in time`);
  return ms;
}

function toTimestamp(ms: UnixMs): string {
  return new Date(ms).toISOString();
}
