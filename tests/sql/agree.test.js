/**
 * The catalogue a second time, in SQL, beside the package: the same data, the same questions, the same numbers. Counts
 * agree exactly, durations and rates to a billionth.
 *
 * A metric is one file in `measures/`, and a dimension one in `dimensions/`; see `views.js` for what its columns say.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, describe, test } from 'node:test';
import { metricInfo, open } from 'inboxlens';
import { crowd } from './crowd.js';
import { drawPolicies } from './draws.js';
import { idsOf } from './ids.js';
import { roughen } from './rough.js';
import { Measured, fileOf, keyName } from './views.js';
import { Warehouse } from './warehouse.js';

const ROOT = new URL('../../', import.meta.url);
const HERE = new URL('.', import.meta.url);
const METRICS = idsOf('MetricId');
/** Of the keys that there may be, those of the sample. */
const ATTRIBUTES = ['attribute:plan', 'attribute:orders', 'attribute:isSubscribed'];
const DIMENSIONS = [...idsOf('DimensionId'), ...ATTRIBUTES];

const CONVERSATIONS = 800;
/** So many policies are drawn for each inbox, and every metric is asked under two of them: others with another SEED. */
const DRAWN = 8;
const DATA = {
  'as a good source tells it': { seed: 7, inboxOf: crowd },
  'as a bad source tells it': { seed: 11, inboxOf: (inbox) => roughen(crowd(inbox), 11) },
};

const ROME = 'Europe/Rome';
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Rome's clocks are changed within Sunday's hours. */
const OFFICE = {
  timeZone: ROME,
  week: {
    mon: [['09:00', '12:30'], ['13:30', '18:00']], tue: [['13:30', '18:00'], ['09:00', '12:30']], wed: [['08:45', '20:15']],
    thu: [['09:00', '13:00'], ['12:00', '18:00'], ['10:00', '11:00'], ['18:00', '19:00']], sat: [['10:00', '24:00']], sun: [['00:00', '02:30']],
  },
  closed: ['2025-04-01', '2025-04-21', '2025-12-25'],
  exceptions: { '2025-03-30': [['01:30', '04:00']], '2025-06-02': [], '2025-10-26': [['01:30', '02:45'], ['12:00', '16:00']], '2025-12-24': [['09:00', '12:00']] },
};
/** By the clocks of the question, but for those who have their own. */
const NIGHTS = {
  week: Object.fromEntries(DAYS.map((day) => [day, [['20:00', '06:00'], ['12:00', '13:00']]])),
  closed: ['2025-03-19', '2025-03-20', '2025-04-01'],
  exceptions: { '2025-03-24': [['22:00', '24:00'], ['00:00', '09:00']], '2025-03-25': [['14:00', '13:00']] },
  teams: { sales: { timeZone: 'America/St_Johns', week: Object.fromEntries(DAYS.map((day) => [day, [['09:30', '17:30']]])) } },
  agents: {
    a2: { timeZone: 'Asia/Kolkata', week: { mon: [['18:00', '03:00']], sat: [['18:00', '12:00']], sun: [['06:00', '18:00']] } },
    a4: { week: Object.fromEntries(DAYS.map((day) => [day, [['00:00', '24:00']]])), closed: ['2025-03-26'] },
  },
};
/** Whoever is not named keeps no hours at all. */
const OF_SOME_ONLY = {
  timeZone: ROME,
  teams: { support: { week: { mon: [['07:00', '19:00']], wed: [['07:00', '19:00']], fri: [['22:00', '05:00']] } } },
  agents: { a5: { week: { sun: [['01:00', '04:00']], thu: [['08:00', '20:00']] }, exceptions: { '2025-08-15': [['10:00', '11:00']] } } },
};

const YEAR = { from: '2025-01-01', to: '2026-01-01', now: '2026-03-01T00:00:00Z' };
/** Holds a change of the clock, and ends after the present. */
const SPRING = { from: '2025-03-10', to: '2025-04-14', now: '2025-04-05T10:30:00Z', hours: true };
const ASKED = [
  { ...YEAR, timeZone: ROME, schedule: OFFICE },
  { ...YEAR, timeZone: 'UTC', schedule: OF_SOME_ONLY },
  { ...SPRING, timeZone: ROME, schedule: NIGHTS },
  { ...SPRING, timeZone: 'UTC' },
];
const SCHEDULED = ASKED.filter(({ schedule }) => schedule);
/** Much happens between its end and the present. */
const LATER = { ...SPRING, now: '2025-09-01T12:00:00Z', hours: false, timeZone: 'UTC', schedule: OFFICE };

