import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { type DatabaseAddress, openClient } from '#server/store/db.ts';

/** An empty database of the calling test file's own; it is dropped after the file, whoever is still connected. */
export async function freshDatabase(): Promise<DatabaseAddress> {
  const server = inject('postgres');
  const database = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${database}`);
  afterAll(() => onServer(server, `drop database ${database} with (force)`));
  return { ...server, database };
}

async function onServer(server: DatabaseAddress, statement: string): Promise<void> {
  const sql = openClient({ connection: server, maxConnections: 1 });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
