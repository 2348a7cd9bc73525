import { spawn } from 'node:child_process';
import { main } from './setup/main.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { root } from './setup/paths.mjs';

const apiPort = process.env.PORT ?? '4380';
const appPort = process.env.DEV_PORT ?? '5173';

await main(async () => {
  await ensurePackages();
  console.log(`App with reload: http://localhost:${appPort}   API: http://localhost:${apiPort}`);
  const children = [
    [
      'node_modules/tsx/dist/cli.mjs',
      'watch',
      '--clear-screen=false',
      'server/main.ts',
      ...process.argv.slice(2),
    ],
    ['node_modules/vite/bin/vite.js', '--port', appPort, '--strictPort'],
  ].map((args) =>
    spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PORT: apiPort },
      // Ctrl-C in a terminal reaches a whole group of processes; tsx takes a second signal as an order to kill.
      detached: true,
    }),
  );
  // Both or none: when one ends, for whatever reason, the other ends too.
  let isEnding = false;
  const endAll = () => {
    if (isEnding) return;
    isEnding = true;
    for (const child of children) child.kill('SIGTERM');
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, endAll);
  for (const child of children) child.on('exit', endAll);
});
