/** A report has the answers that its questions have one at a time; what is the same in many of them is there once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from 'inboxlens';
import { ROOT } from './support.js';

const { sample } = await import(new URL('pkg/dist/warm.js', ROOT));

const QUERY = { period: { from: '2025-02-01', to: '2025-03-01' }, now: '2025-04-01T00:00:00Z' };
const METRICS = {
  daily: { metric: 'conversations', over: 'day' },
  speed: { metric: 'first-response', over: 'day' },
  agents: { metric: 'messages', over: 'day', by: 'agent' },
  weekly: { metric: 'messages', over: 'week' },
  total: 'conversations',
  cohorts: { metric: 'retention', cohort: 'week' },
};

for (const [kind, query] of [['report', QUERY], ['report that compares', { ...QUERY, compare: 'previous-period' }]]) {
  test(`the series of one ${kind} share their buckets, and each is what it is alone`, async () => {
    const inbox = await open(sample(), { timeZone: 'UTC' });
    const { metrics } = await inbox.report({ ...query, metrics: METRICS });
    for (const [name, request] of Object.entries(METRICS)) {
      const alone = await inbox.report({ ...query, metrics: { [name]: request } });
      assert.deepEqual(metrics[name], alone.metrics[name], name);
    }
    const { daily, speed, agents, weekly } = metrics;
    for (const series of [speed, agents]) {
      assert.equal(series.buckets, daily.buckets);
      assert.equal(series.previous?.buckets, daily.previous?.buckets);
    }
    const firstDays = [daily, weekly, daily.previous, weekly.previous].map((series) => series?.buckets[0].local);
    const before = query.compare ? ['2025-01-04T00:00', '2025-01-04T00:00'] : [undefined, undefined];
    assert.deepEqual(firstDays, ['2025-02-01T00:00', '2025-02-01T00:00', ...before]);
    assert.deepEqual([daily, weekly].map(({ buckets }) => buckets.length), [28, 5]);
    inbox.close();
  });
}
