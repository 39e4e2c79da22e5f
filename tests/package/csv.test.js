/** What is written as CSV is read again, by a reader that knows nothing of ours, and is what the answer says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { InboxLensError, metricInfo, open, toCsv } from 'inboxlens';
import { fixture, ROOT } from './support.js';

const { METRICS } = await import(new URL('pkg/dist/metrics.js', ROOT));

/** Of the demo's data, in which there is something of everything. */
const PERIOD = { period: { from: '2025-11-20', to: '2025-12-01' }, now: '2025-12-17T12:00:00Z' };

/** RFC 4180, one character after the other. */
function read(csv) {
  const lines = [];
  let [line, cell, isQuoted] = [[], '', false];
  for (let at = 0; at < csv.length; at += 1) {
    const [sign, next] = [csv[at], csv[at + 1]];
    if (isQuoted && sign === '"' && next === '"') {
      cell += '"';
      at += 1;
    } else if (sign === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted && sign === ',') {
      line.push(cell);
      cell = '';
    } else if (!isQuoted && sign === '\r' && next === '\n') {
      lines.push([...line, cell]);
      [line, cell] = [[], ''];
      at += 1;
    } else {
      assert.ok(isQuoted || !/[\r\n]/.test(sign), 'a line ends with CRLF');
      cell += sign;
    }
  }
  assert.deepEqual([line, cell, isQuoted], [[], '', false], 'the last line ends, too');
  return lines;
}

/** Each line by the heads. */
function records(csv) {
  const [heads, ...lines] = read(csv);
  assert.equal(new Set(heads).size, heads.length, `heads are different: ${heads}`);
  return lines.map((line) => {
    assert.equal(line.length, heads.length);
    return Object.fromEntries(heads.map((head, place) => [head, line[place]]));
  });
}

/** What a clock shows, by `Intl`, which knows nothing of ours. */
function clock(at, timeZone) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at).replace(' ', 'T');
}

function isInstant(cell, at, timeZone) {
  if (at === null || at === undefined) {
    assert.equal(cell, '');
    return;
  }
  assert.match(cell, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/);
  assert.equal(Date.parse(cell), at);
  assert.equal(cell.slice(0, 19), clock(at, timeZone));
}

/** As it ought to be written: nothing for what is unknown. */
const written = (value) => (value === null || value === undefined ? '' : String(value));

function isWritten(record, expected, about) {
  for (const [head, value] of Object.entries(expected)) {
    assert.ok(head in record, `${about}: no ${head} in ${Object.keys(record)}`);
    assert.equal(record[head], written(value), `${about}: ${head}`);
  }
}

const capital = (stat) => stat[0].toUpperCase() + stat.slice(1);

/** The columns of a value: `one` is what has it. */
function valueOf({ unit }, { value, numerator, denominator, currency }) {
  return {
    [unit === 'milliseconds' ? 'valueMs' : 'value']: value,
    ...(unit === 'share' ? { numerator, denominator } : {}),
    ...(unit === 'money' ? { currency } : {}),
  };
}

function statsOf({ unit, stat }, stats, name = 'stats') {
  const suffix = unit === 'milliseconds' || name === 'ages' ? 'Ms' : '';
  const all = ['mean', 'median', 'p75', 'p90', 'p95', 'min', 'max'].map((one) => [`${name}${capital(one)}${suffix}`, stats?.[one]]);
  return stat || name === 'ages' ? Object.fromEntries(all) : {};
}

