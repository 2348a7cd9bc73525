import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import { createTRPCClient, httpLink } from '@trpc/client';
import type { AppRouter } from '#server/rpc/router.ts';
import { removeFolder } from '../tests/support/cluster.ts';
import { startBreaker, temporaryDataDir } from '../tests/support/process.ts';
import { ensureBrowser } from './setup/browser.mjs';

const file = 'docs/screenshot.png';
const phone = { width: 390, height: 844 };
const gap = 32;
/** Fast enough to see weeks in a minute, slow enough for a signal to stay while it is photographed. */
const speed = '1200';
const closedTradesWanted = 14;
const lookAgainMs = 100;

/** Plays the sample as an owner would, accepting everything and closing at stop or target, then takes the pictures. */
async function main(): Promise<void> {
  const dataDir = temporaryDataDir();
  const breaker = await startBreaker({ dataDir, args: ['--speed', speed] });
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox'] });
  try {
    const page = await openPhone(browser, breaker.url);
    const owner = ownerOf(breaker.url);
    while ((await owner.closedTrades()) < closedTradesWanted) {
      await owner.closeAtStopOrTarget();
      await owner.acceptAll();
      await sleep(lookAgainMs);
    }
    const home = await page.screenshot();
    await openWaitingSignal(page);
    const signal = await page.screenshot();
    await saveSideBySide(browser, [home, signal]);
    console.log(`${file} shows the sample as it is now.`);
  } finally {
    await browser.close();
    await breaker.stop();
    removeFolder(dataDir);
  }
}

async function openPhone(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: phone,
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

function ownerOf(url: string) {
  const rpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc` })] });
  const account = async () => {
    const [first] = await rpc.accounts.list.query();
    if (first === undefined) throw new Error('expected the paper account that exists from the start');
    return first.id;
  };
  const tradesOf = async () => await rpc.trades.list.query({ accountId: await account() });
  return {
    closedTrades: async () => (await tradesOf()).filter((trade) => trade.close !== null).length,
    async acceptAll() {
      const accountId = await account();
      const { signals, decisions } = await rpc.signals.list.query({ accountId });
      const decided = new Set(decisions?.map((decision) => decision.signalId));
      for (const { id } of signals?.filter((signal) => !decided.has(signal.id)) ?? [])
        await rpc.signals.answer.mutate({
          commandId: randomUUID(),
          accountId,
          signalId: id,
          answer: 'accept',
        });
    },
    async closeAtStopOrTarget() {
      const { series } = await rpc.system.status.query();
      const prices = new Map(series.map(({ symbol, lastPrice }) => [symbol, lastPrice]));
      for (const trade of (await tradesOf()).filter((one) => one.close === null)) {
        const price = prices.get(trade.symbol) ?? Number(trade.entry);
        const sign = trade.direction === 'long' ? 1 : -1;
        const isTarget = sign * (price - Number(trade.target)) >= 0;
        if (!isTarget && sign * (price - Number(trade.stop)) > 0) continue;
        const { accountId, id: tradeId } = trade;
        await rpc.trades.close.mutate({
          commandId: randomUUID(),
          accountId,
          tradeId,
          price: isTarget ? trade.target : trade.stop,
        });
      }
    },
  };
}

async function openWaitingSignal(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Signals', exact: true }).click();
  await page.getByRole('article').filter({ hasText: 'Valid to' }).first().getByRole('link').click();
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  await page.locator('canvas').first().waitFor();
}

async function saveSideBySide(browser: Browser, pictures: readonly Buffer[]): Promise<void> {
  const width = pictures.length * (phone.width + gap) + gap;
  const page = await browser.newPage({
    viewport: { width, height: phone.height + 2 * gap },
    deviceScaleFactor: 2,
  });
  const images = pictures.map((picture) => {
    const source = `data:image/png;base64,${picture.toString('base64')}`;
    return `<img src="${source}" width="${phone.width}" style="border-radius:24px;margin:${gap}px 0 ${gap}px ${gap}px">`;
  });
  await page.setContent(`<body style="margin:0;display:flex;background:#2a2c28">${images.join('')}</body>`);
  rmSync(file, { force: true });
  await page.screenshot({ path: file });
}

await main();
