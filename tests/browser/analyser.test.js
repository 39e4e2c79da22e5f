/** The offline analyser, as a support lead uses it. */
import assert from 'node:assert/strict';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { open, spelling } from 'inboxlens';
import { answered, obstacles, shown, start, tiles } from './support.js';

const fixture = (path) => new URL(`../fixtures/${path}`, import.meta.url).pathname;

let site;

before(async () => {
  site = await start();
});

after(() => site.close());

const picker = (page) => page.locator('inboxlens-drop input[type=file]');

test('an export of WhatsApp: the page asks who the business is, and shows what the API says', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles(fixture('whatsapp/iphone-it.txt'));
  await page.getByText('Which name is the business?').waitFor();
  await page.getByRole('checkbox', { name: 'Negozio' }).check();
  await page.getByRole('button', { name: 'Analyse', exact: true }).click();
  await shown(page);
  const inbox = await open(readFileSync(fixture('whatsapp/iphone-it.txt')), { business: 'Negozio', timeZone: 'Europe/Rome' });
  const metrics = ['conversations', 'messages', 'first-response', 'response-time', 'unique-customers', 'conversation-duration'];
  const report = await inbox.report({ period: 'all-time', metrics: Object.fromEntries(metrics.map((metric) => [metric, metric])) });
  const seen = await tiles(page);
  for (const metric of metrics) {
    const { value, unit } = report.metrics[metric];
    assert.equal(seen[metric], spelling('en').value(value, unit), metric);
  }
  await close();
});

test('a further chat, in which the business has another name, is asked about again', async () => {
  const { page, close } = await site.open('/analyser.html');
  const pick = async (name) => {
    await page.getByText('Which name is the business?').waitFor();
    await page.getByRole('checkbox', { name }).check();
    await page.getByRole('button', { name: 'Analyse', exact: true }).click();
  };
  await picker(page).setInputFiles(fixture('whatsapp/iphone-it.txt'));
  await pick('Negozio');
  await shown(page);
  const chat = '[14/04/25, 10:00:00] Anna: ciao\n[14/04/25, 10:05:00] Bottega: buongiorno\n';
  await picker(page).setInputFiles({ name: 'Chat WhatsApp con Anna.txt', mimeType: 'text/plain', buffer: Buffer.from(chat) });
  await pick('Bottega');
  await page.waitForFunction(() => document.querySelector('inboxlens-drop').getAttribute('state') === 'open');
  const senders = await page.evaluate(() => document.querySelector('inboxlens-drop').inbox.summary.inputs.map((input) => input.isBusinessNamed));
  assert.deepEqual(senders, [true, true]);
  await close();
});

test('what the source cannot say is said, and is never 0', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles(fixture('whatsapp/android-en-12h.txt'));
  await page.getByRole('button', { name: 'None of these' }).click();
  await shown(page);
  const seen = await tiles(page);
  assert.equal(seen['tags-applied'], 'There are no tags in this source.');
  assert.equal(seen['open-conversations'], 'This source does not say when conversations open and close.');
  assert.equal(seen['first-response'], 'It is not known who wrote: the contact or the business.');
  assert.match(await page.locator('inboxlens-table[table=tag-log] p').first().textContent(), /There is no tag history in this source\.|There are no tags in this source\./);
  assert.deepEqual(await obstacles(page), []);
  await close();
});

test('pages of Chatwoot, dropped together, and a page that is none', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles([fixture('chatwoot/messages-of-42.json'), fixture('chatwoot/conversations-page-1.json')]);
  await shown(page);
  const before = await tiles(page);
  const inbox = await open(['conversations-page-1', 'messages-of-42'].map((name) => readFileSync(fixture(`chatwoot/${name}.json`))), { timeZone: 'Europe/Rome' });
  const { metrics } = await inbox.report({ period: 'all-time', metrics: { messages: 'messages', total: 'conversations' } });
  assert.deepEqual([before.messages, before.conversations], [metrics.messages.value, metrics.total.value].map((value) => spelling('en').number(value)));
  await picker(page).setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Buy milk\nCall Sara') });
  await page.getByText('This is no kind of file that is known here.').waitFor();
  assert.deepEqual(await tiles(page), before);
  await close();
});

