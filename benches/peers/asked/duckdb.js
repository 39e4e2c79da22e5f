/** DuckDB-WASM in its worker: one statement a list, all in one go, over wide tables that are sorted by day. */
import * as duckdb from '@duckdb/duckdb-wasm';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { asked, baseTables } from './base.js';
import { answersOf, binsOf, EDGES, QUANTILES } from './shapes.js';

const DIST = '/benches/node_modules/@duckdb/duckdb-wasm/dist';

export async function prepare(bytes) {
  const base = baseTables(bytes);
  const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(`${DIST}/duckdb-browser-eh.worker.js`));
  await database.instantiate(`${location.origin}${DIST}/duckdb-eh.wasm`);
  const connection = await database.connect();
  for (const [name, columns] of Object.entries(base.tables)) {
    await connection.insertArrowFromIPCStream(tableToIPC(tableFromArrays(columns), 'stream'), { name: `raw_${name}`, create: true });
    await connection.query(`create table ${name} as select * from raw_${name} order by day`);
    await connection.query(`drop table raw_${name}`);
  }
  return async (question) => {
    const view = asked(question, base.ids);
    const names = Object.keys(STATEMENTS);
    const tables = await Promise.all(names.map((name) => connection.query(STATEMENTS[name](view))));
    const rows = Object.fromEntries(names.map((name, place) => [name, rowsOf(tables[place])]));
    const answers = answersOf(foundIn(rows), view, base.ids);
    return { answers, messages: answers.messages.value };
  };
}

/** Rows as arrays of numbers. */
function rowsOf(table) {
  const columns = table.schema.fields.map((_, place) => table.getChildAt(place));
  return Array.from({ length: table.numRows }, (_, row) => columns.map((column) => column.get(row)));
}

function where({ from, to, agents, tagBits }, isOfTag) {
  const ofTags = isOfTag ? `(1 << tag) & ${tagBits}` : `tags & ${tagBits}`;
  return `where day >= ${from} and day < ${to}${agents ? ` and agent in (${agents})` : ''}${tagBits ? ` and (${ofTags}) <> 0` : ''}`;
}

const STATS = `count(*)::int, avg(value), quantile_cont(value, [0.5, 0.75, 0.9, 0.95]), min(value), max(value)`;
const NO_STATS = `null, null, null`;

/** Every statement gives rows whose first column says of which part of the answer they are. */
const durations = (name, more = () => '') => (view) => `
  select 'total' part, null::int as place, ${STATS} from ${name} ${where(view)}
  union all select 'day', day, count(*)::int, avg(value), ${NO_STATS} from ${name} ${where(view)} group by day
  ${more(view)}`;

const spans = (name, state) => ({ from, to, agents, tagBits }) => `
  with lasting as (
    select ${state} as state, greatest(day, ${from}) as begins, least(until, ${to}) as ends from ${name}
    where day < ${to} and until > ${from}${agents ? ` and agent in (${agents})` : ''}${tagBits ? ` and (tags & ${tagBits}) <> 0` : ''}
  ), changes as (
    select begins as day, state, 1 as change from lasting where begins < ends
    union all select ends, state, -1 from lasting where begins < ends
  )
  select day, state, sum(change)::int from changes group by day, state`;

const STATEMENTS = {
  conversations: (view) => `
    select grouping(day, origin, channel, category)::int, coalesce(day, origin, channel, category)::int, count(*)::int
    from conversations ${where(view)} group by grouping sets ((day), (origin), (channel), (category))`,
  said: (view) => `select day, actor, hour, count(*)::int from messages ${where(view)} group by grouping sets ((day, actor), (hour))`,
  met: (view) => `
    select day, count(*)::int, count(distinct conversation)::int, (count(distinct contact) filter (actor <> 5))::int,
    (count(*) filter (actor <> 5))::int from messages ${where(view)} group by grouping sets ((), (day))`,
  closes: (view) => `select day, count(*)::int, count(distinct conversation)::int from closes ${where(view)} group by grouping sets ((), (day))`,
  lasting: durations('lasting'),
  turns: durations('turns'),
  firsts: durations('firsts', (view) => `
    union all select 'agent', agent, ${STATS} from firsts ${where(view)} group by agent
    union all select 'spread', null, 0, 0, quantile_cont(value, [${QUANTILES}]), 0, 0 from firsts ${where(view)}
    union all select 'bins', null, 0, 0, [${EDGES.map((edge, place) =>
      `count(*) filter (value >= ${edge}${EDGES[place + 1] ? ` and value < ${EDGES[place + 1]}` : ''})::double`)}], 0, 0 from firsts ${where(view)}`),
  resolved: durations('resolved', (view) => `
    union all select 'week', ((day + 3) // 7)::int, count(*)::int, quantile_cont(value, 0.5), ${NO_STATS} from resolved ${where(view)}
    group by (day + 3) // 7`),
  tagged: (view) => `
    select grouping(day, tag, agent)::int, coalesce(day, tag, agent)::int, count(*)::int
    from tagged ${where(view, true)} group by grouping sets ((day), (tag), (agent))`,
  states: spans('states', 'state'),
  unread: spans('unread', '0'),
};

function foundIn(rows) {
  // In a number of `grouping` the bit of each column that is not grouped by is set, the first column's highest.
  const grouped = (list, bits) => list.filter(([group]) => group === bits).map(([, ...row]) => row);
  const total = (list) => list.find(([day]) => day === null).slice(1);
  const byDay = (list) => list.filter(([day]) => day !== null);
  return {
    conversations: {
      byDay: grouped(rows.conversations, 0b0111), byOrigin: grouped(rows.conversations, 0b1011),
      byChannel: grouped(rows.conversations, 0b1101), byCategory: grouped(rows.conversations, 0b1110),
    },
    messages: {
      byActor: rows.said.filter(([day]) => day !== null).map(([day, actor, , n]) => [day, actor, n]),
      byHour: rows.said.filter(([day]) => day === null).map(([, , hour, n]) => [hour, n]),
      byDay: byDay(rows.met), total: total(rows.met),
    },
    closes: { byDay: byDay(rows.closes), total: total(rows.closes) },
    lasting: durationsIn(rows.lasting),
    turns: durationsIn(rows.turns),
    firsts: durationsIn(rows.firsts),
    resolved: durationsIn(rows.resolved),
    tagged: { byDay: grouped(rows.tagged, 0b011), byTag: grouped(rows.tagged, 0b101), byAgent: grouped(rows.tagged, 0b110) },
    states: rows.states,
    unread: rows.unread,
  };
}

function durationsIn(rows) {
  const part = (name) => rows.filter(([part]) => part === name).map(([, ...row]) => row);
  const list = (q) => (q === null ? [] : [...q]);
  const stats = (mean, q, min, max) => {
    const [median, p75, p90, p95] = list(q);
    return { mean, median, p75, p90, p95, min, max };
  };
  const [[, n, ...own]] = part('total');
  const [spread] = part('spread'), [bins] = part('bins');
  return {
    total: [n, stats(...own)],
    byDay: part('day').map(([day, n, mean]) => [day, n, mean]),
    byAgent: part('agent').map(([agent, n, ...own]) => [agent, n, stats(...own)]),
    byWeek: part('week').map(([week, n, median]) => [week, n, median]),
    quantiles: spread ? list(spread[3]).map((value, place) => ({ p: QUANTILES[place], value })) : [],
    bins: bins && n > 0 ? binsOf(list(bins[3]), own[3]) : [],
  };
}
