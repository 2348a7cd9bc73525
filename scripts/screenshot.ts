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
/** Fast while trades are collected, slow while a signal is photographed. */
const collecting = '6000';
const photographing = '600';
const closedTradesWanted = 12;
/** The server takes 1,200 requests a minute from one address; a look is three. */
const lookAgainMs = 400;

/** Plays the sample as an owner would, accepting everything and closing at stop or target, then takes the pictures. */
async function main(): Promise<void> {
  const executablePath = await ensureBrowser();
  const dataDir = temporaryDataDir();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    await playing({ dataDir, speed: collecting }, collectTrades);
    const pictures = await playing({ dataDir, speed: photographing }, (url) => photograph(browser, url));
    await saveSideBySide(browser, pictures);
    console.log(`${file} shows the sample as it is now.`);
  } finally {
    await browser.close();
    removeFolder(dataDir);
  }
}

async function playing<Made>(
  { dataDir, speed }: { readonly dataDir: string; readonly speed: string },
  work: (url: string) => Promise<Made>,
): Promise<Made> {
  const breaker = await startBreaker({ dataDir, args: ['--sample', '--speed', speed] });
  try {
    return await work(breaker.url);
  } finally {
    await breaker.stop();
  }
}

async function collectTrades(url: string): Promise<void> {
  const owner = await ownerOf(url);
  while ((await owner.closeAtStopOrTarget()) < closedTradesWanted) {
    await owner.acceptAll();
    await sleep(lookAgainMs);
  }
}

/** Home while a signal waits there, then that signal. */
async function photograph(browser: Browser, url: string): Promise<Buffer[]> {
  const page = await openPhone(browser, url);
  const waiting = page.locator('a[href^="/signal/"]').first();
  await waiting.waitFor({ timeout: 0 });
  const home = await page.screenshot();
  await waiting.tap();
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  await page.locator('canvas').first().waitFor();
  return [home, await page.screenshot()];
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

async function ownerOf(url: string) {
  const rpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc` })] });
  const [account] = await rpc.accounts.list.query();
  if (account === undefined) throw new Error('expected the paper account that exists from the start');
  const accountId = account.id;

  async function acceptAll() {
    const { signals = [], decisions = [] } = await rpc.signals.list.query({ accountId });
    const decided = new Set(decisions.map((decision) => decision.signalId));
    for (const { id } of signals.filter((signal) => !decided.has(signal.id)))
      await rpc.signals.answer.mutate({ commandId: randomUUID(), accountId, signalId: id, answer: 'accept' });
  }

  /** Gives how many trades are closed. */
  async function closeAtStopOrTarget(): Promise<number> {
    const { series } = await rpc.system.status.query();
    const prices = new Map(series.map(({ symbol, lastPrice }) => [symbol, lastPrice]));
    const trades = await rpc.trades.list.query({ accountId });
    const open = trades.filter((trade) => trade.close === null);
    for (const { id: tradeId, symbol, direction, entry, stop, target } of open) {
      const last = prices.get(symbol) ?? Number(entry);
      const sign = direction === 'long' ? 1 : -1;
      const isTarget = sign * (last - Number(target)) >= 0;
      if (!isTarget && sign * (last - Number(stop)) > 0) continue;
      const price = isTarget ? target : stop;
      await rpc.trades.close.mutate({ commandId: randomUUID(), accountId, tradeId, price });
    }
    return trades.length - open.length;
  }

  return { acceptAll, closeAtStopOrTarget };
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
