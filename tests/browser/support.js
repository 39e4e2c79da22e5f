/** A served page in a browser, and what both test files look for in it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { ARGUMENTS } from './chromium.js';

const ROOT = new URL('../../', import.meta.url);

/** The pages as they are served, and a browser. */
export async function start() {
  const server = await preview({ root: new URL('www', ROOT).pathname, preview: { host: '127.0.0.1', port: 0 }, logLevel: 'silent' });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
  const origin = server.resolvedUrls.local[0].replace(/\/$/, '');
  return {
    open: (path, options) => openPage(browser, origin, path, options),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A page that fails the test when it asks for anything elsewhere, throws, or complains. */
async function openPage(browser, origin, path, { before, ...options } = {}) {
  const context = await browser.newContext({ timezoneId: 'Europe/Rome', viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await before?.(page);
  const trouble = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) {
      trouble.push(`asked for ${request.url()}`);
    }
  });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()));
  await page.goto(origin + path);
  return {
    page,
    trouble,
    async close() {
      await context.close();
      assert.deepEqual(trouble, []);
    },
  };
}

/** Does something that has the dashboard answer anew, and waits until the answer is shown. */
export async function answered(page, action) {
  const report = page.evaluate(() => new Promise((resolve) => {
    const dashboard = document.querySelector('inboxlens-dashboard');
    dashboard.addEventListener('inboxlens-report', () => resolve(dashboard.updateComplete), { once: true });
  }));
  await action();
  await report;
}

/** Waits until the dashboard shows an answer. */
export async function shown(page) {
  await page.waitForFunction(() => document.querySelector('inboxlens-dashboard')?.report !== undefined);
  // Sizes are only known once there is something to lay out, which has charts drawn again.
  await page.evaluate(async () => {
    const dashboard = document.querySelector('inboxlens-dashboard');
    await dashboard.updateComplete;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await dashboard.updateComplete;
  });
}

/** What the number tiles say, by metric. */
export function tiles(page) {
  return page.locator('inboxlens-dashboard inboxlens-number').evaluateAll((tiles) =>
    Object.fromEntries(tiles.map((tile) => [
      tile.answer.metric, tile.shadowRoot.querySelector('[part="value"]').textContent,
    ])));
}

/** The cells of the table behind the chart of this heading, row by row, its head first. */
export async function tableOf(page, heading) {
  const chart = page.locator('inboxlens-chart').filter({ has: page.locator('[part="title"]', { hasText: new RegExp(`^${heading}$`) }) });
  const toggle = chart.locator('button[aria-pressed]');
  await toggle.click();
  const rows = await chart.locator('[part="table"] tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  await toggle.click();
  return rows;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What is in the way of people who use the page otherwise, by the rules of axe-core. */
export async function obstacles(page) {
  // Evaluated from outside, so that the page's policy can stay as it is.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.flat().join(' ')} ${node.failureSummary}`));
}