/** For each shape, the lines that there have to be: what stands in them, and which instants. */
const EXPECTED = {
  number: (answer, one) => [[{
    ...valueOf(answer, one), ...statsOf(answer, one.stats), ...(one.ages ? statsOf(answer, one.ages, 'ages') : {}), n: one.n,
    ...(one.interval ? { intervalFrom: one.interval[0], intervalTo: one.interval[1] } : {}),
    ...(one.beside?.contacts === undefined ? {} : { besideContacts: one.beside.contacts }),
    ...(one.beside?.conversations === undefined ? {} : { besideConversations: one.beside.conversations }),
  }]],
  series: (answer, one) => one.lines.flatMap((line) => one.buckets.map(({ from, to, local, partial }, i) => [
    {
      over: answer.over, local, partial, n: line.n[i], ...(answer.by ? { by: answer.by, key: line.key, label: line.label } : {}),
      ...valueOf(answer, { value: line.values[i], numerator: line.numerators?.[i], denominator: line.denominators?.[i], currency: line.currency }),
    },
    { from, to },
  ])),
  breakdown: (answer, one) => one.rows.map((row) => [{
    by: answer.by, key: row.key, label: row.label, n: row.n, share: row.share, ...valueOf(answer, row), ...statsOf(answer, row.stats),
  }]),
  grid: (answer, one) => one.rows.flatMap((day, r) => one.columns.map((hour, c) => [{
    weekday: day, hour, count: one.counts[r][c], occurrences: one.occurrences[r][c],
    ...(one.perOccurrence ? { perOccurrence: one.perOccurrence[r][c] } : {}),
    ...valueOf(answer, { value: one.values[r][c], numerator: one.numerators?.[r][c], denominator: one.denominators?.[r][c] }),
  }])),
  cohorts: (answer, one) => one.rows.flatMap((date, r) => one.columns.map((later, c) => [
    {
      cohort: answer.cohort, row: date, rowPartial: one.partial[r], column: later, partial: one.buckets[r + c]?.partial,
      value: one.values[r][c], numerator: one.numerators[r][c], denominator: one.sizes[r],
    },
    { from: one.buckets[r + c]?.from, to: one.buckets[r + c]?.to },
  ])),
  distribution: (answer, one) => one.bins.map(({ from, to, count }) => [
    metricInfo(answer.metric).value === 'snapshot' || answer.unit === 'milliseconds'
      ? { fromMs: from, toMs: to, count, n: one.n }
      : { from, to, count, n: one.n },
  ]),
  curve: (_, one) => one.points.map(({ at, share, low, high, atRisk }) => [{ atMs: at, share, low, high, atRisk }]),
};

function isSame(answer, csv, about, timeZone = answer.period.timeZone) {
  const lines = records(csv);
  if (answer.shape === 'unavailable') {
    assert.deepEqual(lines, [{ metric: answer.metric, unavailable: answer.reason }], about);
    return;
  }
  const expect = EXPECTED[answer.cohort ? 'cohorts' : answer.shape];
  const shapes = answer.previous ? [answer, answer.previous] : [answer];
  const expected = shapes.flatMap((one) => expect(answer, one).map((line) => [...line, one.period]));
  assert.equal(lines.length, expected.length, about);
  lines.forEach((line, place) => {
    const [cells, instants, period] = expected[place].length === 3 ? expected[place] : [expected[place][0], {}, expected[place][1]];
    isWritten(line, { metric: answer.metric, ...cells }, about);
    for (const [head, at] of Object.entries({ ...instants, periodStart: period.start, periodEnd: period.end })) {
      isInstant(line[head], at, timeZone);
    }
  });
}

let inbox;

before(async () => {
  inbox = await open(readFileSync(new URL('www/public/data/inbox.json', ROOT)), { timeZone: 'Europe/Rome' });
});

after(() => inbox.close());

test('every metric in every view is written as it is answered', async () => {
  const seen = new Set();
  for (const id of Object.keys(METRICS)) {
    const { views, dimensions } = metricInfo(id);
    const by = dimensions.includes('agent') ? 'agent' : dimensions[0];
    const requests = {
      number: { metric: id }, series: { metric: id, over: 'day' }, breakdown: { metric: id, by }, distribution: { metric: id, spread: true },
      grid: id === 'retention' ? { metric: id, cohort: 'week' } : { metric: id, across: 'hour-of-week' }, curve: { metric: id, curve: true },
    };
    const metrics = Object.fromEntries(views.map((view) => [view, requests[view]]));
    if (views.includes('series') && by) {
      metrics.lines = { metric: id, over: 'week', by };
    }
    for (const query of [PERIOD, { ...PERIOD, compare: 'previous-period' }]) {
      const report = await inbox.report({ ...query, metrics });
      for (const [name, answer] of Object.entries(report.metrics)) {
        isSame(answer, toCsv(answer), `${id}, ${name}`);
        seen.add(answer.cohort ? 'cohorts' : answer.shape);
      }
    }
  }
  assert.deepEqual([...seen].sort(), Object.keys(EXPECTED).sort());
});

