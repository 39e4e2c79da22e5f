/** What the module is run in with: were it not read to its last row, readers and metrics would not be run in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from 'inboxlens';
import { ROOT } from './support.js';

const { sample } = await import(new URL('pkg/dist/warm.js', ROOT));

test('the conversations that the module is run in with are read without a warning, and fill every metric', async () => {
  const inbox = await open(sample(), { timeZone: 'UTC' });
  const { conversations, messages, warnings } = inbox.summary;
  assert.deepEqual([conversations, messages > 200, warnings], [50, true, []]);
  const metrics = Object.fromEntries(
    ['conversations', 'messages', 'first-response', 'response-time', 'resolution-time', 'tags-applied', 'open-conversations']
      .map((metric) => [metric, metric]),
  );
  const report = await inbox.report({ period: { from: '2025-01-01', to: '2025-04-01' }, now: '2025-04-01T00:00:00Z', metrics });
  for (const [metric, { value }] of Object.entries(report.metrics)) {
    assert.ok(value > 0, metric);
  }
});
