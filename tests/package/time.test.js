/** Days and hours are those of the zone that is asked for, whatever the machine's own is. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { open } from 'inboxlens';

/** Every half hour of a period: one conversation, so that a bucket's value tells how long it is. */
async function halfHours(from, to) {
  const conversations = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += 1_800_000) {
    conversations.push({ id: `k${at}`, createdAt: at });
  }
  return open({ conversations }, { timeZone: 'UTC' });
}

/** The local hour of each bucket by `Intl`, which knows nothing of ours. */
function localOf(at, timeZone) {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  }).format(at);
  return parts.replace(' ', 'T');
}

const CASES = [
  ['Europe/Rome', '2025-03-30', 46],
  ['Europe/Rome', '2025-10-26', 50],
  ['Asia/Kolkata', '2025-03-30', 48],
  ['America/St_Johns', '2025-03-09', 46],
  ['America/St_Johns', '2025-11-02', 50],
  ['Pacific/Apia', '2025-06-15', 48],
];

for (const [timeZone, day, expected] of CASES) {
  test(`${day} in ${timeZone}`, async () => {
    const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    const before = new Date(Date.parse(day) - 2 * 86_400_000).toISOString();
    const inbox = await halfHours(before, new Date(Date.parse(day) + 3 * 86_400_000).toISOString());
    const { metrics } = await inbox.report({
      period: { from: day, to: next }, timeZone, now: '2026-01-01T00:00:00Z',
      metrics: { day: 'conversations', hours: { metric: 'conversations', over: 'hour' } },
    });
    assert.equal(metrics.day.value, expected);
    for (const { from, to, local } of metrics.hours.buckets) {
      assert.equal(local, localOf(from, timeZone));
      assert.ok(to - from <= 3_600_000);
    }
    assert.equal(metrics.hours.lines[0].values.reduce((sum, value) => sum + value), expected);
  });
}

test('the machine’s own zone changes nothing', () => {
  const script = `
    import { open } from 'inboxlens';
    const conversations = Array.from({ length: 500 }, (_, n) => ({ id: String(n), createdAt: 1740000000000 + n * 7_654_321 }));
    const inbox = await open({ conversations }, { timeZone: 'America/St_Johns' });
    const report = await inbox.report({ period: 'all-time', now: 1760000000000, metrics: {
      daily: { metric: 'conversations', over: 'day' }, hours: { metric: 'conversations', by: 'hour' } } });
    console.log(JSON.stringify(report));`;
  const answers = ['UTC', 'Pacific/Apia', 'America/Los_Angeles'].map((TZ) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TZ }, cwd: new URL('.', import.meta.url) }).toString());
  assert.equal(new Set(answers).size, 1);
});

test('a schedule’s zones are known by themselves, and those that are none are named', async () => {
  const messages = [
    { id: 'm1', at: '2025-03-03T03:00:00Z', sender: 'contact' }, { id: 'm2', at: '2025-03-03T04:00:00Z', sender: 'agent' },
  ];
  const conversations = ['sales', 'support', 'none'].map((team) =>
    ({ id: team, team, messages: messages.map((message) => ({ ...message, id: team + message.id })) }));
  const inbox = await open({ conversations }, { timeZone: 'UTC' });
  const ask = (schedule) => inbox.report({
    period: { from: '2025-03-03', to: '2025-03-04' }, now: '2026-01-01T00:00:00Z', policy: { clock: 'business' }, schedule,
    metrics: { speed: { metric: 'first-response', by: 'team' }, when: { metric: 'messages', by: 'business-hours' } },
  });
  const nine = { mon: [['09:00', '18:00']] };
  // In India it is half past eight to half past nine, in Rome four to five.
  const { metrics, schedule } = await ask({ timeZone: 'Europe/Rome', week: nine, teams: { sales: { timeZone: 'Asia/Kolkata', week: nine } } });
  assert.deepEqual(metrics.speed.rows.map(({ key, value }) => [key, value]), [['sales', 1_800_000], ['none', 0], ['support', 0]]);
  assert.deepEqual(metrics.when.rows.map(({ key, n }) => [key, n]), [['outside', 5], ['inside', 1]]);
  assert.deepEqual([schedule.timeZone, schedule.teams.sales.timeZone], ['Europe/Rome', 'Asia/Kolkata']);
  for (const [wrong, path] of [
    [{ timeZone: 'Europe/Atlantis', week: nine }, 'schedule.timeZone'],
    [{ week: nine, agents: { a1: { timeZone: 'Europe/Atlantis', week: nine } } }, 'schedule.agents.a1.timeZone'],
  ]) {
    await assert.rejects(ask(wrong), { code: 'unknown-time-zone', path });
  }
  for (const wrong of [7, [], { teams: 7 }, { teams: { sales: null } }, { timeZone: 7, week: nine }, { week: { mon: [['18:00', '18:00']] } }]) {
    await assert.rejects(ask(wrong), { code: 'bad-query' });
  }
});
