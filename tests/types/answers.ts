/** An answer is typed by its request. What must not compile is marked; if it compiles, this file does not. */
import { dashboard, draw, InboxLensError, load, metricInfo, open, toCsv, type Answer, type Explanation, type Inbox, type MetricId, type Page, type PolicyFieldId, type Requests, type VendorTimeId } from 'inboxlens';
import { LocalInbox, start } from 'inboxlens/sync';

/** Holds only if the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>) => undefined;

export function mappings(file: File) {
  void open(file, { format: { rows: 'data.items', conversation: 'chat', at: 'ts', words: { sender: { '1': 'contact' } } } });
  // @ts-expect-error: no column has this role.
  void open(file, { format: { colour: 'c' } });
  // @ts-expect-error: no source has this name.
  void open(file, { format: 'fax' });
}

export async function answers(file: File) {
  await load();
  const inbox = await open([file, new Response(''), '{}', { conversations: [] }], {
    format: 'auto', timeZone: 'Europe/Rome', business: 'Shop', dateOrder: 'dmy', signal: new AbortController().signal,
    onProgress: ({ bytes, total, messages }) => same<[number, number | null, number], [typeof bytes, typeof total, typeof messages]>(true),
  });
  const report = await inbox.report({
    period: 'last-7-days', now: '2025-03-31T12:00:00Z', compare: 'previous-period', weekStart: 'sun',
    filter: { agent: { any: ['a1', null] }, tag: { none: ['spam'] }, 'attribute:plan': { any: ['pro', null] } },
    policy: { preset: 'default', unit: { inactivityHours: 24 }, clock: 'business' },
    schedule: {
      timeZone: 'Europe/Rome', week: { mon: [['09:00', '12:30'], ['14:00', '18:00']], fri: [['22:00', '06:00']] },
      closed: ['2025-12-25'], exceptions: { '2025-12-24': [['09:00', '12:00']] },
      teams: { sales: { week: {} } }, agents: { a1: { timeZone: 'UTC', week: { sun: [['00:00', '24:00']] } } },
    },
    metrics: {
      total: 'conversations',
      daily: { metric: 'conversations', over: 'day' },
      split: { metric: 'messages', over: 'day', by: 'actor' },
      speed: { metric: 'first-response', by: 'agent', stat: 'median' },
      plans: { metric: 'first-response', by: 'attribute:plan' },
      peaks: { metric: 'messages', across: 'hour-of-week' },
      spread: { metric: 'first-response', spread: { limit: 60_000 } },
      waiting: { metric: 'resolution-time', curve: { limit: 60_000 } },
      cohorts: { metric: 'retention', cohort: 'month' },
      retained: 'retention-rate',
    },
  });
  const { total, daily, split, speed, plans, peaks, spread, waiting, cohorts, retained } = report.metrics;
  same<typeof total.value, number | null | undefined>(true);
  same<typeof total.shape, 'number' | 'unavailable'>(true);
  same<typeof daily.shape, 'series' | 'unavailable'>(true);
  same<typeof split.shape, 'series' | 'unavailable'>(true);
  same<typeof speed.shape, 'breakdown' | 'unavailable'>(true);
  same<typeof plans.shape, 'breakdown' | 'unavailable'>(true);
  same<typeof peaks.shape, 'grid' | 'unavailable'>(true);
  same<typeof spread.shape, 'distribution' | 'unavailable'>(true);
  same<typeof waiting.shape, 'curve' | 'unavailable'>(true);
  same<typeof retained.shape, 'number' | 'unavailable'>(true);
  same<typeof cohorts.sizes, readonly number[] | undefined>(true);
  if (cohorts.shape === 'grid') {
    same<(typeof cohorts.values)[number][number], number | null>(true);
    const { rows: [key], buckets: [bucket] } = cohorts;
    await inbox.explain({ metric: 'retention', cohort: cohorts.cohort, ...(key && bucket ? { key, bucket } : {}) });
  }
  if (daily.shape === 'series') {
    same<(typeof daily.lines)[number]['values'], readonly (number | null)[]>(true);
  } else {
    const reason: string = daily.reason;
    void reason;
  }
  const drawing = draw(document.createElement('canvas'), daily, { chart: 'line', lang: 'ar', theme: 'auto' });
  const hit = drawing.hit(1, 2)?.index;
  same<typeof hit, number | undefined>(true);
  const page: Page<'tag-log'> = await inbox.rows('tag-log', { period: 'today', sort: 'at', limit: 5 });
  const behind = await inbox.explain({ metric: 'first-response', by: 'agent', key: null, bin: { from: 0, to: null } });
  const compared = await inbox.compare({ metric: 'first-response', by: 'agent', keys: ['a1', null], minimum: 20 });
  same<(typeof compared.rows)[number]['p'], number | null>(true);
  const { agents } = await inbox.staffing({ period: 'last-30-days', target: { share: 0.8, within: 60_000 }, concurrency: 3 });
  same<(typeof agents)[number][number], number | null>(true);
  const { anomalies } = await inbox.anomalies({ metric: 'conversations', over: 'hour' });
  same<(typeof anomalies)[number]['segments'][number]['key'], string | null>(true);
  const { findings } = await inbox.quality();
  for (const { first, metrics, of } of findings) {
    same<[typeof metrics[number], typeof of], [MetricId, number | null]>(true);
    const ids = first.map((place) => ('conversation' in place ? place.conversation : 'date' in place ? place.date : place.offset));
    same<typeof ids, (string | number | undefined)[]>(true);
  }
  const policies = { metric: 'first-response', a: 'default', b: { preset: 'chatwoot', turnStart: 'last' } } as const;
  const { a, b, fields, moved } = await inbox.comparePolicies({ ...policies, over: 'month', by: 'agent', key: 'a1', limit: 5 });
  same<[typeof a.shape, typeof b.shape, typeof moved.table], ['series' | 'unavailable', 'series' | 'unavailable', 'moved']>(true);
  same<(typeof fields)[number]['field'], PolicyFieldId | 'together'>(true);
  const [ofNumbers, ofKeys] = [await inbox.comparePolicies(policies), await inbox.comparePolicies({ ...policies, by: 'agent' })];
  same<[typeof ofNumbers.a.shape, typeof ofKeys.b.shape], ['number' | 'unavailable', 'breakdown' | 'unavailable']>(true);
  const { times, differing } = await inbox.compareWithVendor({ filter: { channel: { any: ['whatsapp'] } }, limit: 5 });
  same<[(typeof times)[number]['time'], typeof differing.table], [VendorTimeId, 'vendor-times']>(true);
  const { attributes } = inbox.summary;
  const requests = attributes.map(({ key }) => [key, { metric: 'conversations', by: `attribute:${key}` }] as const);
  const { metrics } = await inbox.report({ metrics: Object.fromEntries(requests) });
  same<(typeof metrics)[string]['shape'], 'breakdown' | 'unavailable'>(true);
  same<ReturnType<typeof toCsv>, string>(true);
  toCsv(total);
  toCsv(cohorts, { timeZone: 'Europe/Rome', apostrophe: false });
  toCsv(page);
  toCsv(moved);
  toCsv(behind satisfies Explanation);
  for (const further of [compared, await inbox.staffing(), await inbox.anomalies({ metric: 'conversations', over: 'day' }), await inbox.quality()]) {
    toCsv(further);
  }
  same<Awaited<ReturnType<typeof inbox.toCanonical>>, Blob>(true);
  inbox.close();
  return [page, behind.counted.rows, await dashboard('conversation-metrics')];
}

/** Requests that are put together at run time get answers of any shape. */
export async function atRunTime(inbox: Inbox, metrics: Requests): Promise<readonly Answer[]> {
  const report = await inbox.report({ metrics });
  return Object.values(report.metrics);
}

