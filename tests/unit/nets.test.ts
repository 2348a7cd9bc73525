import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

/** The three nets of docs/architecture.md, each tried with violations in a throw-away copy of the house's rules. */
const root = process.cwd();
const house = mkdtempSync(join(tmpdir(), 'breaker-nets-'));
afterAll(() => rmSync(house, { recursive: true, force: true }));

const rules = [
  'biome.json',
  '.gitignore',
  'package.json',
  'tsconfig.base.json',
  'scripts/lint',
  'scripts/tsconfig.json',
];
const rings = ['shared', 'server', 'client'].map((ring) => `${ring}/tsconfig.json`);

beforeAll(() => {
  for (const path of [...rules, ...rings]) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    cpSync(join(root, path), join(house, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
});

function plant(files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), `${text}\n`);
  }
}

function runTool(args: readonly string[]): string {
  return spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8' }).stdout;
}

const lintReport = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

/** Which rules each file breaks. */
function lint(): Map<string, string[]> {
  const args = ['lint', '.', '--reporter=json', '--max-diagnostics=none'];
  const report = lintReport.parse(JSON.parse(runTool(['node_modules/@biomejs/biome/bin/biome', ...args])));
  const broken = new Map<string, string[]>();
  for (const { category, location } of report.diagnostics) {
    broken.set(location.path, [...(broken.get(location.path) ?? []), category]);
  }
  return broken;
}

const take = (specifier: string) => `import { thing } from '${specifier}';\n\nexport const copy = thing;`;

it('a checkout links to nothing, least of all to the packages of one machine', () => {
  const { stdout, status } = spawnSync('git', ['ls-files', '--stage'], { cwd: root, encoding: 'utf8' });
  // A checkout without git, as out of an archive, has no list to look at.
  const links = status === 0 ? stdout.split('\n').filter((line) => line.startsWith('120000')) : [];
  expect(links).toEqual([]);
});

describe('the compiler keeps each ring to its own world', () => {
  const violations: Readonly<Record<string, string>> = {
    'shared/planted/network.ts': "export const page = fetch('https://example.org');",
    'shared/planted/timer.ts': 'export const timer = setTimeout(() => 1, 5);',
    'shared/planted/environment.ts': 'export const home = process.env;',
    'shared/planted/builtin.ts':
      "import { readFileSync } from 'node:fs';\n\nexport const read = readFileSync;",
    'shared/planted/upward.ts': "export { clock } from '#server/clock.ts';",
    'shared/planted/loose.ts': 'export const first = (list: readonly number[]): number => list[0];',
    'server/planted/browser.ts': 'export const title = document.title;',
    'server/planted/client.ts': "export { screen } from '../../client/screen.ts';",
    'client/planted/environment.ts': 'export const home = process.env;',
    'client/planted/builtin.ts':
      "import { readFileSync } from 'node:fs';\n\nexport const read = readFileSync;",
  };
  const clean = {
    'shared/planted/clean.ts': 'export const later = (at: number): Date => new Date(at + 1);',
    'server/clock.ts': 'export const clock = (): number => Date.now();',
    'client/screen.ts':
      "import { later } from '#shared/planted/clean.ts';\n\nexport const screen = later(1);",
  };
  let complaints = '';

  beforeAll(() => {
    plant({ ...violations, ...clean });
    for (const ring of ['shared', 'server', 'client']) {
      complaints += runTool(['node_modules/typescript/bin/tsc', '-b', ring]);
      // What is built on a broken ring is not checked, so each ring is judged with the ones below it mended.
      for (const path of Object.keys(violations)) {
        if (path.startsWith(`${ring}/`)) rmSync(join(house, path), { force: true });
      }
    }
  });

  it.each(Object.keys(violations))('refuses %s', (path) => {
    expect(complaints).toContain(`${path}(`);
  });

  it.each(Object.keys(clean))('lets %s pass', (path) => {
    expect(complaints).not.toContain(`${path}(`);
  });
});

