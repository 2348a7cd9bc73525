import type { DatabaseAddress } from '#server/store/db.ts';

/** What a user would set as DATABASE_URL to reach it. */
export function databaseUrl({ host, port, user, password, database }: DatabaseAddress): string {
  return `postgres://${user}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}