/** Other policies than the default, for those metrics that they are about. */
const POLICIES = [
  [{ turnStart: 'last' }, ['response-time', 'first-response']],
  [{ repliesBy: ['agent', 'echo', 'bot'] }, ['response-time', 'first-response']],
  [{ repliesBy: ['agent', 'echo', 'business'] }, ['response-time', 'first-response', 'missed-conversations']],
  [{ firstResponseFrom: 'opened' }, ['first-response']],
  [{ firstResponseFrom: 'assigned' }, ['first-response']],
  [{ firstResponseFrom: 'lastOpened' }, ['first-response']],
  [{ resolution: 'firstClose' }, ['resolution-time']],
  [{ resolution: 'openSpans' }, ['resolution-time']],
  [{ resolution: 'perCycle' }, ['resolution-time']],
  [{ resolution: 'everyClose' }, ['resolution-time']],
  [{ readOver: 'sent' }, ['read-rate']],
  [{ readOver: 'measurable' }, ['read-rate']],
  [{ csat: 'mean' }, ['csat-responses', 'csat-mean']],
  [{ turnStart: 'last' }, ['unanswered-conversations', 'missed-conversations', 'customer-abandonment', 'reply-rate', 'opt-out-rate']],
  [{ duration: 'openClose' }, ['conversation-duration']],
  [{ duration: 'assigned' }, ['conversation-duration']],
  [{ abandonedAfterHours: 5 }, ['customer-abandonment']],
  [{ conversionWindowDays: 2 }, ['conversion-rate']],
  [{ durableDays: 2 }, ['bot-outcomes', 'bot-resolution-rate']],
  [{ snapshotAt: 'now' }, ['open-conversations', 'unread-conversations', 'unanswered-conversations', 'backlog', 'inactive-customers', 'workload']],
];

/** Other policies than the default, for those metrics that take time. */
const OF_TIME = [
  [{ clock: 'business' }, METRICS.filter((metric) => metricInfo(metric).unit === 'milliseconds')],
  [{ clock: 'business', resolution: 'firstClose' }, ['resolution-time']],
  [{ clock: 'business', resolution: 'openSpans' }, ['resolution-time']],
  [{ clock: 'business', resolution: 'perCycle' }, ['resolution-time']],
  [{ clock: 'business', resolution: 'everyClose' }, ['resolution-time']],
  [{ clock: 'business', duration: 'openClose' }, ['conversation-duration']],
  [{ clock: 'business', duration: 'assigned' }, ['conversation-duration']],
  [{ clock: 'business', firstResponseFrom: 'opened' }, ['first-response']],
  [{ excludeBotTime: true }, METRICS.filter((metric) => metricInfo(metric).unit === 'milliseconds')],
  [{ excludeBotTime: true, firstResponseFrom: 'opened' }, ['first-response']],
  [{ excludeBotTime: true, repliesBy: ['agent', 'echo', 'bot'] }, ['response-time', 'first-response']],
  [{ excludeBotTime: true, resolution: 'openSpans' }, ['resolution-time']],
  [{ excludeBotTime: true, resolution: 'perCycle' }, ['resolution-time']],
  [{ excludeBotTime: true, clock: 'business' }, ['response-time', 'first-response', 'resolution-time']],
  [{ excludeBotTime: true, clock: 'business', resolution: 'openSpans' }, ['resolution-time']],
];

/** The dimensions that what is of a contact and of no conversation has. */
const OF_CONTACTS = ['country', 'contact-source', 'contact-tag', 'weekday', 'hour', ...ATTRIBUTES];

/** Metrics of what hardly ever happens. */
const RARE = ['never-delivered-contacts', 'opt-outs'];
/** Dimensions that only some measures know, and the column by which a measure's file says that it does. */
const OF_SOME = {
  'message-kind': 'kind', template: 'message_id', campaign: 'message_id', variant: 'message_id', error: 'message_id',
  window: 'message_id', 'bot-outcome': 'outcome', flow: 'flow', 'flow-step': 'step', currency: 'currency',
};

const EDGES = [0, 60_000, 900_000, 3_600_000, 86_400_000];
const LIMIT = 900_000;

test('every metric and every dimension has its SQL', () => {
  for (const [folder, ids] of [['measures', METRICS], ['dimensions', DIMENSIONS]]) {
    const wanted = ids.map((id) => fileOf(folder, id));
    const found = readdirSync(new URL(folder, HERE)).map((file) => `${folder}/${file}`);
    const missing = wanted.filter((file) => !found.includes(file));
    assert.deepEqual(missing, [], 'missing in tests/sql: each is one SELECT, with the columns that tests/sql/views.js describes');
    assert.deepEqual(found.filter((file) => !wanted.includes(file)), [], 'in tests/sql, and of no id in pkg-template/src/ids.ts');
  }
});