test('a change stands in the lines of now', async () => {
  const { metrics } = await inbox.report({
    ...PERIOD, compare: 'previous-period', metrics: { total: 'messages', speed: 'first-response', agents: { metric: 'messages', by: 'agent' } },
  });
  const { total, speed, agents } = metrics;
  const [now, then] = records(toCsv(total));
  isWritten(now, { changeDifference: total.change.difference, changeRatio: total.change.ratio }, 'now');
  isWritten(then, { changeDifference: null, changeRatio: null, value: total.previous.value }, 'then');
  assert.equal(typeof speed.change.difference, 'number');
  isWritten(records(toCsv(speed))[0], { changeDifferenceMs: speed.change.difference, changeRatio: speed.change.ratio }, 'speed');
  const lines = records(toCsv(agents));
  agents.rows.forEach(({ key }, place) => {
    const { difference } = agents.change.find((change) => change.key === key);
    isWritten(lines[place], { key, changeDifference: difference }, key);
  });
  lines.slice(agents.rows.length).forEach((line) => isWritten(line, { changeDifference: null, changeRatio: null }, 'then'));
});

const NAMES = {
  plain: 'Noor', comma: 'Rossi, Anna', quotes: 'Jo "the boss" Doe', lines: 'two\r\nlines', newline: 'a\nb', semicolon: 'a;=1+1',
  arabic: 'ليلى', picture: '👩‍💻 ok', spaces: '  both sides ', apostrophe: "'quoted'",
  formula: '=HYPERLINK("https://example.org/?x="&A1,"look")', plus: '+39 333 123', minus: '-1', at: '@SUM(1+1)', tab: '\tcmd', returned: '\rcmd',
  fed: '\n=1+1', wide: '＝1+1',
};
const FORMULAS = ['formula', 'plus', 'minus', 'at', 'tab', 'returned', 'fed', 'wide'];

async function named() {
  const conversations = Object.keys(NAMES).map((id, n) => ({
    id: `k-${id}`, contactId: `c-${id}`, agentId: id, createdAt: Date.UTC(2025, 10, 24, 9, n), tags: [NAMES[id], 'vip'],
    messages: [
      { id: `${id}1`, at: Date.UTC(2025, 10, 24, 9, n), sender: 'contact' },
      { id: `${id}2`, at: Date.UTC(2025, 10, 24, 10, n), sender: 'agent', senderId: id },
    ],
  }));
  conversations.push({ id: 'nobody', createdAt: Date.UTC(2025, 10, 24, 12), tags: [], messages: [{ id: 'n', at: Date.UTC(2025, 10, 24, 12), sender: 'contact' }] });
  const people = Object.entries(NAMES).map(([id, name]) => ({ id, name }));
  return open({ conversations, agents: people, contacts: people.map(({ id, name }) => ({ id: `c-${id}`, name })) }, { timeZone: 'UTC' });
}

test('names with signs of every kind are read again as they are, and never as formulas', async () => {
  const inbox = await named();
  const { metrics } = await inbox.report({ ...PERIOD, metrics: { agents: { metric: 'conversations-handled', by: 'agent' } } });
  const { agents } = metrics;
  assert.equal(agents.rows.length, Object.keys(NAMES).length + (agents.rows.some(({ key }) => key === null) ? 1 : 0));
  const told = Object.fromEntries(agents.rows.map(({ key, label }) => [key, label]));
  for (const { key, label } of records(toCsv(agents)).filter(({ key }) => key !== '')) {
    assert.equal(label, FORMULAS.includes(key) ? `'${told[key]}` : told[key], key);
    assert.doesNotMatch(label, /^[=+\-@\t\r\n＝]/, key);
  }
  records(toCsv(agents, { apostrophe: false })).filter(({ key }) => key !== '').forEach(({ key, label }) => assert.equal(label, told[key], key));
  inbox.close();
});

