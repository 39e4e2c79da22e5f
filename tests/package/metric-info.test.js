/** What metrics mean, without any module. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricInfo } from 'inboxlens';

test('a metric is defined in words, and by what can be asked of it', () => {
  const { name, counts, leavesOut, whenEmpty, ...facts } = metricInfo('first-response', 'en');
  assert.ok([counts, leavesOut, whenEmpty].every((text) => text.length > 3 && !text.includes('.leaves-out')));
  assert.equal(name, 'First response time');
  assert.deepEqual([facts.unit, facts.value, facts.needs], ['milliseconds', 'amount', ['actors', 'messages']]);
  assert.deepEqual(facts.views, ['number', 'series', 'breakdown', 'grid', 'distribution', 'curve']);
  assert.ok(facts.dimensions.includes('agent') && !facts.dimensions.includes('message-kind'));
});

test('a rate says what it is a share of, in the language of the tag', () => {
  const [en, ar] = ['en-GB', 'ar'].map((lang) => metricInfo('delivery-rate', lang));
  assert.deepEqual([en.numerator, en.denominator], ['messages that were delivered', 'messages that were sent']);
  assert.match(ar.denominator, /رسائل/);
  assert.equal(metricInfo('messages').numerator, undefined);
});

test('there is no definition of what is no metric', () => {
  assert.throws(() => metricInfo('toString'), { name: 'InboxLensError', code: 'unknown-id' });
});
