import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { removeFolder } from '../support/cluster.ts';
import { type Breaker, startBreaker, temporaryDataDir } from '../support/process.ts';
import { writeSampleFiles } from '../support/sampleFiles.ts';

// One journal for all of them: each goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' });

let breaker: Breaker;
let dataDir: string;
/** What the browser complained about, and how far things jumped, per page. */
let complaints: string[];

// Recordings that end just when a signal is raised: the clock stands still, and it waits for ever.
test.beforeAll(async () => {
  dataDir = temporaryDataDir();
  const recording = join(dataDir, 'recording');
  writeSampleFiles(recording, Date.UTC(2026, 0, 15, 1, 45));
  breaker = await startBreaker({ dataDir, args: ['--replay', recording, '--speed', 'max'] });
});
test.afterAll(async () => {
  await breaker.stop();
  removeFolder(dataDir);
});
test.beforeEach(({ page }) => {
  complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});

const tab = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) });

async function openWaiting(page: Page): Promise<void> {
  await page.goto(`${breaker.url}/signals`);
  // One that price has not left behind.
  await page.getByRole('article').filter({ hasText: 'Clear' }).first().getByRole('link').click();
  await expect(page.getByRole('button', { name: 'Accept' })).toBeEnabled();
}

test('every tab leads to its screen, without a complaint of the browser', async ({ page }) => {
  await page.goto(breaker.url);
  for (const name of ['Signals', 'Chart', 'Journal', 'More', 'Home']) {
    await tab(page, name).click();
    await expect(page.getByRole('main')).toBeVisible();
    await expect(tab(page, name)).toHaveAttribute('aria-current', 'page');
  }
  await tab(page, 'Chart').click();
  await expect(page.locator('canvas').first()).toBeVisible();
  await expect(page.getByText('PAPER', { exact: false }).first()).toContainText('REPLAY');
  expect(complaints).toEqual([]);
});

test('both answers lie within reach of the thumb, and nothing has to be scrolled on a small phone', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await openWaiting(page);
  for (const name of ['Reject', 'Accept']) {
    const box = await page.getByRole('button', { name }).boundingBox();
    if (!box) throw new Error(`${name} has a place`);
    expect(box.y).toBeGreaterThan(640 * 0.66);
    expect(box.y + box.height).toBeLessThanOrEqual(640);
    expect(box.height).toBeGreaterThanOrEqual(44);
  }
  expect(complaints).toEqual([]);
});

test('a double tap on Accept opens the sheet and no trade', async ({ page }) => {
  await openWaiting(page);
  const accept = await page.getByRole('button', { name: 'Accept' }).boundingBox();
  if (!accept) throw new Error('Accept has a place');
  const [x, y] = [accept.x + accept.width / 2, accept.y + accept.height / 2];
  await page.touchscreen.tap(x, y);
  await page.touchscreen.tap(x, y);
  await expect(page.getByRole('dialog')).toContainText('Money at risk');
  await page.getByRole('button', { name: 'Not yet' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Accept' })).toBeEnabled();
  expect(complaints).toEqual([]);
});

test('an account that is full refuses, and says why', async ({ page }) => {
  await page.goto(`${breaker.url}/accounts`);
  const most = page.getByLabel('Most open trades');
  await most.fill('0');
  await page.getByRole('button', { name: 'Save account' }).click();
  await expect(page.getByText(/Most open trades.*0/)).toBeVisible();
  await most.fill('1');
  await page.getByLabel('Risk per trade').fill('0.5');
  await page.getByRole('button', { name: 'Save account' }).click();
  await expect(page.getByText(/saved/i)).toBeVisible();
  await openWaiting(page);
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByRole('dialog')).toContainText('Money at risk');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText(/^Accepted at/)).toBeVisible();
  await page.goto(`${breaker.url}/signals`);
  const others = page.getByRole('article').getByRole('link');
  if ((await others.count()) > 0) {
    await others.first().click();
    await expect(page.getByRole('button', { name: 'Accept' })).toBeDisabled();
    await expect(page.getByText(/is full: 1 trade is open, the limit is 1/).first()).toBeVisible();
  }
  expect(complaints).toEqual([]);
});

test('without the server an answer is not pretended, and what is known stays in sight', async ({
  page,
  context,
}) => {
  await page.goto(`${breaker.url}/journal`);
  await expect(page.getByRole('article').first()).toBeVisible();
  // From here on the app is on the phone.
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Close trade' }).first().click();
  await page.getByRole('dialog').getByLabel('Price').fill('80000');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Not closed')).toBeVisible();
  await page.getByRole('button', { name: 'Keep open' }).click();
  await expect(page.getByRole('article', { name: /open/ }).first()).toBeVisible();
  await context.setOffline(false);
});

test('a desk has the rail, the list and the detail side by side', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${breaker.url}/journal`);
  await page.getByRole('article').first().getByRole('link').click();
  const list = await page.getByRole('article').first().boundingBox();
  const rail = await page.getByRole('navigation').boundingBox();
  if (!list || !rail) throw new Error('rail and list have a place');
  expect(rail.width).toBeLessThan(120);
  expect(rail.height).toBeGreaterThan(800);
  expect(list.x).toBeGreaterThanOrEqual(rail.x + rail.width);
  await expect(page.getByRole('button', { name: 'Close trade' }).first()).toBeVisible();
  expect(complaints).toEqual([]);
});