test('what is negative is a number, and no text', async () => {
  const conversations = [{ id: 'k', contactId: 'c', createdAt: '2025-11-24T09:00:00Z', events: [{ type: 'conversion', at: '2025-11-24T10:00:00Z', value: -49.9, currency: 'EUR' }] }];
  const inbox = await open({ conversations }, { timeZone: 'UTC' });
  const { metrics } = await inbox.report({ ...PERIOD, metrics: { revenue: 'revenue' } });
  const [line] = records(toCsv(metrics.revenue));
  isWritten(line, { value: '-49.9', currency: 'EUR' }, 'revenue');
  inbox.close();
});

test('what has no key, and what is unknown, is an empty cell', async () => {
  const inbox = await named();
  const { metrics } = await inbox.report({
    ...PERIOD, metrics: { tags: { metric: 'conversations', by: 'tag' }, speed: { metric: 'first-response', over: 'week' }, read: 'read-rate' },
  });
  const untagged = records(toCsv(metrics.tags)).filter(({ key }) => key === '');
  assert.deepEqual(untagged.map(({ label, value }) => [label, value]), [['', '1']]);
  const weeks = records(toCsv(metrics.speed));
  assert.deepEqual(weeks.map(({ valueMs, n }) => [valueMs, n]), metrics.speed.lines[0].values.map((value, i) => [written(value), String(metrics.speed.lines[0].n[i])]));
  assert.ok(weeks.some(({ valueMs, n }) => valueMs === '' && n === '0'));
  assert.equal(toCsv(metrics.read), `metric,unavailable\r\nread-rate,${metrics.read.reason}\r\n`);
  inbox.close();
});

/** A cell of a page as it ought to be written. */
function cellOf(value) {
  return Array.isArray(value) ? JSON.stringify(value) : written(value);
}

function isPage({ columns, rows }, lines, timeZone) {
  assert.equal(lines.length, rows.length);
  rows.forEach((row, r) => columns.forEach(({ id, kind }, c) => {
    const cell = lines[r][kind === 'duration' ? `${id}Ms` : id];
    if (kind === 'instant') {
      isInstant(cell, row[c], timeZone);
    } else {
      assert.equal(cell, cellOf(row[c]), `${id} of row ${r}`);
    }
  }));
}

test('a page of every log is written as it is', async () => {
  for (const source of [inbox, await named()]) {
    for (const table of ['conversation-list', 'tag-log', 'assignment-log', 'note-log', 'contact-log']) {
      const page = await source.rows(table, { ...PERIOD, limit: 40 });
      const plain = { apostrophe: false };
      if (page.unavailable) {
        assert.equal(toCsv(page), `table,unavailable\r\n${table},${page.unavailable}\r\n`);
        continue;
      }
      const heads = page.columns.map(({ id, kind }) => (kind === 'duration' ? `${id}Ms` : id));
      assert.deepEqual(read(toCsv(page))[0], heads);
      isPage(page, records(toCsv(page, plain)), 'UTC');
      isPage(page, records(toCsv(page, { ...plain, timeZone: 'Asia/Kolkata' })), 'Asia/Kolkata');
    }
  }
});

test('all pages together are all rows', async () => {
  const lines = [];
  for (let offset = 0, total = 1; offset < total; offset += 17) {
    const page = await inbox.rows('conversation-list', { ...PERIOD, offset, limit: 17 });
    lines.push(...records(toCsv(page)));
    total = page.total;
  }
  const { rows } = await inbox.rows('conversation-list', { ...PERIOD, limit: 10_000 });
  assert.ok(rows.length > 40);
  assert.deepEqual(lines.map(({ id }) => id), rows.map(([id]) => id));
});