describe('the linter keeps the import directions', () => {
  const direction = 'lint/style/noRestrictedImports';
  const violations: Readonly<Record<string, string>> = {
    'shared/market/takesSmc.ts': take('../smc/swings.ts'),
    'shared/market/takesSmcByAlias.ts': take('#shared/smc/swings.ts'),
    'shared/market/takesSmcInARoundaboutWay.ts': take('./../smc/swings.ts'),
    'shared/market/takesNode.ts': take('node:fs'),
    'shared/market/takesAPackage.ts': take('express'),
    'shared/smc/takesTrading.ts': take('../trading/signal.ts'),
    'shared/trading/takesRisk.ts': take('../risk/gate.ts'),
    'shared/journal/takesCore.ts': take('../core/messages.ts'),
    'shared/strategies/takesCore.ts': take('../core/messages.ts'),
    'shared/risk/takesStrategies.ts': take('../strategies/registry.ts'),
    'shared/gym/takesExecutors.ts': take('../executors/modes.ts'),
    'shared/executors/takesBacktest.ts': take('../backtest/runBacktest.ts'),
    'shared/executors/takesSmc.ts': take('../smc/events.ts'),
    'shared/backtest/takesCore.ts': take('../core/messages.ts'),
    'shared/core/takesServer.ts': take('../../server/clock.ts'),
    'shared/newFolder/takesMarket.ts': take('../market/candle.ts'),
    'server/feed/takesStore.ts': take('../store/candles.ts'),
    'server/feed/takesStoreByAlias.ts': take('#server/store/candles.ts'),
    'server/brokers/takesFeed.ts': take('../feed/replayFeed.ts'),
    'server/store/takesLive.ts': take('../live/mailbox.ts'),
    'server/jobs/takesLive.ts': take('../live/mailbox.ts'),
    'server/jobs/takesRpc.ts': take('#server/rpc/router.ts'),
    'server/notify/takesRpc.ts': take('../rpc/router.ts'),
    'server/live/takesStore.ts': take('../store/candles.ts'),
    'server/rpc/takesFeed.ts': take('../feed/replayFeed.ts'),
    'server/observe/takesClient.ts': take('../../client/screen.ts'),
    'server/observe/takesMain.ts': take('../main.ts'),
    'client/screens/TakesTrpc.ts': take('@trpc/client'),
    'client/screens/TakesDexie.ts': take('dexie-react-hooks'),
    'client/screens/TakesWorkers.ts': take('../workers/backtestWorker.ts'),
    'client/ui/TakesData.ts': take('../data/sync.ts'),
    'client/chart/TakesScreens.ts': take('../screens/Home.tsx'),
    'client/chart/TakesServer.ts': "export type { AppRouter } from '#server/rpc/router.ts';",
    'client/data/takesStore.ts': take('#server/store/candles.ts'),
    'client/data/takesRouterItself.ts':
      "import { appRouter } from '#server/rpc/router.ts';\n\nexport const copy = appRouter;",
  };
  const elsewhere: Readonly<Record<string, readonly [string, string]>> = {
    'client/ui/takesNode.ts': [take('node:path'), 'lint/correctness/noNodejsModules'],
    'client/data/takesRouterAtRunTime.ts': [
      "import { type AppRouter } from '#server/rpc/router.ts';\n\nexport type Router = AppRouter;",
      'lint/style/useImportType',
    ],
    'shared/smc/chicken.ts': [take('./egg.ts'), 'lint/suspicious/noImportCycles'],
    'shared/smc/egg.ts': [take('./chicken.ts'), 'lint/suspicious/noImportCycles'],
    'server/store/readsEnvironment.ts': ['export const url = process.env;', 'lint/style/noProcessEnv'],
    'server/store/printsToConsole.ts': ["console.log('hello');\n\nexport {};", 'lint/suspicious/noConsole'],
  };
  const clean = {
    'shared/market/clean.ts': take('../errors.ts'),
    'shared/market/cleanToo.ts': take('luxon'),
    'shared/smc/clean.ts': take('../market/candle.ts'),
    'shared/backtest/clean.ts': take('../executors/modes.ts'),
    'shared/core/clean.ts': take('../strategies/registry.ts'),
    'server/feed/clean.ts': take('#shared/market/candle.ts'),
    'server/main.ts': take('./store/candles.ts'),
    'server/config.ts': 'export const url = process.env;',
    'server/jobs/clean.ts': take('../store/candles.ts'),
    'server/live/clean.ts': take('#shared/ports.ts'),
    'client/screens/Clean.ts': take('../data/sync.ts'),
    'client/data/clean.ts':
      "import type { AppRouter } from '#server/rpc/router.ts';\n\nexport type Router = AppRouter;",
    'client/data/cleanToo.ts': take('dexie'),
    'scripts/clean.ts': "console.log(process.env['HOME']);\n\nexport {};",
  };
  let broken = new Map<string, string[]>();

  beforeAll(() => {
    const cases = Object.entries(elsewhere).map(([path, [text]]) => [path, text]);
    plant({ ...violations, ...Object.fromEntries(cases), ...clean });
    broken = lint();
  });

  it.each(Object.keys(violations))('refuses %s', (path) => {
    expect(broken.get(path)).toContain(direction);
  });

  it.each(Object.entries(elsewhere))('refuses %s', (path, [, rule]) => {
    expect(broken.get(path)).toContain(rule);
  });

  it.each(Object.keys(clean))('lets %s pass', (path) => {
    expect(broken.get(path) ?? []).not.toContain(direction);
    expect(broken.get(path) ?? []).not.toContain('lint/style/noProcessEnv');
    expect(broken.get(path) ?? []).not.toContain('lint/suspicious/noConsole');
    expect(broken.get(path) ?? []).not.toContain('lint/style/useImportType');
  });
});