for (const [name, { seed, inboxOf }] of Object.entries(DATA)) {
  describe(name, async () => {
    const data = inboxOf(sample(seed));
    const warehouse = await Warehouse.of(data);
    const inbox = await open(data, { timeZone: 'UTC' });
    after(() => {
      warehouse.close();
      inbox.close();
    });
    for (const metric of METRICS) {
      test(metric, () => agree(warehouse, inbox, metric, {}, ASKED));
    }
    for (const [row, [policy, metrics]] of [...POLICIES, ...OF_TIME].entries()) {
      for (const [place, metric] of metrics.entries()) {
        const question = policy.snapshotAt ? LATER : policy.clock ? SCHEDULED[(row + place) % SCHEDULED.length] : ASKED[0];
        test(`${metric}, ${JSON.stringify(policy)}`, () => agree(warehouse, inbox, metric, policy, [question]));
      }
    }
    for (const [draw, policy] of drawPolicies(DRAWN, Number(process.env.SEED ?? seed)).entries()) {
      const question = [...ASKED, LATER][draw % (ASKED.length + 1)];
      for (const metric of METRICS.filter((_, place) => (place + draw) % (DRAWN / 2) === 0)) {
        test(`${metric}, ${JSON.stringify(policy)}`, () => agree(warehouse, inbox, metric, policy, [question], true));
      }
    }
  });
}

async function agree(warehouse, inbox, metric, policy, asked, mayBeRare = RARE.includes(metric)) {
  await warehouse.setPolicy(policy);
  const measured = await Measured.of(warehouse, metric);
  if (!measured.isCohort) {
    const known = dimensionsOf(measured).filter((dimension) => !ATTRIBUTES.includes(dimension));
    assert.deepEqual(known.sort(), [...metricInfo(metric).dimensions].sort(), `${metric}: the dimensions that it knows`);
  }
  const isNumber = !(measured.isAmount || measured.isRate || measured.isPer);
  const isReal = !isNumber || measured.isMoney;
  const all = [];
  for (const question of asked) {
    await measured.ask(question);
    const { period, ...views } = viewsOf(measured, question);
    const requests = Object.fromEntries(Object.entries(views).map(([name, { request }]) => [name, { metric, ...request }]));
    const { timeZone, now, schedule } = question;
    const report = await inbox.report({ period, timeZone, now, policy, ...(schedule && { schedule }), metrics: requests });
    for (const [name, { cells }] of Object.entries(views)) {
      const place = `${metric}, ${name}, ${question.from}, ${timeZone}`;
      const answer = report.metrics[name];
      if (answer.reason === 'no-schedule') {
        assert.equal((await measured.total()).size, 0, place);
        continue;
      }
      const ours = await cells();
      same(cellsOf(answer, Date.parse(now), isNumber), ours, place, isReal);
      all.push(ours.size);
      if (answer.shape === 'number' || answer.cohort) {
        assert.deepEqual(namedCounts(answer.excluded, 'reason'), await measured.excluded(), `${place}: what is left out`);
        assert.deepEqual(namedCounts(answer.notes, 'note'), await measured.notes(), `${place}: notes`);
        if (measured.hasBeside) {
          assert.equal(answer.beside.contacts, await measured.besideContacts(), `${place}: contacts`);
        }
      }
    }
  }
  assert.ok(mayBeRare || Math.max(...all) > 10, 'the data has too little of it to prove anything');
}

/** What is asked of the package, and the cells that SQL has for it. */
function viewsOf(measured, { from, to, hours, schedule }) {
  if (measured.isCohort) {
    const steps = ['month', 'week'].map((cohort) => [`by ${cohort}`, { request: { cohort }, cells: () => measured.cohorts(cohort) }]);
    return { period: { from, to }, ...Object.fromEntries(steps) };
  }
  const views = {
    period: { from, to },
    total: { request: {}, cells: () => measured.total() },
    days: { request: { over: 'day' }, cells: () => measured.over('day') },
  };
  const by = measured.isOfContacts ? 'country' : 'channel';
  views[`days by ${by}`] = { request: { over: 'day', by }, cells: () => measured.over('day', by) };
  if (hours) {
    views.hours = { request: { over: 'hour' }, cells: () => measured.over('hour') };
  }
  for (const by of dimensionsOf(measured).filter((by) => by !== 'business-hours' || schedule)) {
    views[`by ${by}`] = { request: { by }, cells: () => measured.by(by) };
  }
  if (!measured.isLasting) {
    views['hours of the week'] = { request: { across: 'hour-of-week' }, cells: () => measured.acrossHoursOfWeek() };
  }
  if (measured.isAmount) {
    views.median = { request: { over: 'day', stat: 'median' }, cells: () => measured.over('day').then(byMedian) };
    views.spread = { request: { spread: { edges: EDGES, limit: LIMIT } }, cells: () => measured.spread(EDGES, LIMIT) };
  }
  return views;
}