test('pasted text is read like a file', async () => {
  const { page, close } = await site.open('/analyser.html');
  await page.getByRole('button', { name: 'Paste text' }).click();
  await page.getByRole('textbox').fill(readFileSync(fixture('canonical/every-field.json'), 'utf8'));
  await page.getByRole('button', { name: 'Analyse', exact: true }).click();
  await shown(page);
  const inbox = await open(readFileSync(fixture('canonical/every-field.json')), { timeZone: 'Europe/Rome' });
  const { metrics } = await inbox.report({ period: 'all-time', metrics: { total: 'conversations' } });
  assert.equal((await tiles(page)).conversations, spelling('en').number(metrics.total.value));
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByText('Drop a file here').waitFor();
  assert.equal(await page.locator('inboxlens-dashboard').isVisible(), false);
  await close();
});

test('a file that is dropped anywhere on the page', async () => {
  const { page, close } = await site.open('/analyser.html');
  const text = readFileSync(fixture('canonical/every-field.json'), 'utf8');
  const transfer = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'inbox.json'));
    return transfer;
  }, text);
  await page.locator('footer').dispatchEvent('drop', { dataTransfer: transfer });
  await shown(page);
  await close();
});

test('dates that can be read in two ways: the person decides', async () => {
  const { page, close } = await site.open('/analyser.html');
  const chat = '[03/04/25, 10:00:00] Sara: hello\n[05/06/25, 10:00:00] Shop: hi\n';
  await picker(page).setInputFiles({ name: '_chat.txt', mimeType: 'text/plain', buffer: Buffer.from(chat) });
  await page.getByRole('button', { name: 'None of these' }).click();
  await page.locator('inboxlens-drop .title', { hasText: 'Apr 3, 2025' }).waitFor();
  await page.getByLabel('The order of day and month was guessed.').selectOption('mdy');
  await page.locator('inboxlens-drop .title', { hasText: 'Mar 4, 2025' }).waitFor();
  await close();
});

test('a long reading shows its progress and can be cancelled; what was there stays', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles(fixture('canonical/every-field.json'));
  await shown(page);
  const before = await tiles(page);
  await picker(page).setInputFiles(await longFile());
  const cancel = page.getByRole('button', { name: 'Cancel' });
  await page.getByText(/^Reading: .* of .* messages$/).waitFor();
  assert.ok(await page.locator('progress').evaluate((bar) => bar.value > 0 && bar.value < bar.max));
  await cancel.click();
  await page.getByText('Cancelled. What was there before is unchanged.').waitFor();
  assert.deepEqual(await tiles(page), before);
  await close();
});

