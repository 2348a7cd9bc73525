import { once } from 'node:events';
import pino from 'pino';
import { startEmbeddedPostgres } from '#server/store/embeddedPostgres.ts';

// A process of its own that starts the database in the folder it is given, says so, and stops it when its input ends.
const [dataDir = ''] = process.argv.slice(2);
const embedded = await startEmbeddedPostgres({
  dataDir,
  env: process.env,
  log: pino({ level: 'silent' }),
});
process.stdout.write(`${JSON.stringify(embedded.connection)}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
await embedded.stop();
