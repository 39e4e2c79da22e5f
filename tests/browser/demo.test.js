/** The demo dashboard, as a person uses it: what it shows is what the API says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { allDashboards, dashboard, open, spelling } from 'inboxlens';
import { answered, obstacles, shown, start, tableOf, tiles } from './support.js';

const data = (name) => readFileSync(new URL(`../../www/public/data/${name}`, import.meta.url));
const PRESETS = [
  'today', 'yesterday', 'last-7-days', 'last-14-days', 'last-30-days', 'last-90-days', 'this-week', 'last-week',
  'this-month', 'last-month', 'this-year', 'last-year', 'all-time',
];

let site;
let inbox;

before(async () => {
  site = await start();
  inbox = await open(data('inbox.json'), { timeZone: 'Europe/Rome' });
});

after(() => site.close());

/** What the API says to the query of the page. */
const ask = (query, metrics) => inbox.report({ now: inbox.summary.to, period: 'this-month', ...query, metrics });

/** What the tiles ought to say. */
async function expectedTiles(query) {
  const metrics = [
    'conversations', 'unique-customers', 'messages', 'active-conversations', 'open-conversations', 'closed-conversations',
    'unread-conversations', 'conversation-duration', 'first-response', 'response-time', 'resolution-time', 'tags-applied',
  ];
  const report = await ask(query, Object.fromEntries(metrics.map((metric) => [metric, metric])));
  const spell = spelling('en');
  return Object.fromEntries(Object.entries(report.metrics).map(([metric, { value, unit }]) => [metric, spell.value(value, unit)]));
}

test('the numbers are those of the API, in every period', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  for (const period of PRESETS) {
    await answered(page, () => page.locator('inboxlens-filter select').selectOption(period));
    assert.deepEqual(await tiles(page), await expectedTiles({ period }), period);
  }
  await answered(page, () => page.locator('inboxlens-filter select').selectOption('dates'));
  await answered(page, () => page.locator('inboxlens-filter input[type=date]').first().fill('2025-03-29'));
  await answered(page, () => page.locator('inboxlens-filter input[type=date]').last().fill('2025-03-31'));
  assert.deepEqual(await tiles(page), await expectedTiles({ period: { from: '2025-03-29', to: '2025-04-01' } }));
  await close();
});

test('every dashboard is a link, and says what the API says', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const links = page.locator('#dashboards a');
  const ids = await allDashboards();
  assert.equal(await links.count(), ids.length);
  const spell = spelling('en');
  for (const [number, id] of ids.entries()) {
    if (number > 0) {
      await answered(page, () => links.nth(number).click());
    }
    assert.equal(await page.locator('#dashboards [aria-current]').textContent(), spell.word(`dashboard.${id}`));
    const said = await tiles(page);
    const { metrics } = await ask({}, Object.fromEntries(Object.keys(said).map((metric) => [metric, metric])));
    const expected = Object.entries(metrics).map(([metric, { value, unit }]) => [metric, spell.value(value, unit)]);
    assert.deepEqual(said, Object.fromEntries(expected), id);
    assert.deepEqual(await obstacles(page), [], id);
  }
  await answered(page, () => page.goBack());
  assert.equal(await page.evaluate(() => document.querySelector('inboxlens-dashboard').dashboard), ids.at(-2));
  await close();
});

