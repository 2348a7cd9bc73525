import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The program as a user starts it, and what it said on either channel so far. */
function program(args: readonly string[]) {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'scripts/exchange.ts', ...args], { cwd: root });
  const said = { out: '', err: '' };
  child.stdout.on('data', (piece) => {
    said.out += String(piece);
  });
  child.stderr.on('data', (piece) => {
    said.err += String(piece);
  });
  const ended = once(child, 'close').then(([code]) => code);
  const hasSaid = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => said.out.includes(text) && resolve();
      child.stdout.on('data', look);
      child.once('close', () => reject(new Error(`it ended:\n${said.out}\n${said.err}`)));
      look();
    });
  return { child, said, ended, hasSaid };
}

it('prints where it is and its keys, runs as fast and fails as it is told, and ends when asked to', async () => {
  const script = join(mkdtempSync(join(tmpdir(), 'exchange-')), 'faults.json');
  writeFileSync(script, '[{"atMs": 0, "fault": {"kind": "htmlForbidden", "path": "/v2/tickers"}}]');
  const { child, said, ended, hasSaid } = program([
    '--port',
    '0',
    '--speed',
    '1000',
    '--from',
    '2026-01-05',
    '--seed',
    '1',
    '--faults',
    script,
  ]);
  await hasSaid('admin token');
  const [url = ''] = /http:\S+/.exec(said.out) ?? [];
  expect(said.out).toContain(`ready ${url} · SANDBOX`);
  expect(said.out.match(/^(main|alpha|beta) +(trade|read) +\w{30} +\w{60}$/gm)).toHaveLength(6);
  const now = async () => {
    const settings = await (await fetch(`${url}/v2/settings`)).json();
    return (
      z.object({ result: z.object({ server_time: z.number() }) }).parse(settings).result.server_time / 1_000
    );
  };
  const before = await now();
  expect(before).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 5));
  expect(before).toBeLessThan(Date.UTC(2026, 2));
  expect(await now()).toBeGreaterThan(before);
  expect((await fetch(`${url}/v2/tickers/SOLUSD`)).status).toBe(403);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(said.err).toBe('');
});

it('says in words what is wrong with what it was told', async () => {
  const { ended, said } = program(['--speed', 'fast']);
  expect(await ended).toBe(1);
  expect(said.out).toBe('');
  expect(said.err).toContain('--speed is "fast", expected a number above 0 and up to 1000.');
});