export async function wrong(inbox: Inbox) {
  // @ts-expect-error no such metric
  await inbox.report({ metrics: { a: 'no-such-metric' } });
  // @ts-expect-error no such period
  await inbox.report({ period: 'last-8-days', metrics: {} });
  // @ts-expect-error a count has no spread
  await inbox.report({ metrics: { a: { metric: 'messages', spread: true } } });
  // @ts-expect-error nobody waits for the end of a conversation
  await inbox.report({ metrics: { a: { metric: 'conversation-duration', curve: true } } });
  // @ts-expect-error one view at a time
  await inbox.report({ metrics: { a: { metric: 'messages', over: 'day', across: 'hour-of-week' } } });
  // @ts-expect-error only retention is asked for by cohort
  await inbox.report({ metrics: { a: { metric: 'new-customers', cohort: 'month' } } });
  // @ts-expect-error and in no other view
  await inbox.report({ metrics: { a: { metric: 'retention', over: 'month' } } });
  // @ts-expect-error nor as a number
  await inbox.report({ metrics: { a: 'retention' } });
  // @ts-expect-error cohorts are not split
  await inbox.report({ metrics: { a: { metric: 'retention', cohort: 'week', by: 'channel' } } });
  // @ts-expect-error no such cohort
  await inbox.report({ metrics: { a: { metric: 'retention', cohort: 'day' } } });
  // @ts-expect-error a mean is no count
  await inbox.anomalies({ metric: 'first-response', over: 'day' });
  // @ts-expect-error counts are not compared
  await inbox.compare({ metric: 'messages', by: 'agent' });
  // @ts-expect-error no such dimension
  await inbox.report({ metrics: {}, filter: { moon: { any: ['full'] } } });
  // @ts-expect-error of which attribute?
  await inbox.report({ metrics: { a: { metric: 'messages', by: 'attribute' } } });
  // @ts-expect-error a policy is compared with another one
  await inbox.comparePolicies({ metric: 'messages', a: 'default' });
  await inbox.report({ metrics: {}, schedule: { timeZone: 'UTC', teams: { sales: { week: {} } } } });
  // @ts-expect-error no such day
  await inbox.report({ metrics: {}, schedule: { week: { monday: [] } } });
  // @ts-expect-error dates of whom?
  await inbox.report({ metrics: {}, schedule: { closed: ['2025-12-25'], teams: {} } });
  // @ts-expect-error an interval has two ends
  await inbox.report({ metrics: {}, schedule: { week: { mon: [['09:00']] } } });
  // @ts-expect-error one answer at a time
  toCsv(await inbox.report({ metrics: { a: 'messages' } }));
  // @ts-expect-error no such log
  await inbox.rows('moon-log');
  const { metrics } = await inbox.report({ metrics: { daily: { metric: 'conversations', over: 'day' } } });
  // @ts-expect-error a series has no value
  metrics.daily.value.toFixed();
  // @ts-expect-error it may be unavailable
  metrics.daily.buckets.length;
  // @ts-expect-error nothing else was asked for
  void metrics.weekly;
}

export function defined(): readonly (string | undefined)[] {
  const { counts, value, views, denominator } = metricInfo('read-rate', 'ar');
  same<typeof value, 'count' | 'distinct' | 'mean' | 'sum' | 'amount' | 'rate' | 'snapshot'>(true);
  same<(typeof views)[number], 'number' | 'series' | 'breakdown' | 'grid' | 'distribution' | 'curve'>(true);
  // @ts-expect-error no such metric
  metricInfo('moon-phase');
  return [counts, denominator];
}

export function caught(error: unknown): number | undefined {
  if (error instanceof InboxLensError && error.code === 'bad-json') {
    return error.offset;
  }
  // @ts-expect-error no such code
  return error instanceof InboxLensError && error.code === 'bad-weather' ? 1 : undefined;
}

export async function inOwnWorker(bytes: Uint8Array): Promise<number | null | undefined> {
  const inbox = new LocalInbox(await start(), { timeZone: 'UTC' });
  await inbox.add(bytes);
  return inbox.report({ metrics: { total: 'conversations' } }).metrics.total.value;
}