test('the tables behind the charts are those of the API', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const { metrics } = await ask({}, {
    daily: { metric: 'conversations', over: 'day' },
    tags: { metric: 'tags-applied', by: 'tag' },
    speed: { metric: 'first-response', by: 'agent', stat: 'median' },
    peaks: { metric: 'messages', across: 'hour-of-week' },
    spread: { metric: 'first-response', spread: true },
  });
  const spell = spelling('en');
  const cells = (rows) => rows.slice(1).map((row) => row[1]);
  const count = (value) => (value === null ? '–' : spell.number(value));
  assert.deepEqual(cells(await tableOf(page, 'Conversations over time')), metrics.daily.lines[0].values.map(count));
  const tags = await tableOf(page, 'Tags');
  assert.deepEqual(tags.slice(1).map((row) => row.slice(0, 2)), metrics.tags.rows.map(({ label, value }) => [label, count(value)]));
  const speed = await tableOf(page, 'First response by agent');
  assert.deepEqual(cells(speed), metrics.speed.rows.map(({ value }) => spell.duration(value)));
  const peaks = await tableOf(page, 'Peak hours');
  assert.deepEqual(peaks.slice(1).map((row) => row.slice(1)), metrics.peaks.values.map((row) => row.map(count)));
  assert.deepEqual(cells(await tableOf(page, 'How long until the first answer')), metrics.spread.bins.map((bin) => count(bin.count)));
  await close();
});

test('another language leaves the dashboard that has been chosen, in the page and in its address', async () => {
  const { page, close } = await site.open('/?dashboard=overview');
  await shown(page);
  await answered(page, () => page.locator('#dashboards').getByText(spelling('en').word('dashboard.by-tag'), { exact: true }).click());
  await page.locator('select[name=lang]').selectOption('fr');
  await page.getByText(spelling('fr').word('dashboard.by-tag'), { exact: true }).waitFor();
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('dashboard'), searchParams.get('lang')], ['by-tag', 'fr']);
  assert.equal(await page.evaluate(() => document.querySelector('inboxlens-dashboard').dashboard), 'by-tag');
  await close();
});

test('a cell of the cohorts is read by the arrow keys, and explained by as many rows', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const name = spelling('en').word('dashboard.team-inbox');
  await answered(page, () => page.locator('#dashboards').getByText(name, { exact: true }).click());
  const { metrics } = await ask({}, { cohorts: { metric: 'retention', cohort: 'week' } });
  const { sizes, numerators, buckets } = metrics.cohorts;
  const chart = page.locator('inboxlens-chart').filter({ has: page.locator('[part="title"]', { hasText: /^Who comes back$/ }) });
  const table = await tableOf(page, 'Who comes back');
  assert.deepEqual(table.slice(1).map(([, size]) => size), sizes.map(String));
  numerators.forEach((counts, row) => counts.forEach((count, later) => {
    const written = table[row + 1][later + 2];
    assert.match(written, count === null ? /^–$/ : new RegExp(`\\(${count}\\)`));
    assert.equal(written.endsWith('so far'), later > 0 && count !== null && buckets[row + later].partial);
  }));
  await chart.locator('[part="plot"]').focus();
  for (const key of ['Home', 'ArrowRight', 'Enter']) {
    await page.keyboard.press(key);
  }
  const dialog = page.locator('inboxlens-dashboard dialog');
  await dialog.locator('tbody tr').first().waitFor();
  assert.match(await dialog.locator('h2').textContent(), new RegExp(`Week 1: .*${numerators[0][1]} of ${sizes[0]}$`));
  assert.equal(await dialog.locator('inboxlens-table').first().locator('tbody tr').count(), Math.min(10, numerators[0][1]));
  await close();
});

test('filters narrow everything, and can be cleared', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const menu = page.locator('inboxlens-filter details[data-by=tag]');
  await menu.locator('summary').click();
  await answered(page, () => menu.getByText('refund').click());
  await answered(page, () => menu.getByText('delivery').click());
  assert.deepEqual(await tiles(page), await expectedTiles({ filter: { tag: { any: ['refund', 'delivery'] } } }));
  await page.keyboard.press('Escape');
  await answered(page, () => page.locator('inboxlens-filter').getByRole('button', { name: 'Clear' }).click());
  assert.deepEqual(await tiles(page), await expectedTiles({}));
  await close();
});

const HOURS = [['09:00', '18:00']];
const WEEK = { mon: HOURS, tue: HOURS, wed: HOURS, thu: HOURS, fri: HOURS };

