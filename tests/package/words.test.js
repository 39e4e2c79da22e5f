/** Words and spelling, by language tag. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allLanguages, language, spelling } from 'inboxlens';

test('a language is found by its tag, and English where it is none of ours', () => {
  const tags = { 'ar-SA': 'ar', 'en-GB': 'en', ar: 'ar', 'pt-BR': 'pt', 'zh-TW': 'zh-Hant', 'zh-HK': 'zh-Hant', 'zh-CN': 'en', tlh: 'en', '': 'en' };
  assert.deepEqual(Object.keys(tags).map((tag) => language(tag).id), Object.values(tags));
  assert.deepEqual(allLanguages().map(({ id }) => id), ['en', 'ar', 'de', 'es', 'fr', 'it', 'pt', 'zh-Hant']);
  assert.equal(spelling('ar-EG').dir, 'rtl');
});

test('lengths of time in their two largest units', () => {
  const spell = spelling('en');
  const spelled = [0, 999, 61_000, 3_600_000, 5_400_000, 90_061_000, -60_000].map((ms) => spell.duration(ms));
  assert.deepEqual(spelled, ['0 sec', '1 sec', '1 min 1 sec', '1 hr', '1 hr 30 min', '1 day 1 hr', '1 min']);
});

test('a period by its days, in its own zone', () => {
  const start = Date.parse('2025-02-28T23:00:00Z');
  const period = { start, end: Date.parse('2025-03-31T22:00:00Z'), timeZone: 'Europe/Rome' };
  assert.match(spelling('en').period(period), /^Mar 1\s*–\s*31, 2025$/);
  assert.match(spelling('en').period({ ...period, end: start + 86_400_000 }), /^Mar 1, 2025$/);
});

test('digits are those that everybody reads, unless the tag asks for others', () => {
  assert.equal(spelling('ar').number(1234), '1,234');
  assert.equal(spelling('ar-u-nu-arab').number(12), '١٢');
  assert.equal(spelling('not a tag').number(12), '12');
});

test('an attribute is called by its own key', () => {
  const spell = spelling('en');
  const named = ['country', 'attribute:plan', 'attribute:'].map((by) => spell.dimension(by));
  assert.deepEqual([...named, spell.key('attribute:plan', null, null)], ['Country', 'plan', '', 'None']);
});

test('a list, and a small change, as a language writes them', () => {
  const [en, ar] = ['en', 'ar'].map(spelling);
  assert.deepEqual([en.list(['Ana', 'Omar']), ar.list(['Ana', 'Omar'])], ['Ana, Omar', 'Ana، Omar']);
  assert.deepEqual([0.004, -0.15, 0].map((share) => en.signedPercent(share)), ['+0.4%', '-15%', '0%']);
});

test('what has no value is no 0', () => {
  const spell = spelling('en');
  assert.deepEqual([spell.value(null, 'messages'), spell.value(undefined, 'milliseconds'), spell.value(0, 'messages')], ['–', '–', '0']);
});
