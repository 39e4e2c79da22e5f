/** Where the module comes from, and which one is refused. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load, open } from 'inboxlens';
import { ROOT } from './support.js';

const module = readFileSync(new URL('pkg/dist/wasm/core.wasm', ROOT));
const { version } = JSON.parse(readFileSync(new URL('pkg/package.json', ROOT)));

test('a module of another version, or of none, is refused, and the right one taken afterwards', async () => {
  const place = module.lastIndexOf(version);
  const other = Buffer.concat([module.subarray(0, place), Buffer.from(version.replaceAll(/\d/g, '9'))]);
  // Without its last section, which has a length and a name before the version.
  const nameless = module.subarray(0, place - 'inboxlens'.length - 3);
  for (const source of [other, nameless]) {
    await assert.rejects(load(source), { name: 'InboxLensError', code: 'wasm-mismatch' });
  }
  await assert.rejects(load(Buffer.from('<!doctype html>')), { name: 'InboxLensError', code: 'wasm-unavailable' });
  await load(module);
  const inbox = await open('{"inboxlens":1,"conversations":[{"id":"k1"}]}', { timeZone: 'UTC' });
  assert.equal(inbox.summary.conversations, 1);
});