test('opening hours can be switched on, typed, and dragged with the keyboard', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const inHours = (week, clock = 'business') => expectedTiles({ schedule: { week }, policy: { clock } });
  const filter = page.locator('inboxlens-filter');
  await filter.getByText('Opening hours', { exact: true }).click();
  const hours = filter.locator('inboxlens-hours');
  await answered(page, () => hours.getByRole('checkbox', { name: 'Use opening hours' }).check());
  assert.deepEqual(await tiles(page), await inHours(WEEK));
  assert.notDeepEqual(await tiles(page), await expectedTiles({}));
  await answered(page, () => hours.locator('#tue').getByLabel('Tue, closes').last().fill('12:30'));
  assert.deepEqual(await tiles(page), await inHours({ ...WEEK, tue: [['09:00', '12:30']] }));
  await answered(page, () => hours.getByRole('checkbox', { name: 'Sat' }).check());
  await answered(page, () => hours.getByRole('slider', { name: 'Sat, opens' }).press('ArrowRight'));
  const week = { ...WEEK, tue: [['09:00', '12:30']], sat: [['09:15', '12:30']] };
  assert.deepEqual(await tiles(page), await inHours(week));
  // A night: what closes before it opens closes the next day, and the thumbs stay on their sides of it.
  await answered(page, () => hours.locator('#sat').getByLabel('Sat, closes').last().fill('02:00'));
  await hours.locator('#sat').getByText('closes the next day').waitFor();
  await answered(page, () => hours.getByRole('slider', { name: 'Sat, closes' }).press('End'));
  assert.deepEqual(await tiles(page), await inHours({ ...week, sat: [['09:15', '09:00']] }));
  await answered(page, () => hours.getByRole('checkbox', { name: 'Sat' }).uncheck());
  await answered(page, () => hours.getByRole('button', { name: 'All open days like Mon' }).click());
  assert.deepEqual(await tiles(page), await inHours(WEEK));
  assert.deepEqual(await obstacles(page), []);
  await answered(page, () => hours.getByRole('radio', { name: 'All time' }).check());
  assert.deepEqual(await tiles(page), await inHours(WEEK, 'wall'));
  await answered(page, () => hours.getByRole('checkbox', { name: 'Use opening hours' }).uncheck());
  assert.deepEqual(await tiles(page), await expectedTiles({}));
  const query = await filter.evaluate((element) => element.query);
  assert.deepEqual(Object.keys(query).sort(), ['compare', 'period', 'timeZone']);
  await page.keyboard.press('Escape');
  assert.equal(await hours.isVisible(), false);
  await close();
});