test('an answer that never comes to its end can be cancelled, whether its length is known or not', async () => {
  const { page, close } = await site.open('/analyser.html');
  await page.getByText('Drop a file here').waitFor();
  for (const headers of [{ 'content-length': '1000' }, {}]) {
    await page.evaluate((headers) => {
      const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"conversations":[')) });
      void document.querySelector('inboxlens-drop').read([new Response(body, { headers })]);
    }, headers);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled. What was there before is unchanged.').waitFor();
  }
  await close();
});

test('what is wrong with the data is listed, the worst first, in the language of the page', async () => {
  const { page, close } = await site.open('/analyser.html');
  const message = (id, at) => ({ id, at, sender: 'contact', senderId: 'c1' });
  const conversations = [{
    id: 'k1', contactId: 'c1', channel: 'email', status: 'closed', createdAt: '2025-03-03T09:00:00Z',
    messages: [message('m1', '2025-03-03T09:00:00Z'), message('m1', '2025-03-03T09:05:00Z'), message('m2', '2025-03-03T09:10:00')],
  }];
  await picker(page).setInputFiles({ name: 'inbox.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ conversations })) });
  await shown(page);
  const list = page.getByRole('region', { name: 'Data quality' }).getByRole('listitem');
  await list.first().waitFor();
  assert.match(await list.first().textContent(), /^Error Messages that have the id of another message .*: 1 of 3\.First: k1/);
  assert.deepEqual(await list.locator('strong').allTextContents(), ['Error', 'Warning', 'Warning', 'Note']);
  assert.deepEqual(await obstacles(page), []);
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ar');
  await page.getByRole('region', { name: 'جودة البيانات' }).waitFor();
  await close();
});

test('an unusual day is named, with what is behind it, and who differs from the rest', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles({ name: 'inbox.json', mimeType: 'application/json', buffer: Buffer.from(unusual()) });
  await shown(page);
  await page.locator('#insights').scrollIntoViewIfNeeded();
  const item = page.locator('inboxlens-anomalies li').first();
  await item.waitFor();
  assert.match(await item.textContent(), /^Wed, Mar 12, 2025 ▲ 44 instead of about 4\.1; \d+ to \d+ would be usual/);
  assert.match(await item.locator('li').first().textContent(), /^Tag outage: 40 instead of about 0, 100% of the difference$/);
  const sentence = page.locator('inboxlens-comparison [part=summary]');
  assert.equal(await sentence.textContent(), 'Higher than the rest: Ben. Lower than the rest: Ana.');
  assert.deepEqual(await obstacles(page), []);
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ar');
  await page.getByText('ما هو غير معتاد').waitFor();
  await page.getByRole('button', { name: 'البدء من جديد' }).click();
  await page.locator('#insights').waitFor({ state: 'hidden' });
  await close();
});

test('what a closer look cannot say of a source, it says', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles(fixture('whatsapp/android-en-12h.txt'));
  await page.getByRole('button', { name: 'None of these' }).click();
  await shown(page);
  await page.locator('#insights').scrollIntoViewIfNeeded();
  const said = (tag) => page.locator(`${tag} [part=summary]`);
  await said('inboxlens-anomalies').waitFor();
  assert.equal(await said('inboxlens-comparison').textContent(), 'It is not known who wrote: the contact or the business.');
  assert.equal(await said('inboxlens-staffing').textContent(), 'It is not known who wrote: the contact or the business.');
  assert.match(await said('inboxlens-anomalies').textContent(), /^Nothing can be judged yet\./);
  assert.equal(await page.locator('inboxlens-staffing inboxlens-chart').isVisible(), false);
  await close();
});

/** Ten weeks of four conversations a day, which Ana answers sooner than Ben; forty more on one day. */
function unusual() {
  const conversations = [];
  const add = (at, tags) => {
    const id = `k${conversations.length}`;
    const agent = conversations.length % 2 === 0 ? 'a' : 'b';
    const reply = at + (agent === 'a' ? 1 : 5) * 60_000 + (conversations.length % 7) * 1000;
    conversations.push({
      id, contactId: `c${id}`, channel: 'email', status: 'open', createdAt: at, tags, agentId: agent,
      messages: [{ id: `${id}q`, at, sender: 'contact' }, { id: `${id}a`, at: reply, sender: 'agent', senderId: agent }],
    });
  };
  const first = Date.parse('2025-01-06T09:00:00Z');
  for (let day = 0; day < 70; day += 1) {
    const isUnusual = day === 65;
    for (let number = 0; number < (isUnusual ? 44 : 4); number += 1) {
      add(first + day * 86_400_000 + number * 60_000, number < 4 ? ['order'] : ['outage']);
    }
  }
  return JSON.stringify({ agents: [{ id: 'a', name: 'Ana' }, { id: 'b', name: 'Ben' }], conversations });
}

/** 400 MB of conversations, one a line. */
async function longFile() {
  const folder = new URL('../../target/browser/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL('long.ndjson', folder).pathname;
  const out = createWriteStream(file);
  const text = 'so it goes '.repeat(200);
  for (let number = 0; number < 180_000; number += 1) {
    const line = `{"id":"n${number}","messages":[{"id":"m${number}","at":"2025-03-01T10:00:00Z","sender":"contact","text":"${text}"}]}\n`;
    if (!out.write(line)) {
      await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'close');
  return file;
}

const TABLE = 'chat_id,date,role,agent\n1,03/04/2025 09:00,user,Omar\n1,03/04/2025 09:07,agent,Omar\n2,05/04/2025 10:00,user,Ana\n';
const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const card = (page, name) => page.locator('inboxlens-drop details.file').filter({ has: page.locator('.name', { hasText: name }) });
const inputs = (page) => page.evaluate(() => document.querySelector('inboxlens-drop').inbox.summary.inputs);
const read = (page, action) => answered(page, action).then(() => shown(page));

test('each file has a card, and one that cannot be read does not refuse the others', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles([file('notes.txt', 'Buy milk\nCall Sara'), file('march.csv', TABLE)]);
  await shown(page);
  const cards = page.locator('inboxlens-drop details.file');
  assert.deepEqual(await cards.locator('.name').allTextContents(), ['notes.txt', 'march.csv']);
  assert.match(await cards.first().textContent(), /This is no kind of file that is known here\./);
  const text = await cards.nth(1).textContent();
  assert.match(text, /Recognised as CSV: the names of its columns/);
  assert.match(text, /Conversations: 2 · Messages: 3/);
  assert.match(text, /3 times without a zone, read in that of the file \(first: in line 2, date\)/);
  assert.deepEqual(await obstacles(page), []);
  await read(page, () => card(page, 'notes.txt').getByRole('button', { name: 'Leave this file out' }).click());
  assert.deepEqual((await inputs(page)).map(({ name }) => name), ['march.csv']);
  await close();
});

test('a file whose columns tell nothing asks which is what', async () => {
  const { page, close } = await site.open('/analyser.html');
  const text = 'k;wer;wann\n7;user;2025-03-03T09:00:00Z\n7;agent;2025-03-03T09:07:00Z\n';
  await picker(page).setInputFiles(file('antworten.csv', text));
  const form = card(page, 'antworten.csv').locator('form');
  await page.getByText('The names of its columns do not tell what is what.').waitFor();
  assert.equal(await page.locator('inboxlens-drop').getAttribute('state'), 'asking');
  assert.deepEqual(await obstacles(page), []);
  await form.getByRole('combobox', { name: 'Time of the message', exact: true }).selectOption('wann');
  await form.getByRole('button', { name: 'Read again' }).click();
  await form.getByRole('alert').waitFor();
  await form.getByRole('combobox', { name: 'Conversation', exact: true }).selectOption('k');
  await form.getByLabel('Kind of sender').selectOption('wer');
  await read(page, () => form.getByRole('button', { name: 'Read again' }).click());
  assert.equal((await tiles(page))['first-response'], spelling('en').duration(7 * 60_000));
  const [input] = await inputs(page);
  assert.deepEqual([input.mapping, input.reason, input.error], [{ conversation: 'k', at: 'wann', sender: 'wer' }, 'given-mapping', undefined]);
  const focused = await page.evaluate(() => document.querySelector('inboxlens-drop').shadowRoot.activeElement?.localName);
  assert.equal(focused, 'summary');
  await close();
});

test('times without a zone are in that of the page, or in one that is chosen for their file', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles([file('march.csv', TABLE), file('april.csv', TABLE.replace(/^(\d),/gm, '9$1,'))]);
  await shown(page);
  const span = () => page.evaluate(() => {
    const { from, to } = document.querySelector('inboxlens-drop').inbox.summary;
    return [from, to].map((at) => new Date(at).toISOString().slice(5, 16));
  });
  assert.deepEqual(await span(), ['04-03T07:00', '04-05T08:00']);
  await read(page, () => card(page, 'april.csv').getByLabel('Time zone of its times').selectOption('America/New_York'));
  assert.deepEqual(await span(), ['04-03T07:00', '04-05T14:00']);
  await read(page, () => page.getByRole('combobox', { name: 'Time zone', exact: true }).selectOption('Asia/Riyadh'));
  await page.waitForFunction(() => document.querySelector('inboxlens-drop').inbox.summary.timeZone === 'Asia/Riyadh');
  assert.deepEqual(await span(), ['04-03T06:00', '04-05T14:00']);
  await page.waitForFunction(() => document.querySelector('inboxlens-drop').getAttribute('state') === 'open');
  await read(page, () => card(page, 'march.csv').getByLabel('The order of day and month was guessed.').selectOption('mdy'));
  assert.deepEqual((await inputs(page)).map(({ dateOrder }) => dateOrder), ['mdy', 'dmy']);
  assert.deepEqual(await span(), ['03-04T06:00', '05-04T07:00']);
  await close();
});

test('a file that was taken for the wrong thing is read as another one, and back', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles(file('march.csv', TABLE));
  await shown(page);
  const format = card(page, 'march.csv').getByLabel('Read this file as');
  const recognised = card(page, 'march.csv').getByText('Recognised as CSV: the names of its columns');
  assert.equal(await format.locator('option:checked').textContent(), 'Automatic');
  await recognised.waitFor();
  await format.selectOption('Chatwoot');
  await card(page, 'march.csv').getByRole('alert').waitFor();
  assert.equal(await page.locator('inboxlens-drop').getAttribute('state'), 'asking');
  assert.equal(await page.locator('inboxlens-dashboard').isVisible(), false);
  assert.equal(await format.inputValue(), 'chatwoot');
  const focused = await page.evaluate(() => document.querySelector('inboxlens-drop').shadowRoot.activeElement?.name);
  assert.equal(focused, 'format');
  assert.deepEqual(await obstacles(page), []);
  await read(page, () => format.selectOption('Automatic'));
  await recognised.waitFor();
  await read(page, () => format.selectOption('CSV'));
  await card(page, 'march.csv').getByText('Recognised as CSV: chosen by you').waitFor();
  await close();
});

