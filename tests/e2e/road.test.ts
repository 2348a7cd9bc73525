import { expect, type Page, test } from '@playwright/test';
import { removeFolder } from '../support/cluster.ts';
import { type Breaker, startBreaker, temporaryDataDir } from '../support/process.ts';

let breaker: Breaker;
let dataDir: string;

// A quarter of an hour every 15 s: time to read, and several signals within a minute or so.
test.beforeAll(async () => {
  dataDir = temporaryDataDir();
  breaker = await startBreaker({ dataDir, args: ['--sample', '--speed', '60'] });
});
test.afterAll(async () => {
  await breaker.stop();
  removeFolder(dataDir);
});

const tab = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) });

/** The number in a row of a list of values, as the trader reads it: "78,896.4" -> 78896.4. */
async function rowValue(page: Page, name: string): Promise<number> {
  const text = await page
    .getByRole('dialog')
    .locator('dl > div', { has: page.getByText(name, { exact: true }) })
    .locator('dd')
    .textContent();
  return Number((text ?? '').replaceAll(',', '').replace(/[^\d.]/g, ''));
}

test('from a signal to a closed trade, and what it made of the statistics', async ({ page }) => {
  await page.goto(breaker.url);
  await expect(page.getByText('PAPER', { exact: false }).first()).toBeVisible();
  await expect(page.getByText('SAMPLE', { exact: false }).first()).toBeVisible();
  await tab(page, 'Signals').click();

  // One that comes while we watch: the page is never loaded again.
  await page.evaluate(() => {
    document.documentElement.dataset.loadedOnce = 'yes';
  });
  const links = page.getByRole('article').getByRole('link');
  const shown = () => links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  const before = new Set(await shown());
  const arrived = async () => (await shown()).find((href) => !before.has(href)) ?? '';
  await expect.poll(arrived, { timeout: 180_000 }).not.toBe('');
  expect(await page.evaluate(() => document.documentElement.dataset.loadedOnce)).toBe('yes');

  const card = page.getByRole('article').filter({ has: page.locator(`a[href="${await arrived()}"]`) });
  const name = (await card.getAttribute('aria-label')) ?? '';
  const [, symbol = '', direction = ''] = /^(\S+) (long|short)/.exec(name) ?? [];
  expect(symbol).not.toBe('');
  await card.getByRole('link').click();
  await expect(page.locator('canvas').first()).toBeVisible();

  await page.getByRole('button', { name: 'Accept' }).click();
  const entry = await rowValue(page, 'Entry');
  const stop = await rowValue(page, 'Stop');
  const size = await rowValue(page, 'Size');
  const atRisk = await rowValue(page, 'Money at risk');
  expect(atRisk).toBeGreaterThan(0);
  expect(atRisk).toBeLessThanOrEqual(100); // 1 % of 10,000
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();

  await tab(page, 'Journal').click();
  const row = page.getByRole('article', { name: new RegExp(`^${symbol} ${direction}, open`) });
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: 'Close trade' }).click();

  // Twice the distance to the stop in our favour, less the fees of both sides, worked out here by hand.
  const side = direction === 'long' ? 1 : -1;
  const exit = Number((entry + side * 2 * Math.abs(entry - stop)).toFixed(5));
  const feePct = symbol === 'SAMPLE-EUR' ? 0 : 0.05;
  const perUnit = side * (exit - entry) - (feePct / 100) * (entry + exit);
  const expectedR = perUnit / Math.abs(entry - stop);
  const contract = symbol === 'SAMPLE-EUR' ? 100_000 : 1;
  const expectedNet = perUnit * size * contract;
  await page.getByRole('dialog').getByLabel('Price').fill(String(exit));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('article', { name: new RegExp(`^${symbol} ${direction}, win`) })).toBeVisible();

  await tab(page, 'Home').click();
  const main = page.getByRole('main');
  await expect(main).toContainText('100.0 %');
  await expect(main).toContainText('1 of 1');
  await expect(main).toContainText(`+${expectedR.toFixed(2)}R`);
  const [whole = '', cents = ''] = expectedNet.toFixed(2).split('.');
  await expect(main).toContainText(`+$${Number(whole).toLocaleString('en')}.${cents}`);

  // The phone keeps what it knows: the server is gone, the page is opened anew.
  await breaker.stop();
  await page.reload();
  await expect(page.getByRole('main')).toContainText(`+${expectedR.toFixed(2)}R`);
});
