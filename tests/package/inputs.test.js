/** Whatever conversation data comes in, the answers are the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { open } from 'inboxlens';
import { fixture, zip } from './support.js';

const TEXT = fixture('canonical/every-field.json').toString();
const BYTES = Buffer.from(TEXT);
const CHAT = fixture('whatsapp/iphone-it.txt').toString();
const ALL = {
  period: 'all-time', now: '2026-01-01T00:00:00Z', timeZone: 'Europe/Rome',
  metrics: {
    total: 'conversations', messages: { metric: 'messages', over: 'month', by: 'actor' }, speed: 'first-response',
    tags: { metric: 'tags-applied', by: 'tag' }, peaks: { metric: 'messages', across: 'hour-of-week' },
  },
};

async function answersOf(input, options) {
  const inbox = await open(input, { timeZone: 'UTC', ...options });
  try {
    return await inbox.report(ALL);
  } finally {
    inbox.close();
  }
}

/** The bytes in pieces of a few, as a slow network would bring them. */
function stream(bytes, size) {
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      if (from >= bytes.length) {
        controller.close();
        return;
      }
      controller.enqueue(new Uint8Array(bytes.subarray(from, from + size)));
      from += size;
    },
  });
}

test('every kind of input gives the same answers', async (t) => {
  const expected = await answersOf(TEXT);
  assert.ok(expected.metrics.total.value > 0);
  const inputs = {
    bytes: new Uint8Array(BYTES),
    'a part of a larger buffer': BYTES,
    'an ArrayBuffer': new Uint8Array(BYTES).buffer,
    'a Blob': new Blob([TEXT]),
    'a File': new File([TEXT], 'inbox.json'),
    'a Response': new Response(TEXT),
    'a stream': stream(BYTES, 1000),
    'a stream in threes': stream(BYTES, 3),
    'an object': JSON.parse(TEXT),
    'gzip': gzipSync(BYTES),
    'a zip': zip({ 'inbox.json': TEXT }),
    'utf-16': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(TEXT, 'utf16le')]),
    'a byte order mark': `\u{feff}${TEXT}`,
    'the same twice': [TEXT, new Blob([TEXT])],
  };
  for (const [name, input] of Object.entries(inputs)) {
    await t.test(name, async () => assert.deepEqual(await answersOf(input), expected));
  }
});

test('an export of WhatsApp, by itself and in its archive', async () => {
  const options = { business: 'Negozio' };
  const expected = await answersOf(CHAT, options);
  assert.equal(expected.metrics.speed.shape, 'number');
  const archive = zip({ 'IMG-0001.jpg': 'not read', '_chat.txt': CHAT });
  assert.deepEqual(await answersOf(archive, options), expected);
  const unnamed = await answersOf(CHAT);
  assert.deepEqual(
    [unnamed.metrics.speed.shape, unnamed.metrics.speed.reason],
    ['unavailable', 'no-actors'],
  );
});

test('what was sent in a chat is not read, and several chats come in archives of their own', async () => {
  const options = { timeZone: 'UTC', business: 'Negozio' };
  const other = CHAT.replaceAll('Sara', 'Lina');
  const archive = zip({ '_chat.txt': CHAT, 'notes.txt': 'not read', 'sent.csv': 'a,b\n1,2\n', 'sent.zip': 'not opened' });
  const expected = await answersOf(CHAT, options);
  assert.deepEqual(await answersOf(archive, options), expected);
  const outer = zip({
    'WhatsApp Chat - Sara.zip': archive, 'WhatsApp Chat - Lina.zip': zip({ '_chat.txt': other }),
    'WhatsApp Chat - Ana.zip': zip({ 'IMG-0001.jpg': 'not read' }),
  });
  const inbox = await open(outer, options);
  assert.deepEqual(inbox.summary.inputs.map(({ chat, isBusinessNamed }) => [chat, isBusinessNamed]), [['Sara', true], ['Lina', true]]);
  assert.deepEqual(
    inbox.summary.warnings.map(({ code, count, first }) => [code, count, first.file]),
    [['left-out-file', 3, 0]],
  );
  assert.equal((await inbox.report(ALL)).metrics.total.value, 2 * expected.metrics.total.value);
  const unnamed = await open(outer, { timeZone: 'UTC' });
  assert.deepEqual(unnamed.summary.inputs.map(({ likelyBusiness }) => likelyBusiness), ['Negozio', 'Negozio']);
  await assert.rejects(open(zip({ 'a.zip': zip({ 'IMG-0001.jpg': 'x' }) })), { code: 'nothing-in-zip' });
});