test('a file that is nothing has a card, on which somebody can say what it is', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles(file('inbox.json', '{"topic":"a","items":[{"id":"k1"}]}'));
  const only = card(page, 'inbox.json');
  await only.getByText('This is no kind of file that is known here.').waitFor();
  assert.deepEqual(await obstacles(page), []);
  await only.getByLabel('Read this file as').selectOption('inboxlens JSON');
  await only.getByText('Recognised as inboxlens JSON: chosen by you').waitFor();
  await only.getByRole('button', { name: 'Leave this file out' }).click();
  await page.getByText('Drop a file here').waitFor();
  await close();
});

test('words that nobody knows are given a meaning, and one that is known another one', async () => {
  const { page, close } = await site.open('/analyser.html');
  const text = 'chat_id,date,role,text\n1,2025-03-03T09:00:00Z,Klant,a\n1,2025-03-03T09:07:00Z,Medewerker,b\n'
    + '2,2025-03-03T10:00:00Z,klant,c\n2,2025-03-03T10:03:00Z,assistant,d\n';
  await picker(page).setInputFiles(file('gesprekken.csv', text));
  await shown(page);
  const words = card(page, 'gesprekken.csv').getByRole('group', { name: 'What the words in “role” mean' });
  const told = () => words.getByRole('combobox').evaluateAll((all) => all.map((select) => [select.labels[0].firstChild.textContent, select.value]));
  assert.deepEqual(await told(), [['klant × 2', ''], ['medewerker × 1', ''], ['assistant × 1', 'bot']]);
  assert.deepEqual(await obstacles(page), []);
  await words.getByLabel('klant').selectOption('Contact');
  await words.getByLabel('medewerker').selectOption('Agent');
  await words.getByLabel('assistant').selectOption('Agent');
  const again = card(page, 'gesprekken.csv').getByRole('button', { name: 'Read again' });
  await read(page, () => again.click());
  assert.equal((await tiles(page))['first-response'], spelling('en').duration(5 * 60_000));
  assert.deepEqual(await told(), [['klant × 2', 'contact'], ['assistant × 1', 'agent'], ['medewerker × 1', 'agent']]);
  await words.getByLabel('medewerker').selectOption('not known');
  await read(page, () => again.click());
  const [{ mapping }] = await inputs(page);
  assert.deepEqual(mapping.words, { sender: { assistant: 'agent', klant: 'contact' } });
  await close();
});