test('an explanation is its two pages, one after the other', async () => {
  for (const metric of ['first-response', 'read-rate', 'revenue', 'conversations', 'backlog', 'messages-per-conversation']) {
    const explanation = await inbox.explain({ ...PERIOD, metric, limit: 25 });
    const lines = records(toCsv(explanation, { timeZone: 'America/St_Johns' }));
    assert.ok(lines.every((line) => line.metric === metric));
    for (const list of ['counted', 'leftOut']) {
      isPage(explanation[list], lines.filter((line) => line.list === list), 'America/St_Johns');
      isPage(explanation[list], records(toCsv(explanation[list])), 'UTC');
    }
  }
});

test('a page of what moves between policies is written, too', async () => {
  const { moved } = await inbox.comparePolicies({ ...PERIOD, metric: 'first-response', a: 'default', b: { turnStart: 'last', firstResponseFrom: 'opened' } });
  assert.ok(moved.rows.length > 0);
  isPage(moved, records(toCsv(moved)), 'UTC');
});

test('a page of what a product has worked out otherwise is written, too', async () => {
  const vendors = await open(fixture('intercom/conversations-with-parts.json').toString(), { timeZone: 'UTC' });
  const { times, differing } = await vendors.compareWithVendor({ period: 'all-time', policy: { repliesBy: ['bot'] } });
  assert.deepEqual(times.map(({ source, time, compared, same }) => [source, time, compared, same]), [['intercom', 'first-response', 1, 0]]);
  assert.equal(times[0].definitions[0].field, 'repliesBy');
  assert.equal(differing.total, 1);
  isPage(differing, records(toCsv(differing)), 'UTC');
  vendors.close();
});

/** The heads of a group of a comparison, with what it has. */
function groupOf({ n, value, low, high }, name, suffix) {
  const head = (part) => (name ? `${name}${capital(part)}` : part);
  return {
    ...(n === undefined ? {} : { [head('n')]: n }),
    [head('value') + suffix]: value, [head('low') + suffix]: low, [head('high') + suffix]: high,
  };
}

test('a comparison is written key by key', async () => {
  for (const [metric, suffix] of [['first-response', 'Ms'], ['reopen-rate', '']]) {
    const answer = await inbox.compare({ ...PERIOD, metric, by: 'agent', minimum: 5 });
    const lines = records(toCsv(answer));
    assert.equal(lines.length, answer.rows.length);
    assert.ok(lines.length > 3);
    answer.rows.forEach((row, place) => {
      const { key, label, rest, difference, superiority, p, verdict, neededSample } = row;
      isWritten(lines[place], {
        metric, by: 'agent', key, label, superiority, p, verdict, neededSample,
        ...groupOf(row, '', suffix), ...groupOf(rest, 'rest', suffix), ...groupOf(difference, 'difference', suffix),
      }, key);
      isInstant(lines[place].periodStart, answer.period.start, 'Europe/Rome');
    });
  }
});

test('the agents that it takes are written hour by hour', async () => {
  const answer = await inbox.staffing(PERIOD);
  const lines = records(toCsv(answer));
  assert.equal(lines.length, 7 * 24);
  lines.forEach((line, place) => {
    const [day, hour] = [Math.floor(place / 24), place % 24];
    const cells = ['arrivals', 'occurrences', 'agents', 'utilisation', 'reached'].map((name) => [name, answer[name][day][hour]]);
    isWritten(line, { weekday: day + 1, hour, ...Object.fromEntries(cells) }, `hour ${place}`);
  });
});

