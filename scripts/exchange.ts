import { randomInt } from 'node:crypto';
import { faultScriptSchema } from '#server/exchange/faultSchema.ts';
import { type ExchangeCommand, exchangeUsage, readExchangeCommand } from '#server/exchangeOptions.ts';
import { readJsonConfig } from '#server/jsonConfig.ts';
import { readable } from '#server/readable.ts';
import { type RunningExchange, startExchange } from '#server/startExchange.ts';
import { systemTimer } from '#server/systemTimer.ts';
import { TradingError } from '#shared/errors.ts';

const { stdout, stderr } = process;

async function start({ data, speed, from, port, seed, faults }: ExchangeCommand): Promise<RunningExchange> {
  return await startExchange({
    data,
    start: from ?? Date.now(),
    speed,
    port,
    seed: seed ?? randomInt(2 ** 31),
    hasSeededKeys: seed !== null,
    faults: faults === null ? [] : await readable(faults, () => readJsonConfig(faults, faultScriptSchema)),
    timer: systemTimer,
  });
}

/** The only place where the keys are ever written. */
function show(running: RunningExchange): void {
  const keyLines = running.accounts.flatMap(({ account, trade, read }) => [
    `${account.padEnd(6)} trade  ${trade.key}  ${trade.secret}`,
    `${account.padEnd(6)} read   ${read.key}  ${read.secret}`,
  ]);
  const lines = [
    `ready ${running.rest} · SANDBOX`,
    `private socket  ${running.privateSocket}`,
    `public socket   ${running.publicSocket}`,
    'account, right, API key, secret:',
    ...keyLines,
    `admin token     ${running.adminToken}`,
  ];
  stdout.write(`${lines.join('\n')}\n`);
}

async function run(): Promise<void> {
  const command = readExchangeCommand(process.argv.slice(2));
  if (command === 'help') {
    stdout.write(exchangeUsage);
    return;
  }
  const starting = start(command);
  const end = () => {
    starting
      .then((running) => running.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  show(await starting);
}

try {
  await run();
} catch (error) {
  if (!(error instanceof TradingError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
