import { statfs } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { invariant, TradingError } from '#shared/errors.ts';
import type { Timer } from '#shared/ports.ts';
import { type Environment, readConfig, type ServerConfig } from './config.ts';
import { type DeltaHosts, deltaHosts } from './delta/hosts.ts';
import type { Transport } from './delta/transport.ts';
import { webTransport } from './delta/webTransport.ts';
import { checkAddress } from './doctor/address.ts';
import type { Check, Finding } from './doctor/check.ts';
import { checkDatabase } from './doctor/database.ts';
import { checkDisk } from './doctor/disk.ts';
import { checkNode } from './doctor/node.ts';
import { checkPushKeys } from './doctor/pushKeys.ts';
import { checkSettings } from './doctor/settings.ts';
import { checkTelegram } from './doctor/telegram.ts';
import { checkClock, checkStream, checkSymbols } from './doctor/venue.ts';
import { openLog } from './observe/log.ts';
import { strategiesFile } from './strategyConfig.ts';
import { symbolsFile } from './symbolConfig.ts';
import { systemTimer } from './systemTimer.ts';

const doctorUsage = `Breaker's doctor: looks at everything it needs, says what is wrong and what to do. Changes nothing.

  npm run doctor [-- options]

Options
  --venue <name or URL>  as for npm start: india (default), india-testnet, or a sandbox exchange on this machine
  --help                 this text

Exit code 0: nothing stands in the way. 1: something does.

Environment
  as for npm start; also VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY and VAPID_SUBJECT (push), TELEGRAM_BOT_TOKEN and
  TELEGRAM_OWNER_ID, which are looked at where they are set
`;

/** What the doctor needs of the machine, so that a test can be another one. */
export interface Patient {
  readonly env: Environment;
  readonly nodeVersion: string;
  readonly wallNow: () => number;
  readonly timer: Timer;
  readonly transportTo: (hosts: DeltaHosts) => Transport;
  /** Answers the status of a GET and its body. */
  readonly ask: (url: string) => Promise<{ readonly status: number; readonly body: string }>;
  readonly freeBytes: (path: string) => Promise<number>;
  readonly files: { readonly symbols: string; readonly strategies: string };
}

export const thisMachine = (env: Environment): Patient => ({
  env,
  nodeVersion: process.versions.node,
  wallNow: () => Date.now(),
  timer: systemTimer,
  transportTo: webTransport,
  ask: async (url) => {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'manual' });
    return { status: response.status, body: await response.text() };
  },
  freeBytes: async (path) => {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
  files: { symbols: symbolsFile, strategies: strategiesFile },
});

interface DoctorHost {
  readonly argv: readonly string[];
  readonly patient: Patient;
  readonly say: (line: string) => void;
}

/** `npm run doctor`: answers whether nothing stands in the way. */
export async function runDoctor({ argv, patient, say }: DoctorHost): Promise<boolean> {
  const venue = readVenue(argv);
  if (venue === 'help') {
    say(doctorUsage);
    return true;
  }
  let failures = 0;
  for (const check of checksOf(patient, venue)) {
    for (const finding of await examined(check)) {
      for (const line of linesOf(check.name, finding)) say(line);
      if (finding.state === 'fails') failures += 1;
    }
  }
  say(failures === 0 ? 'Nothing stands in the way.' : `${failures} to be mended.`);
  return failures === 0;
}

function checksOf(patient: Patient, venue: string | null): readonly Check[] {
  const configured = readSettings(patient, venue);
  const settings = checkSettings(configured, patient.files);
  if ('problem' in configured) return [checkNode(patient), settings];
  const { config, hosts } = configured;
  const transport = patient.transportTo(hosts);
  const at = { ...patient, hosts, transport, symbolsFile: patient.files.symbols };
  return [
    checkNode(patient),
    settings,
    checkDisk({ dataDir: config.dataDir, freeBytes: patient.freeBytes }),
    checkDatabase({ config, log: openLog('silent') }),
    checkAddress({ port: config.port, host: config.host, ask: patient.ask }),
    checkClock(at),
    checkSymbols(at),
    checkStream(at),
    checkPushKeys(patient.env),
    checkTelegram(patient),
  ];
}

type Settings = { readonly config: ServerConfig; readonly hosts: DeltaHosts } | { readonly problem: string };

/** The same reading as at the start of the server. */
function readSettings({ env }: Patient, venue: string | null): Settings {
  try {
    const config = readConfig(venue === null ? [] : ['--venue', venue], env);
    invariant(config !== 'help', 'no option asks for help');
    const hosts = config.market.kind === 'live' ? config.market.hosts : deltaHosts.india;
    return { config, hosts };
  } catch (error) {
    if (error instanceof TradingError) return { problem: error.message };
    throw error;
  }
}

/** A check that breaks is a finding, too. */
async function examined(check: Check): Promise<readonly Finding[]> {
  try {
    return await check.run();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return [
      { state: 'fails', text, todo: 'Run it again; if it stays, look into the log with LOG_LEVEL=debug.' },
    ];
  }
}

const marks = { fine: 'ok  ', notes: 'note', fails: 'FAIL' } as const;
const nameWidth = 9;

function linesOf(name: string, { state, text, todo }: Finding): readonly string[] {
  const indent = ' '.repeat(marks.fine.length + nameWidth + 3);
  const [first = '', ...rest] = text.split('\n');
  return [
    `${marks[state]}  ${name.padEnd(nameWidth)} ${first}`,
    ...rest.map((line) => `${indent}${line}`),
    ...(todo === null ? [] : [`${indent}> ${todo}`]),
  ];
}

function readVenue(argv: readonly string[]): string | null | 'help' {
  try {
    const options = { help: { type: 'boolean', default: false }, venue: { type: 'string' } } as const;
    const { values } = parseArgs({ args: [...argv], options });
    return values.help ? 'help' : (values.venue ?? null);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TradingError('config', 'doctor.options', `${why}\n\nSee: npm run doctor -- --help`);
  }
}