describe('the plugin keeps time and chance out of shared/', () => {
  const impure = [
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'performance.now()',
    '[1, 2].map(Math.random)',
    'DateTime.now()',
  ];
  const pure = ['new Date(5)', 'Date.UTC(2026, 0)', 'Math.floor(2.5)', 'DateTime.fromMillis(5)'];
  const file = (folder: string, kind: string, index: number) => `${folder}/${kind}${index}.ts`;
  let broken = new Map<string, string[]>();

  beforeAll(() => {
    for (const [kind, expressions] of Object.entries({ impure, pure })) {
      expressions.forEach((expression, index) => {
        for (const folder of ['shared/smc', 'server/live']) {
          plant({ [file(folder, kind, index)]: `export const value = ${expression};` });
        }
      });
    }
    broken = lint();
  });

  it.each(impure.map((text, index) => ({ text, index })))('refuses $text', ({ index }) => {
    expect(broken.get(file('shared/smc', 'impure', index))).toContain('plugin');
  });

  it.each(impure.map((text, index) => ({ text, index })))('leaves $text to server/', ({ index }) => {
    expect(broken.get(file('server/live', 'impure', index)) ?? []).not.toContain('plugin');
  });

  it.each(pure.map((text, index) => ({ text, index })))('lets $text pass', ({ index }) => {
    expect(broken.get(file('shared/smc', 'pure', index)) ?? []).not.toContain('plugin');
  });
});

describe('the plugin against casts', () => {
  const casts = ['{ x: 1 } as { x: number }', 'Number(text as string)', '(text as unknown) as number'];
  const allowed = [
    "['a', 'b'] as const",
    '(value: string): string & { readonly brand: 1 } => value as string & { readonly brand: 1 }',
  ];
  const file = (kind: string, index: number) => `server/live/${kind}${index}.ts`;
  let broken = new Map<string, string[]>();

  beforeAll(() => {
    for (const [kind, expressions] of Object.entries({ casts, allowed })) {
      expressions.forEach((expression, index) => {
        plant({
          [file(kind, index)]: `declare const text: unknown;\n\nexport const made = [text, ${expression}];`,
        });
      });
    }
    broken = lint();
  });

  it.each(casts.map((text, index) => ({ text, index })))('refuses $text', ({ index }) => {
    expect(broken.get(file('casts', index))).toContain('plugin');
  });

  it.each(allowed.map((text, index) => ({ text, index })))('lets $text pass', ({ index }) => {
    expect(broken.get(file('allowed', index)) ?? []).not.toContain('plugin');
  });
});
