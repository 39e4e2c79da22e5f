/** What is saved as a file is what the API writes, all pages of it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { open, toCsv } from 'inboxlens';
import { obstacles, shown, start } from './support.js';

let site;
let inbox;

before(async () => {
  site = await start();
  inbox = await open(readFileSync(new URL('../../www/public/data/inbox.json', import.meta.url)), { timeZone: 'Europe/Rome' });
});

after(() => site.close());

/** The query of the page. */
const QUERY = { period: 'this-month' };
const ask = () => ({ ...QUERY, now: inbox.summary.to });
const DAYS = '2025-12-01_2025-12-31';
const ROME = { timeZone: 'Europe/Rome' };

/** The name and the text of the file that an action saves. */
async function saved(page, action) {
  const [download] = await Promise.all([page.waitForEvent('download'), action()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** As a file: behind the mark by which spreadsheets know UTF-8. */
const file = (name, csv) => ({ name: `${name}_${DAYS}.csv`, text: `\ufeff${csv}` });

const chartOf = (page, heading) =>
  page.locator('inboxlens-chart').filter({ has: page.locator('[part="title"]', { hasText: new RegExp(`^${heading}$`) }) });

test('the table of a chart is saved as the API writes it', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const charts = {
    'Conversations over time': ['conversations-over-day', { metric: 'conversations', over: 'day' }],
    Tags: ['tags-applied-by-tag', { metric: 'tags-applied', by: 'tag' }],
    'First response by agent': ['first-response-by-agent', { metric: 'first-response', by: 'agent', stat: 'median' }],
    'Peak hours': ['messages-across-hour-of-week', { metric: 'messages', across: 'hour-of-week' }],
    'How long until the first answer': ['first-response-spread', { metric: 'first-response', spread: true }],
  };
  for (const [heading, [name, request]] of Object.entries(charts)) {
    const { metrics } = await inbox.report({ ...ask(), metrics: { it: request } });
    const chart = chartOf(page, heading);
    const button = chart.getByRole('button', { name: 'Download these values as CSV' });
    assert.equal(await button.isVisible(), false);
    await chart.getByRole('button', { name: 'Show as table' }).click();
    assert.equal(await button.textContent(), 'CSV');
    // The next one backwards from the button that shows the table.
    await page.keyboard.press('Shift+Tab');
    assert.deepEqual(await saved(page, () => page.keyboard.press('Enter')), file(name, toCsv(metrics.it)), heading);
  }
  assert.deepEqual(await obstacles(page), []);
  await close();
});

test('a log is saved with all its pages, as it is sorted', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const table = page.locator('inboxlens-table[table=conversation-list]');
  await table.getByRole('button', { name: 'First response' }).click();
  await table.locator('th[aria-sort=descending]').waitFor();
  await table.getByRole('button', { name: 'Next' }).click();
  await table.locator('[part=pager] span', { hasText: /^11 to 20 / }).waitFor();
  const rows = await inbox.rows('conversation-list', { ...ask(), sort: 'firstResponse', descending: true, limit: 10_000 });
  const button = table.getByRole('button', { name: `Download as CSV, rows: ${rows.total}` });
  assert.deepEqual(await saved(page, () => button.press('Enter')), file('conversation-list', toCsv(rows, ROME)));
  assert.match(await table.locator('[part=pager] span').textContent(), /^11 to 20 /);
  await close();
});

test('both lists of an explanation are saved', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  await page.locator('inboxlens-number').filter({ hasText: 'First response' }).getByRole('button').click();
  const dialog = page.locator('inboxlens-explanation dialog');
  await dialog.locator('tbody tr').first().waitFor();
  const { counted, leftOut } = await inbox.explain({ ...ask(), metric: 'first-response', limit: 10_000 });
  const buttons = dialog.getByRole('button', { name: 'Download as CSV' });
  for (const [place, [name, rows]] of [['first-response-counted', counted], ['first-response-left-out', leftOut]].entries()) {
    assert.deepEqual(await saved(page, () => buttons.nth(place).click()), file(name, toCsv(rows, ROME)));
  }
  assert.deepEqual(await obstacles(page), []);
  await close();
});