test('pages of Chatwoot in any order', async () => {
  const pages = [fixture('chatwoot/conversations-page-1.json'), fixture('chatwoot/messages-of-42.json')];
  const forward = await answersOf(pages);
  assert.ok(forward.metrics.total.value > 0);
  assert.deepEqual(await answersOf([...pages].reverse()), forward);
  const inbox = await open(pages[1], { timeZone: 'UTC' });
  await inbox.add(pages[0]);
  assert.deepEqual(await inbox.report(ALL), forward);
});

test('progress is told, and a signal ends the reading without a trace', async () => {
  const many = `[${Array.from({ length: 60_000 }, (_, n) => `{"id":"x${n}","createdAt":"2025-05-01T10:00:00Z"}`).join()}]`;
  const inbox = await open(TEXT, { timeZone: 'UTC' });
  const before = await inbox.report(ALL);
  const controller = new AbortController();
  const told = [];
  const reading = inbox.add(stream(Buffer.from(many), 4096), {
    signal: controller.signal,
    onProgress(progress) {
      told.push(progress);
      controller.abort();
    },
  });
  await assert.rejects(reading, { name: 'InboxLensError', code: 'cancelled' });
  assert.ok(told[0].bytes > 0 && told[0].bytes < many.length);
  assert.deepEqual(await inbox.report(ALL), before);
  await assert.rejects(inbox.add(TEXT, { signal: AbortSignal.abort() }), { code: 'cancelled' });
});

test('readings that are asked for at once come one after the other', async () => {
  const parts = ['a', 'b', 'c'].map((name) => ({ conversations: [{ id: name, createdAt: '2025-05-01T10:00:00Z' }] }));
  const inbox = await open(TEXT, { timeZone: 'UTC' });
  const before = inbox.summary.conversations;
  const slow = parts.map((part) => stream(Buffer.from(JSON.stringify(part)), 7));
  await Promise.all([inbox.add(slow[0]), inbox.add('{"conversations":[').catch(() => undefined), inbox.add(slow[1]), inbox.add(slow[2])]);
  const { metrics } = await inbox.report(ALL);
  assert.equal(metrics.total.value, before + 3);
});

test('an inbox that is closed while it reads says so', async () => {
  const inbox = await open(TEXT, { timeZone: 'UTC' });
  let more;
  const reading = inbox.add(new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(BYTES.subarray(0, 100)));
      more = () => controller.enqueue(new Uint8Array(BYTES.subarray(100)));
    },
  }));
  await new Promise((resolve) => setTimeout(resolve, 5));
  inbox.close();
  more();
  await assert.rejects(reading, { name: 'InboxLensError', code: 'closed' });
});

test('what has been closed says so', async () => {
  const inbox = await open(TEXT);
  inbox.close();
  await assert.rejects(inbox.report(ALL), { code: 'closed' });
  await assert.rejects(inbox.add(TEXT), { code: 'closed' });
});

test('bodies and names do not leave in errors or warnings', async () => {
  const text = '{"conversations":[{"id":"k1","createdAt":"half past secret","messages":[{"id":"m","at":"topsecret"}]}, 7, {"secret":1}]}';
  const inbox = await open(text, { timeZone: 'UTC' });
  assert.ok(inbox.summary.warnings.length > 0);
  assert.doesNotMatch(JSON.stringify(inbox.summary), /secret/);
  const error = await open('{"conversations":[{"id":"secret"').catch((error) => error);
  assert.equal(error.code, 'truncated-input');
  assert.doesNotMatch(JSON.stringify(error.facts) + error.stack, /secret/);
});