/** Those that the metric knows. */
function dimensionsOf(measured) {
  return measured.isOfContacts
    ? OF_CONTACTS
    : DIMENSIONS.filter((dimension) => measured.columns.includes(OF_SOME[dimension] ?? 'conversation_id'));
}

function byMedian(cells) {
  return new Map([...cells].map(([name, cell]) => [name, { n: cell.n, value: cell.median }]));
}

/** The cells of an answer that have something in them, by the same names. */
function cellsOf(answer, now, isCount) {
  const cells = new Map();
  const add = (name, { n, value = null, numerator, denominator, stats = {} }, isKnown = true) => {
    if (n > 0) {
      cells.set(name, { n, value, numerator, denominator, ...stats });
    } else {
      assert.equal(value, isCount && isKnown ? 0 : null, `${answer.metric}: what nothing comes to`);
    }
  };
  switch (answer.shape) {
    case 'number':
      add('', answer);
      break;
    case 'breakdown':
      answer.rows.forEach((row) => add(keyName(row.key), row));
      assert.equal(answer.overlap, answer.rows.reduce((sum, { n }) => sum + n, 0) - answer.n, `${answer.metric}: overlap`);
      break;
    case 'series':
      for (const { key, values, n, numerators, denominators } of answer.lines) {
        answer.buckets.forEach(({ from }, place) => add(`${keyName(key)} ${from}`, {
          n: n[place], value: values[place], numerator: numerators?.[place], denominator: denominators?.[place],
        }, from <= now));
      }
      break;
    case 'grid':
      if (answer.cohort) {
        cohortCells(answer, (row, later, cell) => add(`${answer.buckets[row].from} ${answer.buckets[row + later].from}`, cell, false));
        break;
      }
      answer.rows.forEach((day, row) => answer.columns.forEach((hour, column) =>
        add(`${day} ${hour}`, { n: answer.counts[row][column], value: answer.values[row][column] }, answer.occurrences[row][column] > 0)));
      break;
    case 'distribution':
      answer.bins.forEach(({ from, count }) => cells.set(`bin ${from}`, { n: count }));
      cells.set('within', answer.within);
      break;
    case 'unavailable':
      break;
    default:
      assert.fail(`${answer.metric}: nothing is known of the shape ${answer.shape}`);
  }
  return cells;
}

/** The cells of cohorts in which somebody wrote; what is later than all buckets is not known. */
function cohortCells({ metric, numerators, values, sizes, buckets }, add) {
  numerators.forEach((counts, row) => counts.forEach((count, later) => {
    assert.equal(count === null, buckets[row + later] === undefined, `${metric}: what is known of the future`);
    if (count) {
      add(row, later, { n: count, value: values[row][later], numerator: count, denominator: sizes[row] });
    }
  }));
}

/** Compares all numbers that both have of a cell. Only durations and rates need not be the same to the last bit. */
function same(theirs, ours, place, isReal) {
  assert.deepEqual([...theirs.keys()].sort(), [...ours.keys()].sort(), place);
  for (const [name, cell] of theirs) {
    const expected = ours.get(name);
    for (const number of Object.keys(cell).filter((number) => cell[number] !== undefined && number in expected)) {
      const [value, own] = [cell[number], expected[number]];
      const isSame = isReal && !COUNTS.includes(number) ? Math.abs(value - own) <= 1e-9 * Math.abs(own) : value === own;
      assert.ok(isSame || value === own, `${place}, ${name}: ${number} is ${value}, and in SQL ${own}`);
    }
  }
}

const COUNTS = ['n', 'numerator', 'denominator'];

function namedCounts(list, name) {
  return Object.fromEntries(list.map((row) => [row[name], row.count]).sort());
}

function sample(seed) {
  const file = fileURLToPath(new URL(`target/sql/seed-${seed}.json`, ROOT));
  mkdirSync(new URL('target/sql/', ROOT), { recursive: true });
  execFileSync(process.env.CARGO ?? 'cargo', ['xtask', 'sample', '--conversations', String(CONVERSATIONS), '--seed', String(seed), file], { cwd: ROOT });
  return JSON.parse(readFileSync(file, 'utf8'));
}