test('a closer look is saved', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  await page.locator('#insights').scrollIntoViewIfNeeded();
  await page.locator('inboxlens-anomalies [part=summary]').waitFor();
  await page.locator('inboxlens-staffing inboxlens-chart [part=title]').waitFor();
  const answers = {
    comparison: ['first-response-compared-by-agent', await inbox.compare({ ...ask(), metric: 'first-response', by: 'agent' })],
    staffing: ['staffing', await inbox.staffing(ask())],
    anomalies: ['conversations-anomalies-over-day', await inbox.anomalies({ ...ask(), metric: 'conversations', over: 'day' })],
  };
  for (const [element, [name, answer]] of Object.entries(answers)) {
    const buttons = page.locator(`inboxlens-${element}`).getByRole('button', { name: 'Download these values as CSV' });
    assert.deepEqual(await saved(page, () => buttons.click()), file(name, toCsv(answer)));
  }
  // What is drawn of the agents needed is part of that.
  await page.locator('inboxlens-staffing').getByRole('button', { name: 'Show as table' }).click();
  assert.equal(await page.locator('inboxlens-staffing inboxlens-chart [part=download]').isVisible(), false);
  assert.deepEqual(await obstacles(page), []);
  await close();
});

/** A table alone on the page, whose source gives at most `limit` rows at once of `total`. */
async function tableWith(page, { total, limit, unavailable }) {
  await page.evaluate(({ total, limit, unavailable }) => {
    const table = document.createElement('inboxlens-table');
    const columns = [{ id: 'number', kind: 'count' }];
    table.id = 'made';
    table.fileName = 'made.csv';
    table.source = async ({ offset = 0, limit: wanted }) => {
      const length = Math.max(0, Math.min(wanted, limit, total - offset));
      const rows = Array.from({ length }, (_, place) => [offset + place]);
      return { table: 'made', columns, rows, offset, total, ...(unavailable ? { unavailable } : {}) };
    };
    document.querySelector('main').replaceChildren(table);
  }, { total, limit, unavailable });
  return page.locator('#made');
}

test('of too many rows the first ten thousand are saved, and it is said', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const table = await tableWith(page, { total: 12_345, limit: 4000 });
  const button = table.getByRole('button', { name: 'Download as CSV, the first 10,000 of 12,345 rows' });
  const { text } = await saved(page, () => button.click());
  assert.deepEqual(text.split('\r\n').slice(1, -1), Array.from({ length: 10_000 }, (_, place) => String(place)));
  await table.getByRole('status').getByText('The file has the first 10,000 of 12,345 rows.').waitFor();
  await table.getByRole('button', { name: 'Next' }).click();
  await table.locator('[part=pager] span', { hasText: /^11 to 20 / }).waitFor();
  assert.equal(await table.getByRole('status').textContent(), '');
  await close();
});

test('why there are no rows is saved; that there are none is not', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const table = await tableWith(page, { total: 0, limit: 10, unavailable: 'no-tag-history' });
  const { name, text } = await saved(page, () => table.getByRole('button', { name: 'Download as CSV' }).click());
  assert.deepEqual([name, text], ['made.csv', '\ufefftable,unavailable\r\nmade,no-tag-history\r\n']);
  const empty = await tableWith(page, { total: 0, limit: 10 });
  await empty.getByText('No rows').waitFor();
  assert.equal(await empty.locator('[part=download]').isVisible(), false);
  await close();
});

test('the address of a file is given back', async () => {
  const { page, close } = await site.open('/', {
    before: (page) => page.addInitScript(() => {
      globalThis.addresses = new Set();
      const [create, revoke, later] = [URL.createObjectURL, URL.revokeObjectURL, setTimeout];
      URL.createObjectURL = (file) => {
        const address = create.call(URL, file);
        globalThis.addresses.add(address);
        return address;
      };
      URL.revokeObjectURL = (address) => {
        globalThis.addresses.delete(address);
        revoke.call(URL, address);
      };
      globalThis.setTimeout = (todo, ms, ...rest) => later(todo, ms >= 10_000 ? ms / 100 : ms, ...rest);
    }),
  });
  await shown(page);
  const button = page.locator('inboxlens-table[table=tag-log] [part=download]');
  const { text } = await saved(page, () => button.click());
  assert.ok(text.length > 1000);
  await page.waitForFunction(() => globalThis.addresses.size === 0);
  await close();
});

test('it says what it does in Arabic, too', async () => {
  const { page, close } = await site.open('/?lang=ar', { viewport: { width: 320, height: 700 } });
  await shown(page);
  const button = page.locator('inboxlens-table[table=tag-log] [part=download]');
  await button.waitFor();
  assert.match(await button.getAttribute('aria-label'), /CSV.*\p{Script=Arabic}/u);
  const { name, text } = await saved(page, () => button.click());
  // What programs read is the same in every language.
  const rows = await inbox.rows('tag-log', { ...ask(), limit: 10_000 });
  assert.deepEqual({ name, text }, file('tag-log', toCsv(rows, ROME)));
  await close();
});