for (const [look, path] of [['to the right', '/'], ['to the left', '/?lang=ar']]) {
  test(`opening hours that run ${look} are counted while they are dragged`, async () => {
    const { page, close } = await site.open(path, { viewport: { width: 400, height: 900 } });
    await shown(page);
    await page.locator('inboxlens-filter details').last().locator('summary').click();
    const hours = page.locator('inboxlens-hours');
    await answered(page, () => hours.locator('input').first().check());
    await page.evaluate(() => {
      globalThis.seen = [];
      document.querySelector('inboxlens-dashboard').addEventListener('inboxlens-report', ({ detail }) => {
        globalThis.seen.push(detail.schedule.week.mon[0][0]);
      });
    });
    const thumb = hours.locator('#mon input[type=range]').first();
    await thumb.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await thumb.boundingBox();
    // A thumb is 24 pixels wide, and its middle goes from one end to the other.
    const at = (hour) => {
      const way = 12 + ((width - 24) * hour) / 24;
      return path.includes('ar') ? x + width - way : x + way;
    };
    await page.mouse.move(at(9), y + height / 2);
    await page.mouse.down();
    for (let hour = 9; hour >= 5; hour -= 0.25) {
      await page.mouse.move(at(hour), y + height / 2);
      await page.waitForTimeout(50);
    }
    const meanwhile = await page.evaluate(() => globalThis.seen.length);
    await page.mouse.up();
    await page.waitForFunction(() => globalThis.seen.at(-1) === '05:00');
    assert.ok(meanwhile > 2, `answers while it was dragged: ${meanwhile}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    await close();
  });
}

test('opening hours fit where there is little room', async () => {
  const { page, close } = await site.open('/?lang=ar', { viewport: { width: 320, height: 900 } });
  await shown(page);
  await page.locator('inboxlens-filter details').last().locator('summary').click();
  const hours = page.locator('inboxlens-hours');
  await hours.locator('#sun').waitFor();
  const [whole, ...fields] = await hours.evaluate((element) =>
    [element, ...element.shadowRoot.querySelectorAll('input:not([type=range])')].map((one) => one.getBoundingClientRect().toJSON()));
  assert.ok(whole.left >= 0 && whole.right <= 320, `${whole.left} to ${whole.right}`);
  fields.filter(({ width }) => width > 0).forEach(({ left, right }) =>
    assert.ok(left >= whole.left - 1 && right <= whole.right + 1, `${left} to ${right} in ${whole.left} to ${whole.right}`));
  await close();
});

test('Refresh takes in what is new, and the numbers move', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const first = await tiles(page);
  await answered(page, () => page.locator('#refresh').click());
  const later = await open([data('inbox.json'), data('inbox-since.json')], { timeZone: 'Europe/Rome' });
  const { metrics } = await later.report({ period: 'this-month', now: later.summary.to, metrics: { messages: 'messages' } });
  const second = await tiles(page);
  assert.equal(second.messages, spelling('en').number(metrics.messages.value));
  assert.notEqual(second.messages, first.messages);
  // The same once more changes nothing.
  await answered(page, () => page.locator('#refresh').click());
  assert.deepEqual(await tiles(page), second);
  await close();
});

test('all charts are drawn again at once, a few at a frame', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const shares = page.evaluate(() => new Promise((resolve) => {
    const dashboard = document.querySelector('inboxlens-dashboard');
    dashboard.addEventListener('inboxlens-report', async () => {
      const elements = [...dashboard.shadowRoot.querySelectorAll('inboxlens-chart, inboxlens-number')];
      const drawn = new Set();
      elements.forEach((element) => element.updateComplete.then(() => drawn.add(element)));
      const shares = [];
      while (drawn.size < elements.length) {
        const before = drawn.size;
        // After the frame that comes next.
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        shares.push(drawn.size - before);
      }
      resolve(shares);
    }, { once: true });
  }));
  await page.locator('inboxlens-filter select').selectOption('last-90-days');
  assert.ok((await shares).length < 20, `panels drawn frame by frame: ${await shares}`);
  await close();
});

test('an attribute of contacts is a filter', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const { attributes } = inbox.summary;
  await page.locator('inboxlens-filter').evaluate((element, dimensions) => (element.dimensions = dimensions), attributes.map(({ key }) => `attribute:${key}`));
  const menu = page.locator('inboxlens-filter details[data-by="attribute:plan"]');
  await menu.locator('summary').click();
  assert.equal(await menu.locator('summary').evaluate((summary) => summary.firstChild.textContent), 'plan');
  await answered(page, () => menu.getByLabel('pro').check());
  assert.deepEqual(await tiles(page), await expectedTiles({ filter: { 'attribute:plan': { any: ['pro'] } } }));
  await close();
});

test('a bar is explained by as many rows as it counts', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const { metrics } = await ask({}, { tags: { metric: 'tags-applied', by: 'tag' } });
  const chart = page.locator('inboxlens-chart').filter({ has: page.locator('[part="title"]', { hasText: /^Tags$/ }) });
  const plot = chart.locator('[part=plot]');
  await plot.scrollIntoViewIfNeeded();
  const [x, y] = [200, 24];
  await plot.hover({ position: { x, y } });
  const tip = await chart.locator('[part=tooltip]').textContent();
  assert.ok(tip.startsWith(metrics.tags.rows[0].label), tip);
  await plot.click({ position: { x, y } });
  const dialog = page.locator('inboxlens-explanation dialog');
  await dialog.waitFor();
  const [{ label, value }] = metrics.tags.rows;
  assert.match(await dialog.locator('h2').textContent(), new RegExp(`^${label}: .* ${value}\\b`));
  // The rows are asked for once the dialog is there.
  await dialog.locator('inboxlens-table').first().locator('[part=pager] span', { hasText: new RegExp(`of ${value}$`) }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  assert.equal(await dialog.isVisible(), false);
  assert.equal(await chart.evaluate((element) => element.selected), null);
  await close();
});

test('an explanation that was closed by Escape stays closed', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  await page.locator('inboxlens-number button').first().click();
  const dialog = page.locator('inboxlens-explanation dialog');
  await dialog.locator('tbody tr').first().waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await answered(page, () => page.locator('inboxlens-filter select').selectOption('last-7-days'));
  await page.locator('inboxlens-explanation').evaluate((element) => element.updateComplete);
  assert.equal(await dialog.isVisible(), false);
  await close();
});

test('a chart can be read and used with the keyboard', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const chart = page.locator('inboxlens-chart').first();
  await chart.locator('[part=plot]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const { metrics } = await ask({}, { daily: { metric: 'conversations', over: 'day' } });
  const live = await chart.locator('[aria-live]').textContent();
  assert.equal(live, `Tue, Dec 2, 2025: ${metrics.daily.lines[0].values[1]} (2 of 31)`);
  await page.keyboard.press('Enter');
  await page.locator('inboxlens-explanation dialog').waitFor();
  await page.keyboard.press('Escape');
  await close();
});

test('the logs can be sorted and paged', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const table = page.locator('inboxlens-table[table=conversation-list]');
  await table.getByRole('button', { name: 'First response' }).click();
  await table.locator('th[aria-sort=descending]').waitFor();
  const { columns, rows } = await inbox.rows('conversation-list', {
    now: inbox.summary.to, period: 'this-month', sort: 'firstResponse', descending: true, limit: 10,
  });
  const id = columns.findIndex((column) => column.id === 'id');
  const ids = () => table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.cells[0].textContent));
  assert.deepEqual(await ids(), rows.map((row) => row[id]));
  await table.getByRole('button', { name: 'Next' }).click();
  await page.waitForFunction((first) => {
    const table = document.querySelector('inboxlens-dashboard').shadowRoot.querySelector('inboxlens-table[table=conversation-list]');
    return table.shadowRoot.querySelector('tbody td').textContent !== first;
  }, rows[0][id]);
  assert.equal((await ids()).length, 10);
  await close();
});

test('where text runs to the left, names stand under their heads all the same', async () => {
  const { page, close } = await site.open('/?lang=ar');
  await shown(page);
  const table = page.locator('inboxlens-table[table=tag-log]');
  await table.locator('tbody tr').first().waitFor();
  const ends = await table.evaluate(({ shadowRoot }) => ['th button', 'td bdi'].map((inner) =>
    [...shadowRoot.querySelectorAll(`tr:has(${inner})`)].slice(0, 1).flatMap((row) =>
      [...row.cells].map((cell) => Math.round(cell.querySelector(inner)?.getBoundingClientRect().right ?? NaN)))));
  const [heads, cells] = ends;
  assert.ok(cells.filter(Number.isFinite).length > 4);
  cells.forEach((end, place) => assert.ok(Number.isNaN(end) || Math.abs(end - heads[place]) <= 1, `column ${place}: ${end} under ${heads[place]}`));
  await close();
});

test('a question that cannot be answered says so until another one can', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const ask = (query) => page.evaluate((query) => {
    document.querySelector('inboxlens-dashboard').query = query;
  }, query);
  await ask({ period: { from: '2025-02-30', to: '2025-03-01' } });
  const error = page.locator('inboxlens-dashboard > [role=alert]', { hasText: 'The question cannot be answered as it is put.' });
  await error.waitFor();
  // Whatever has it shown again does not take the error back.
  await page.evaluate(() => document.documentElement.classList.toggle('anything'));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.ok(await error.isVisible());
  await answered(page, () => ask({ period: 'all-time' }));
  assert.equal(await error.isVisible(), false);
  await close();
});

test('an error is taken back before an answer is said to be shown', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  const isHidden = await page.evaluate(async () => {
    const dashboard = document.querySelector('inboxlens-dashboard');
    const error = dashboard.shadowRoot.querySelector('[role=alert]');
    dashboard.query = { period: { from: '2025-02-30', to: '2025-03-01' } };
    while (error.hidden) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    // The last panel that is drawn leaves no room in its frame.
    const last = [...dashboard.shadowRoot.querySelectorAll('inboxlens-chart, inboxlens-number')].at(-1);
    const show = last.show;
    last.show = () => {
      show.call(last);
      for (const end = performance.now() + 20; performance.now() < end; );
    };
    return new Promise((resolve) => {
      dashboard.addEventListener('inboxlens-report', async () => {
        await dashboard.updateComplete;
        resolve(error.hidden);
      }, { once: true });
      dashboard.query = { period: 'all-time' };
    });
  });
  assert.equal(isHidden, true);
  await close();
});

test('a panel never has another title than its own', async () => {
  const context = (page) => page.addInitScript(() => {
    globalThis.titles = new Set();
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
      const root = attach.call(this, options);
      const look = () => this.label !== undefined && globalThis.titles.add(root.querySelector('[part=title], [part=name]')?.textContent);
      new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true });
      return root;
    };
  });
  const { page, close } = await site.open('/', { before: context });
  await shown(page);
  const { sections } = await dashboard('conversation-metrics');
  const own = sections.flatMap(({ panels }) => panels.map(({ title }) => spelling('en').word(title)));
  const seen = await page.evaluate(() => [...globalThis.titles].filter(Boolean));
  assert.deepEqual(new Set(seen), new Set(own));
  await close();
});

/** Goes to the further questions, and waits until they are answered. */
async function lookedAt(page) {
  await page.locator('#insights').scrollIntoViewIfNeeded();
  await page.locator('inboxlens-anomalies [part=summary]').waitFor();
  await page.locator('inboxlens-staffing inboxlens-chart [part=title]').waitFor();
}

test('a closer look says what the API says', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  await answered(page, () => page.locator('inboxlens-filter select').selectOption('last-90-days'));
  await lookedAt(page);
  const spell = spelling('en');
  const query = { now: inbox.summary.to, period: 'last-90-days' };
  const cells = await page.locator('inboxlens-comparison tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const { rows } = await inbox.compare({ ...query, metric: 'first-response', by: 'agent' });
  assert.deepEqual(
    cells.map(([name, n, value, verdict]) => [name, n, value.split(' (')[0], verdict.split('the rest')[0]]),
    rows.map(({ key, label, n, value, verdict }) =>
      [spell.key('agent', key, label), spell.number(n), spell.value(value, 'milliseconds'), spell.word(`verdict.${verdict}`)]),
  );
  const staffing = await inbox.staffing(query);
  const agents = await tableOf(page, 'Agents needed');
  assert.deepEqual(agents.slice(1).map((row) => row.slice(1)), staffing.agents.map((row) => row.map((count) => spell.value(count, 'contacts'))));
  await page.locator('inboxlens-staffing').getByLabel('Contacts at once').fill('3');
  await page.keyboard.press('Enter');
  const fewer = await inbox.staffing({ ...query, concurrency: 3 });
  const most = Math.max(...fewer.agents.flat());
  await page.locator('inboxlens-staffing [part=summary]', { hasText: `At the most ${most} are needed` }).waitFor();
  await page.locator('inboxlens-staffing [part=plot]').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.locator('inboxlens-staffing').getByText(`Sun 23:00: ${fewer.agents[6][23]} needed`).waitFor();
  assert.equal(await page.locator('inboxlens-explanation dialog').isVisible(), false);
  const { judged, unjudged } = await inbox.anomalies({ ...query, metric: 'conversations', over: 'day' });
  const sentences = [spell.word('ui.anomalies-none'), spell.word('ui.anomalies-judged', { judged, all: judged + unjudged })];
  assert.equal(await page.locator('inboxlens-anomalies [part=summary]').textContent(), sentences.join(' '));
  assert.deepEqual(await obstacles(page), []);
  await close();
});

test('an attribute of contacts is compared under its own name', async () => {
  const { page, close } = await site.open('/');
  await shown(page);
  await lookedAt(page);
  await page.locator('inboxlens-comparison').evaluate((element) => (element.by = 'attribute:plan'));
  await page.locator('inboxlens-comparison th[scope=row]', { hasText: 'pro' }).waitFor();
  assert.equal(await page.locator('inboxlens-comparison thead th').first().textContent(), 'plan');
  await close();
});

test('charts are sharp on screens of high density', async () => {
  const { page, close } = await site.open('/', { deviceScaleFactor: 2 });
  await shown(page);
  const sizes = await page.locator('inboxlens-chart canvas').evaluateAll((canvases) =>
    canvases.filter((canvas) => canvas.clientWidth > 0).map(({ width, clientWidth }) => [width, clientWidth * 2]));
  assert.ok(sizes.length > 8);
  sizes.forEach(([width, expected]) => assert.ok(Math.abs(width - expected) <= 1));
  await close();
});

const LOOKS = {
  light: ['/', { colorScheme: 'light' }],
  dark: ['/', { colorScheme: 'dark' }],
  narrow: ['/', { viewport: { width: 320, height: 700 } }],
  Arabic: ['/?lang=ar', {}],
  'narrow Arabic': ['/?lang=ar', { viewport: { width: 320, height: 700 } }],
};

for (const [look, [path, options]] of Object.entries(LOOKS)) {
  test(`nothing is in the way: ${look}`, async () => {
    const { page, close } = await site.open(path, options);
    await shown(page);
    await lookedAt(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    assert.deepEqual(await obstacles(page), []);
    if (path.includes('ar')) {
      assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
      const titles = await page.locator('inboxlens-chart [part=title]').allTextContents();
      assert.ok(titles.every((title) => /\p{Script=Arabic}/u.test(title)));
    }
    await close();
  });
}

test('no request can leave for anywhere else', async () => {
  let arrived = 0;
  const elsewhere = createServer((_, answer) => {
    arrived += 1;
    answer.end();
  });
  await new Promise((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const { page } = await site.open('/');
  await shown(page);
  const refused = await page.evaluate(async (address) => {
    const violations = new Set();
    document.addEventListener('securitypolicyviolation', (event) => violations.add(event.effectiveDirective));
    await fetch(address).catch(() => undefined);
    await new Promise((resolve) => {
      const image = new Image();
      image.onerror = resolve;
      image.src = `${address}pixel.png`;
    });
    navigator.sendBeacon(address);
    const script = document.createElement('script');
    script.src = `${address}script.js`;
    document.head.append(script);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return [...violations].sort();
  }, `http://127.0.0.1:${elsewhere.address().port}/`);
  assert.deepEqual(refused, ['connect-src', 'img-src', 'script-src-elem']);
  assert.equal(arrived, 0);
  await page.context().close();
  await new Promise((resolve) => elsewhere.close(resolve));
});
