/** A dataset written as canonical JSON is the dataset. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { open } from 'inboxlens';
import { ROOT } from './support.js';

const { sample } = await import(new URL('pkg/dist/warm.js', ROOT));
const fixture = async (name) => readFile(new URL(`tests/fixtures/${name}`, ROOT), 'utf8');
const QUERY = {
  period: 'all-time',
  metrics: {
    daily: { metric: 'messages', over: 'day', by: 'actor' },
    speed: { metric: 'first-response', by: 'agent' },
    score: 'csat-score',
    tags: { metric: 'tags-applied', by: 'tag' },
  },
};

test('what is read again answers alike', async () => {
  const inbox = await open(sample(), { timeZone: 'UTC' });
  const written = await inbox.toCanonical();
  const again = await open(written, { timeZone: 'UTC' });
  assert.deepEqual(again.summary.inputs.map(({ format }) => format), ['canonical']);
  assert.deepEqual((await again.report(QUERY)).metrics, (await inbox.report(QUERY)).metrics);
  assert.equal(await (await again.toCanonical()).text(), await written.text());
  inbox.close();
  await assert.rejects(inbox.toCanonical(), { code: 'closed' });
});

test('ids of several sources stay apart, and no text is in it', async () => {
  const inputs = [await fixture('intercom/conversations-with-parts.json'), await fixture('zendesk/tickets-users-and-ratings.json')];
  const inbox = await open(inputs, { timeZone: 'UTC' });
  const text = await (await inbox.toCanonical()).text();
  const ids = JSON.parse(text).conversations.map(({ id }) => id);
  assert.deepEqual(ids, ['intercom:501', 'intercom:502', 'zendesk:70', 'zendesk:71']);
  assert.equal(text.includes('"text":'), false);
});

test('what has nothing in it is a document, too', async () => {
  const inbox = await open('{"inboxlens":1}');
  assert.deepEqual(JSON.parse(await (await inbox.toCanonical()).text()), { inboxlens: 1 });
});
