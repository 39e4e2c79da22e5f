/** The analyser as one file, opened from the disk as by a double click. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { open, spelling } from 'inboxlens';
import { chromium } from 'playwright-core';
import { ARGUMENTS } from './chromium.js';
import { shown, tiles } from './support.js';

const ROOT = new URL('../../', import.meta.url).pathname;
const FILE = `${ROOT}target/offline/inboxlens.html`;
const EXPORT = `${ROOT}tests/fixtures/whatsapp/iphone-it.txt`;

let browser;

before(async () => {
  execFileSync('node', ['www/offline.js', FILE], { cwd: ROOT });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
});

after(() => browser?.close());

test('an export is read, in a worker, and nothing is asked for anywhere', async () => {
  const page = await browser.newPage({ timezoneId: 'Europe/Rome', viewport: { width: 1280, height: 900 } });
  const trouble = [];
  page.on('request', (request) => request.url().startsWith(pathToFileURL(FILE)) || trouble.push(request.url()));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()));
  const workers = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await page.goto(String(pathToFileURL(FILE)));
  await page.locator('inboxlens-drop input[type=file]').setInputFiles(EXPORT);
  await page.getByRole('checkbox', { name: 'Negozio' }).check();
  await page.getByRole('button', { name: 'Analyse', exact: true }).click();
  await shown(page);
  const inbox = await open(readFileSync(EXPORT), { business: 'Negozio', timeZone: 'Europe/Rome' });
  const { metrics } = await inbox.report({ period: 'all-time', metrics: { messages: 'messages', 'first-response': 'first-response' } });
  const seen = await tiles(page);
  for (const [metric, { value, unit }] of Object.entries(metrics)) {
    assert.equal(seen[metric], spelling('en').value(value, unit), metric);
  }
  await page.locator('select[name=lang]').selectOption('fr');
  await page.getByText('Conversations ouvertes').first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'fr');
  assert.ok(workers.length > 0 && workers.every((url) => url.startsWith('blob:')), String(workers));
  assert.deepEqual(trouble.filter((each) => !each.startsWith('blob:')), []);
  await page.close();
});