test('unusual days are written with what is behind them', async () => {
  const days = Array.from({ length: 70 }, (_, day) => Date.UTC(2025, 8, 22 + day, 9));
  const conversations = days.flatMap((at, day) => Array.from({ length: day === 60 ? 40 : 4 + (day % 2) }, (_, n) => ({
    id: `k${day}-${n}`, contactId: `c${n}`, channel: day === 60 && n > 5 ? '=web' : 'app', createdAt: at + n,
    messages: [{ id: `m${day}-${n}`, at: at + n, sender: 'contact' }],
  })));
  const inbox = await open({ conversations }, { timeZone: 'UTC' });
  const answer = await inbox.anomalies({ ...PERIOD, period: { from: '2025-11-01', to: '2025-12-01' }, metric: 'conversations', over: 'day' });
  const lines = records(toCsv(answer));
  assert.equal(lines.length, answer.anomalies.length);
  assert.ok(lines.length > 0);
  answer.anomalies.forEach(({ bucket, value, expected, low, high, p, segments }, place) => {
    isWritten(lines[place], { metric: 'conversations', over: 'day', local: bucket.local, value, expected, low, high, p }, 'anomaly');
    isInstant(lines[place].from, bucket.from, 'UTC');
    isInstant(lines[place].to, bucket.to, 'UTC');
    assert.deepEqual(JSON.parse(lines[place].segments), segments);
  });
  inbox.close();
});

test('what the further questions cannot be answered with is the reason', async () => {
  const none = await open({ conversations: [{ id: 'k', createdAt: '2025-11-24T09:00:00Z' }] }, { timeZone: 'UTC' });
  const compared = await none.compare({ ...PERIOD, metric: 'first-response', by: 'agent' });
  assert.equal(toCsv(compared), `metric,unavailable\r\nfirst-response,${compared.unavailable}\r\n`);
  const staffing = await none.staffing(PERIOD);
  assert.equal(toCsv(staffing), `unavailable\r\n${staffing.unavailable}\r\n`);
  const anomalies = await none.anomalies({ ...PERIOD, metric: 'messages-received', over: 'day' });
  assert.equal(toCsv(anomalies), `metric,unavailable\r\nmessages-received,${anomalies.unavailable}\r\n`);
  none.close();
});

test('what is wrong with the data is written finding by finding', async () => {
  const quality = await inbox.quality();
  const lines = records(toCsv(quality));
  assert.equal(lines.length, quality.findings.length);
  assert.ok(lines.length > 0);
  quality.findings.forEach(({ finding, severity, count, of, first, metrics }, place) => {
    isWritten(lines[place], { finding, severity, count, of }, finding);
    assert.deepEqual([JSON.parse(lines[place].first), JSON.parse(lines[place].metrics)], [first, metrics]);
  });
});

test('instants have the offset of their zone, on both sides of a change of clocks', async () => {
  const conversations = [0, 1, 2, 3].map((hour) => ({ id: `k${hour}`, createdAt: Date.UTC(2025, 9, 26, hour - 1, 30) }));
  const inbox = await open({ conversations }, { timeZone: 'Europe/Rome' });
  const query = { period: { from: '2025-10-26', to: '2025-10-27' }, now: '2026-01-01T00:00:00Z' };
  const { metrics } = await inbox.report({ ...query, metrics: { hours: { metric: 'conversations', over: 'hour' } } });
  assert.deepEqual(records(toCsv(metrics.hours)).slice(2, 4).map(({ from, local, value }) => [from, local, value]), [
    ['2025-10-26T02:00:00.000+02:00', '2025-10-26T02:00', '1'],
    ['2025-10-26T02:00:00.000+01:00', '2025-10-26T02:00', '1'],
  ]);
  assert.match(toCsv(metrics.hours, { timeZone: 'UTC' }), /,2025-10-26T00:00:00\.000Z,/);
  assert.match(toCsv(metrics.hours, { timeZone: 'America/St_Johns' }), /,2025-10-25T21:30:00\.000-02:30,/);
  inbox.close();
});

test('what cannot be written is refused with a code', () => {
  const code = (code) => (error) => error instanceof InboxLensError && error.code === code;
  const page = { table: 'rows', columns: [{ id: 'at', kind: 'instant' }], rows: [[0], [null]], offset: 0, total: 2 };
  assert.equal(toCsv(page), 'at\r\n1970-01-01T00:00:00.000Z\r\n\r\n');
  assert.throws(() => toCsv(page, { timeZone: 'Moon/Base' }), code('unknown-time-zone'));
  assert.throws(() => toCsv({ schema: 1, metrics: {} }), code('bad-query'));
});
