/** Arquero: its verbs over the same wide tables. What several parts of an answer ask of a list is filtered once. */
import * as aq from 'arquero';
import { asked, baseTables } from './base.js';
import { answersOf, binsOf, EDGES, QUANTILES } from './shapes.js';

const { op } = aq;

export async function prepare(bytes) {
  const base = baseTables(bytes);
  const tables = Object.fromEntries(Object.entries(base.tables).map(([name, columns]) => [name, aq.table(columns)]));
  return (question) => {
    const view = asked(question, base.ids);
    const answers = answersOf(foundIn(tables, view), view, base.ids);
    return { answers, messages: answers.messages.value };
  };
}

function foundIn(tables, view) {
  const seen = (name) => tables[name].filter(`d => d.day >= ${view.from} && d.day < ${view.to}${chosen(view, name === 'tagged')}`);
  const conversations = seen('conversations'), tagged = seen('tagged'), closes = seen('closes');
  const counts = (table, ...by) => rowsOf(table.groupby(...by).count(), [...by, 'count']);
  return {
    conversations: {
      byDay: counts(conversations, 'day'), byOrigin: counts(conversations, 'origin'),
      byChannel: counts(conversations, 'channel'), byCategory: counts(conversations, 'category'),
    },
    messages: messages(seen('messages'), counts),
    closes: {
      byDay: rowsOf(closes.groupby('day').rollup({ n: op.count(), own: op.distinct('conversation') }), ['day', 'n', 'own']),
      total: rowsOf(closes.rollup({ n: op.count(), own: op.distinct('conversation') }), ['n', 'own'])[0],
    },
    lasting: durations(seen('lasting')),
    turns: durations(seen('turns')),
    firsts: firsts(seen('firsts')),
    resolved: resolved(seen('resolved')),
    tagged: { byDay: counts(tagged, 'day'), byTag: counts(tagged, 'tag'), byAgent: counts(tagged, 'agent') },
    states: changes(tables.states, view, 'd.state'),
    unread: changes(tables.unread, view, '0'),
  };
}

function chosen({ agents, tagBits }, isOfTag) {
  const ofAgents = agents ? ` && (${agents.map((agent) => `d.agent === ${agent}`).join(' || ')})` : '';
  return ofAgents + (tagBits ? ` && (${isOfTag ? '(1 << d.tag)' : 'd.tags'} & ${tagBits}) !== 0` : '');
}

function rowsOf(table, names) {
  const columns = names.map((name) => table.array(name));
  return Array.from({ length: table.numRows() }, (_, row) => columns.map((column) => column[row]));
}

function messages(table, counts) {
  const met = { n: op.count(), active: op.distinct('conversation') };
  const reached = { customers: op.distinct('contact'), reached: op.count() };
  const others = table.filter('d => d.actor !== 5');
  const byDay = table.groupby('day').rollup(met).join_left(others.groupby('day').rollup(reached), 'day');
  return {
    byActor: counts(table, 'day', 'actor'),
    byHour: counts(table, 'hour'),
    byDay: rowsOf(byDay, ['day', 'n', 'active', 'customers', 'reached']).map((row) => row.map((value) => value ?? 0)),
    total: [...rowsOf(table.rollup(met), ['n', 'active'])[0], ...rowsOf(others.rollup(reached), ['customers', 'reached'])[0]],
  };
}

const STATS = {
  n: op.count(), mean: op.mean('value'), median: op.quantile('value', 0.5), p75: op.quantile('value', 0.75),
  p90: op.quantile('value', 0.9), p95: op.quantile('value', 0.95), min: op.min('value'), max: op.max('value'),
};
const NAMES = Object.keys(STATS).slice(1);
const statsOf = (values) => Object.fromEntries(NAMES.map((name, place) => [name, values[place]]));

function durations(table) {
  const [[n, ...values]] = rowsOf(table.rollup(STATS), ['n', ...NAMES]);
  const byDay = table.groupby('day').rollup({ n: op.count(), mean: op.mean('value') });
  return { total: [n, statsOf(values)], byDay: rowsOf(byDay, ['day', 'n', 'mean']) };
}

function firsts(table) {
  const own = durations(table);
  const byAgent = rowsOf(table.groupby('agent').rollup(STATS), ['agent', 'n', ...NAMES]);
  const [quantiles] = rowsOf(table.rollup(Object.fromEntries(QUANTILES.map((p) => [`q${p}`, op.quantile('value', p)]))), QUANTILES.map((p) => `q${p}`));
  const bar = aq.escape((d) => EDGES.findLastIndex((edge) => edge <= d.value));
  const bars = new Array(EDGES.length).fill(0);
  rowsOf(table.derive({ bar }).groupby('bar').count(), ['bar', 'count']).forEach(([bar, n]) => (bars[bar] = n));
  const [n, { max }] = own.total;
  return {
    ...own,
    byAgent: byAgent.map(([agent, n, ...values]) => [agent, n, statsOf(values)]),
    quantiles: n > 0 ? QUANTILES.map((p, place) => ({ p, value: quantiles[place] })) : [],
    bins: n > 0 ? binsOf(bars, max) : [],
  };
}

function resolved(table) {
  const byWeek = table.derive({ week: 'd => floor((d.day + 3) / 7)' }).groupby('week').rollup({ n: op.count(), median: op.quantile('value', 0.5) });
  return { ...durations(table), byWeek: rowsOf(byWeek, ['week', 'n', 'median']) };
}

/** What begins and what ends each day. */
function changes(table, { from, to, ...view }, state) {
  const lasting = table
    .filter(`d => d.day < ${to} && d.until > ${from}${chosen(view)}`)
    .derive({ first: `d => d.day > ${from} ? d.day : ${from}`, past: `d => d.until < ${to} ? d.until : ${to}`, key: `d => ${state}` })
    .filter('d => d.first < d.past');
  const sums = new Map();
  const add = (column, sign) => {
    for (const [day, key, n] of rowsOf(lasting.groupby(column, 'key').count(), [column, 'key', 'count'])) {
      const place = `${day} ${key}`;
      sums.set(place, [day, key, (sums.get(place)?.[2] ?? 0) + sign * n]);
    }
  };
  add('first', 1);
  add('past', -1);
  return [...sums.values()];
}