test('rows of no known source are read by a mapping, which is guessed and told, or said', async () => {
  const rows = [
    { chat: 'c1', when: '2025-03-03T09:00:00Z', who: 1 },
    { chat: 'c1', when: '2025-03-03T09:05:00Z', who: 2 },
  ];
  const format = { conversation: 'chat', at: 'when', sender: 'who', words: { sender: { 1: 'contact', 2: 'agent' } } };
  const inbox = await open(rows, { timeZone: 'UTC', format });
  const { metrics } = await inbox.report({ period: 'all-time', metrics: { speed: 'first-response' } });
  assert.equal(metrics.speed.value, 300_000);
  assert.deepEqual(inbox.summary.inputs[0].mapping, format);
  assert.equal(inbox.summary.inputs[0].isMappingGuessed, undefined);
  inbox.close();

  const shop = fixture('json-rows/messages-of-a-shop.json');
  const guessed = await open(shop, { timeZone: 'UTC' });
  const [{ mapping, isMappingGuessed, format: source }] = guessed.summary.inputs;
  assert.deepEqual([source, isMappingGuessed, mapping.rows, mapping.at], ['json-rows', true, 'data.items', 'ts']);
  const said = await open(shop, { timeZone: 'UTC', format: mapping });
  assert.deepEqual(await said.report(ALL), await guessed.report(ALL));
  guessed.close();
  said.close();

  await assert.rejects(open(rows, { format: { at: 'when' } }), { code: 'bad-query', path: 'format' });
  await assert.rejects(open(rows, { format: { colour: 'c' } }), { code: 'bad-query', path: 'format.colour' });
});

test('a table is read as the same rows in JSON are', async () => {
  const rows = [
    { conversation_id: 'a', timestamp: '2025-03-03T09:00:00Z', role: 'user', text: 'x, "y"' },
    { conversation_id: 'a', timestamp: '2025-03-03T09:05:00Z', role: 'agent', text: 'caf\u00e9' },
  ];
  const quoted = (cell) => `"${cell.replaceAll('"', '""')}"`;
  const table = [Object.keys(rows[0]), ...rows.map(Object.values)].map((row) => row.map(quoted).join(';')).join('\r\n');
  const expected = await answersOf(rows);
  assert.deepEqual(await answersOf(table), expected);
  assert.deepEqual(await answersOf(Buffer.from(table, 'latin1')), expected);
  assert.deepEqual(await answersOf(Buffer.from(`\ufeff${table}`, 'utf16le')), expected);
});

const MESSAGES = 'chat_id,date,role\n1,03/04/2025 09:00,user\n1,03/04/2025 09:07,agent\n';

test('one input that cannot be read does not take the others with it, if that is wanted', async () => {
  const damaged = gzipSync(BYTES).subarray(0, 300);
  const files = [new File(['Buy milk'], 'notes.txt'), TEXT, zip({ 'inbox.json': TEXT, 'notes.txt': 'Call Sara' }), damaged, zip({ 'photo.jpg': 'x' }), zip({ '_chat.txt': CHAT, 'notes.txt': 'x' })];
  await assert.rejects(open(files, { timeZone: 'UTC' }), { code: 'unknown-format', file: 0 });
  const inbox = await open(files, { timeZone: 'UTC', onBadFile: 'leave-out' });
  const { inputs } = inbox.summary;
  assert.deepEqual(inputs.map(({ name, part, error }) => [name, part, error?.code]), [
    ['notes.txt', 0, 'unknown-format'], ['', 1, undefined], ['inbox.json', 2, undefined], ['notes.txt', 2, 'unknown-format'],
    ['', 3, 'bad-zip'], ['', 4, 'nothing-in-zip'], ['_chat.txt', 5, undefined],
  ]);
  assert.deepEqual(inputs.map(({ error }) => error?.file), [0, undefined, undefined, 3, 4, 5, undefined]);
  // What lies beside a chat in its archive is no input.
  assert.deepEqual(inputs[6].warnings.map(({ code, count }) => [code, count]).slice(-1), [['left-out-file', 1]]);
  assert.deepEqual(await inbox.report(ALL), await answersOf([TEXT, CHAT]));
  const summary = await inbox.add(['nothing here', TEXT], { onBadFile: 'leave-out' });
  assert.deepEqual([summary.inputs[7].error.file, summary.inputs[8].error], [7, undefined]);
});

