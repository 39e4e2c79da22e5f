/** Bad rows are warnings, bad files errors with a code and a place; what was read before stays. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from 'inboxlens';
import { fixture, zip } from './support.js';

const TEXT = fixture('canonical/every-field.json').toString();
const QUERY = { period: 'all-time', now: 1_767_225_600_000, metrics: { total: 'conversations', speed: 'first-response' } };
const deep = 100_000;

/** Each with the code of its error, and what else is known of it. */
const FILES = {
  'an empty file': ['', { code: 'empty-input' }],
  'only blanks': [' \n\t \n', { code: 'empty-input' }],
  'truncated JSON': [TEXT.slice(0, 700), { code: 'truncated-input', offset: 700 }],
  'JSON with a mistake': [TEXT.replace('"messages": [', '"messages": [,,'), { code: 'bad-json' }],
  'a picture': [Buffer.from('89504e470d0a1a0a0000000d49484452000000100000', 'hex'), { code: 'unknown-format' }],
  'a page': ['<!doctype html><title>Sign in</title><p>Your session has ended', { code: 'unknown-format' }],
  'some text': ['Dear all,\nthe figures are below.\nRegards', { code: 'unknown-format' }],
  'JSON of something else': ['{"users":[{"id":1}],"total":1}', { code: 'unknown-format' }],
  'JSON that is a number': ['12', { code: 'unknown-format' }],
  'lists within lists': ['['.repeat(deep), { code: 'nested-too-deep' }],
  'lists within an unknown member': [`{"conversations":[{"id":"a","x":${'['.repeat(deep)}`, { code: 'nested-too-deep' }],
  'bytes in JSON that are no text': [
    Buffer.concat([Buffer.from('{"conversations":[{"id":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}]}')]), { code: 'bad-utf8', offset: 25 },
  ],
  'an archive without texts': [zip({ 'photo.jpg': 'x' }), { code: 'nothing-in-zip' }],
  'an archive cut short': [zip({ '_chat.txt': 'x'.repeat(500) }).subarray(0, 60), { code: 'bad-zip' }],
  'an archive that unpacks to more than it says': [zip({ 'a.json': TEXT }, { saidSize: 100 }), { code: 'zip-bomb' }],
  'an archive that says absurd things': [zip({ 'a.txt': '0'.repeat(1000) }, { saidSize: 0xfffffff0 }), { code: 'zip-bomb' }],
};

for (const [name, [bytes, error]] of Object.entries(FILES)) {
  test(name, async () => {
    await assert.rejects(open(bytes), { name: 'InboxLensError', ...error });
    const inbox = await open(TEXT, { timeZone: 'UTC' });
    const before = await inbox.report(QUERY);
    await assert.rejects(inbox.add(bytes), { name: 'InboxLensError', ...error });
    await assert.rejects(inbox.add([TEXT.replaceAll('"k', '"z'), bytes]), { ...error, file: 1 });
    assert.deepEqual(await inbox.report(QUERY), before);
  });
}

test('a real bomb of zeros is left alone in good time', async () => {
  const start = performance.now();
  const bomb = zip({ '_chat.txt': Buffer.alloc(200_000_000) }, { saidSize: 1000 });
  await assert.rejects(open(bomb), { code: 'zip-bomb' });
  assert.ok(performance.now() - start < 20_000);
});

/** Texts that can be read, each with the warnings that it is read with. */
const ROWS = {
  'rows of wrong types': [
    '{"conversations":[7,"x",null,[],{"id":{},"createdAt":"2025-01-01T00:00:00Z"},{"id":"ok","createdAt":"2025-01-01T00:00:00Z","tags":3}]}',
    ['missing-id', 'wrong-type'], 1,
  ],
  'a clock out of range': [
    '{"conversations":[{"id":"a","createdAt":"0001-01-01T00:00:00Z"},{"id":"b","createdAt":1e300},{"id":"c","createdAt":"2025-13-45T99:99:99Z"}]}',
    ['bad-time', 'time-out-of-range'], 3,
  ],
  'bytes in a chat that are no text': [
    Buffer.concat([Buffer.from('[30/03/25, 10:00:00] Sara: '), Buffer.from([0xff, 0xc3]), Buffer.from('\n[30/03/25, 10:01:00] Shop: ok\n')]),
    ['bad-utf8'], 1,
  ],
};

for (const [name, [bytes, codes, conversations]] of Object.entries(ROWS)) {
  test(name, async () => {
    const { summary } = await open(bytes, { timeZone: 'UTC' });
    assert.deepEqual(summary.warnings.map(({ code }) => code).sort(), codes);
    assert.ok(summary.warnings.every(({ count, first }) => count > 0 && first !== undefined));
    assert.equal(summary.conversations, conversations);
  });
}

test('the first place of a warning says in which of all inputs it is', async () => {
  const bad = '{"conversations":[{"id":"z","createdAt":"yesterday"}]}';
  const inbox = await open([TEXT, bad], { timeZone: 'UTC' });
  const place = ({ warnings }) => warnings.find(({ code }) => code === 'bad-time').first.file;
  assert.equal(place(inbox.summary), 1);
  const other = await open(TEXT, { timeZone: 'UTC' });
  assert.equal(place(await other.add(bad)), 1);
});

test('queries that make no sense are refused with their path', async () => {
  const inbox = await open(TEXT);
  await assert.rejects(inbox.report({ metrics: { a: { metric: 'messages', spread: true } } }), { code: 'bad-query', path: 'metrics.a.spread' });
  await assert.rejects(inbox.report({ timeZone: 'Mars/Olympus', metrics: {} }), { code: 'unknown-time-zone', path: 'timeZone' });
  await assert.rejects(inbox.rows('moon-log'), { code: 'unknown-id' });
  await assert.rejects(open(TEXT, { timeZone: 'Mars/Olympus' }), { code: 'unknown-time-zone' });
});