test('what a source announces is compared with what it gave itself', async () => {
  const { page, close } = await site.open('/analyser.html');
  await picker(page).setInputFiles([fixture('chatwoot/conversations-page-1.json'), fixture('canonical/every-field.json')]);
  await shown(page);
  const alone = await open(readFileSync(fixture('chatwoot/conversations-page-1.json')));
  const { announced, conversations } = alone.summary;
  assert.ok(announced.chatwoot.announced > conversations);
  await page.getByText(`Chatwoot: ${conversations} of ${announced.chatwoot.announced} conversations were given`, { exact: true }).waitFor();
  await close();
});

test('the same messages in two sources are told, with the names of both', async () => {
  const { page, close } = await site.open('/analyser.html');
  const id = 'wamid.HBgLMzkzMzMxMTEyMjIzFQ';
  const value = { metadata: { phone_number_id: '77' }, messages: [{ from: '393331112223', id, timestamp: '1740992400', type: 'text', text: { body: 'a' } }] };
  const webhook = { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] };
  const inbox = { conversations: [{ id: 'k1', messages: [{ id, at: 1740992401000, sender: 'contact' }, { id: '2', at: 1740992500000, sender: 'agent' }] }] };
  await picker(page).setInputFiles([file('webhook.json', JSON.stringify(webhook)), file('inbox.json', JSON.stringify(inbox))]);
  await shown(page);
  const list = page.getByRole('region', { name: 'Data quality' }).getByRole('listitem');
  await list.filter({ hasText: /Messages that two sources \(WhatsApp Cloud API, inboxlens JSON\) seem to tell, .*: 1 of 3\./ }).waitFor();
  await close();
});

test('the cards in Arabic, and on a narrow screen', async () => {
  const { page, close } = await site.open('/analyser.html?lang=ar', { viewport: { width: 320, height: 700 } });
  await picker(page).setInputFiles([file('notes.txt', 'Buy milk'), file('a-very-long-name-of-a-file-that-somebody-has-exported-2025-03.csv', TABLE)]);
  await shown(page);
  await page.getByText('أي عمود لأي شيء').waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
  assert.deepEqual(await obstacles(page), []);
  await close();
});
