import { afterAll, expect, it } from 'vitest';
import { openRecording } from '#server/feed/recording.ts';
import { openDatabase } from '#server/store/db.ts';
import { smcStateVersion } from '#shared/smc/smcState.ts';
import { removeFolder } from '../../support/cluster.ts';
import { freshDatabase } from '../../support/database.ts';
import { databaseUrl } from '../../support/databaseUrl.ts';
import { startBreaker, temporaryDataDir } from '../../support/process.ts';

const dataDir = temporaryDataDir();
afterAll(() => removeFolder(dataDir));

it('starts after an update of the engine, with the structure of all candles told by the new one', async () => {
  const connection = await freshDatabase();
  const env = { DATABASE_URL: databaseUrl(connection) };
  const start = () => startBreaker({ dataDir, args: ['--sample', '--speed', '1'], env });
  expect(await (await start()).stop()).toBe(0);
  const sql = await openDatabase({
    connection,
    schema: (await openRecording({ kind: 'sample', from: null })).schema,
  });
  try {
    const events = () => sql<{ body: unknown }[]>`
      select symbol_id, tf, bar, seq, body from structure_event order by symbol_id, tf, bar, seq`;
    const known = await events();
    expect(known.length).toBeGreaterThan(500);
    await sql`update engine_state set state = jsonb_set(state, '{engine}', '{"version": 1}')`;
    await sql`delete from structure_event where kind not in ('bos', 'choch')`;
    const breaker = await start();
    expect(await breaker.stop()).toBe(0);
    // The replay went on meanwhile: further events may have come.
    const told = new Set((await events()).map((row) => JSON.stringify(row)));
    expect(known.filter((row) => !told.has(JSON.stringify(row)))).toEqual([]);
    const versions = await sql<{ version: string }[]>`
      select distinct state #>> '{engine,version}' as version from engine_state`;
    expect(versions.map(({ version }) => version)).toEqual([String(smcStateVersion)]);
  } finally {
    await sql.end({ timeout: 1 });
  }
});