test('if none can be read, what was there stays, and each says why', async () => {
  const inbox = await open(TEXT, { timeZone: 'UTC' });
  const before = await inbox.report(ALL);
  await assert.rejects(inbox.add(['', 'Buy milk']), { code: 'empty-input' });
  const { inputs } = await inbox.add(['', 'Buy milk'], { onBadFile: 'leave-out' });
  assert.deepEqual(inputs.map(({ error }) => error?.code), [undefined, 'empty-input', 'unknown-format']);
  assert.deepEqual(await inbox.report(ALL), before);
  const options = { onBadFile: 'leave-out', signal: AbortSignal.abort() };
  await assert.rejects(inbox.add([TEXT], options), { code: 'cancelled' });
});

test('rows that cannot be read without a mapping come with their columns', async () => {
  const text = 'who;what;when\n7;K;2025-03-03T09:00:00Z\n7;M;2025-03-03T09:07:00Z\n';
  await assert.rejects(open(text), { code: 'unknown-format' });
  const inbox = await open(text, { timeZone: 'UTC', onBadFile: 'leave-out' });
  const [input] = inbox.summary.inputs;
  assert.deepEqual([input.format, input.columns, input.error.code], ['csv', ['who', 'what', 'when'], 'unknown-format']);
  const format = { conversation: 'who', at: 'when', sender: 'what', words: { sender: { K: 'contact', M: 'agent' } } };
  const read = await open([text], { timeZone: 'UTC', each: [{ format }] });
  const { metrics } = await read.report(ALL);
  assert.equal(metrics.speed.value, 7 * 60_000);
  assert.deepEqual(read.summary.inputs[0].rows, { conversations: 1, messages: 2, events: 0, contacts: 0, surveys: 0 });
});

test('each input has options of its own, and warnings of its own', async () => {
  const files = [MESSAGES, MESSAGES.replaceAll('\n1,', '\n2,'), TEXT];
  const each = [{ timeZone: 'Asia/Riyadh', dateOrder: 'mdy' }, undefined];
  const inbox = await open(files, { timeZone: 'UTC', each });
  const { inputs, warnings, from, to } = inbox.summary;
  assert.deepEqual(inputs.map(({ dateOrder }) => dateOrder), ['mdy', 'dmy', undefined]);
  assert.deepEqual(inputs.map((input) => input.warnings.map(({ code, count, first }) => [code, count, first.file])), [
    [['naive-time', 2, 0]], [['naive-time', 2, 1], ['guessed-date-order', 1, 1]], [],
  ]);
  assert.deepEqual(warnings.map(({ code, count }) => [code, count]), [['naive-time', 4], ['guessed-date-order', 1]]);
  const alone = await open(files[0], { timeZone: 'UTC', each });
  assert.equal(alone.summary.from, Date.parse('2025-03-04T06:00:00Z'));
  assert.ok(from <= alone.summary.from && to >= alone.summary.to);
  await assert.rejects(open(files, { each: [{}, { timeZone: 'Mars/Olympus' }] }), { code: 'unknown-time-zone', path: 'each[1].timeZone', file: 1 });
  await assert.rejects(open(files, { each: [{ format: { at: 'date' } }], onBadFile: 'leave-out' }), { code: 'bad-query', file: 0 });
});
