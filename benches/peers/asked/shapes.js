/** The dashboard's answers from grouped rows, for peers whose tables come as rows of numbers. */

/** Monday is the first day of the week; day 0, 1970-01-01, was a Thursday. */
const weekOf = (day) => Math.floor((day + 3) / 7);

/**
 * `found`, with rows as arrays:
 * `conversations`: `byDay` [day, n], `byOrigin`, `byChannel`, `byCategory` [key, n];
 * `messages`: `byActor` [day, actor, n], `byHour` [hour, n], `byDay` [day, n, active, customers, reached], `total` likewise;
 * `closes`: `byDay` [day, n, conversations], `total` [n, conversations];
 * `lasting`, `turns`, `firsts`, `resolved`: `total` [n, stats], `byDay` [day, n, mean]; `firsts.byAgent` [agent, n, stats],
 * `firsts.quantiles`, `firsts.bins`, `resolved.byWeek` [week, n, median];
 * `states`, `unread`: [day, state, change]; `tagged`: `byDay`, `byTag`, `byAgent`.
 */
export function answersOf(found, { from, to }, ids) {
  const days = to - from;
  const perDay = (rows, value = 1, n = 1, empty = 0) => {
    const values = new Array(days).fill(empty), counts = new Array(days).fill(0);
    for (const row of rows) {
      values[row[0] - from] = row[value];
      counts[row[0] - from] = row[n];
    }
    return { lines: [{ key: null, values, n: counts }] };
  };
  const perKey = (rows, own) => ({ rows: rows.map(([key, n]) => ({ key: own[key] ?? null, value: n, n })) });
  const all = (rows) => rows.reduce((sum, row) => sum + row[1], 0);
  const number = ([n, stats]) => ({ value: n > 0 ? stats.mean : null, n, stats: n > 0 ? stats : undefined });
  const spark = ({ byDay }) => perDay(byDay, 2, 1, null);
  const { conversations, messages, closes, lasting, turns, firsts, resolved, tagged } = found;

  const weeks = weekOf(to - 1) - weekOf(from) + 1;
  const medians = new Array(weeks).fill(null), ofWeek = new Array(weeks).fill(0);
  for (const [week, n, median] of resolved.byWeek) {
    medians[week - weekOf(from)] = median;
    ofWeek[week - weekOf(from)] = n;
  }
  const hours = new Array(168).fill(0);
  messages.byHour.forEach(([hour, n]) => (hours[hour] = n));
  const open = lines(cumulated(found.states, from, days), ids.states);
  const openAll = sumOf(open.lines, days);
  const unread = sumOf(lines(cumulated(found.unread, from, days), ['']).lines, days);
  const snapshot = (values) => ({ lines: [{ key: null, values, n: values }] });
  const [n, active, customers, reached] = messages.total;
  const opened = perDay(conversations.byDay);
  return {
    'conversations': { value: all(conversations.byDay), n: all(conversations.byDay) },
    'conversations/spark': opened,
    'conversations-over-time': opened,
    'conversations-by-origin': perKey(conversations.byOrigin, ids.origins),
    'conversations-by-channel': perKey(conversations.byChannel, ids.channels),
    'conversations-by-category': perKey(conversations.byCategory, ids.categories),
    'messages': { value: n, n },
    'messages/spark': perDay(messages.byDay),
    'messages-by-actor': lines(perActor(messages.byActor, from, days), ids.actors),
    'peak-hours': { counts: Array.from({ length: 7 }, (_, day) => hours.slice(day * 24, day * 24 + 24)) },
    'active-conversations': { value: active, n },
    'active-conversations/spark': perDay(messages.byDay, 2),
    'unique-customers': { value: customers, n: reached },
    'unique-customers/spark': perDay(messages.byDay, 3, 4),
    'customers-over-time': perDay(messages.byDay, 3, 4),
    'open-conversations': { value: openAll.at(-1), n: openAll.at(-1) },
    'open-conversations/spark': snapshot(openAll),
    'open-by-status': open,
    'unread-conversations': { value: unread.at(-1), n: unread.at(-1) },
    'unread-conversations/spark': snapshot(unread),
    'closed-conversations': { value: closes.total[1], n: closes.total[0] },
    'closed-conversations/spark': perDay(closes.byDay, 2),
    'conversation-duration': number(lasting.total),
    'conversation-duration/spark': spark(lasting),
    'first-response': number(firsts.total),
    'first-response/spark': spark(firsts),
    'first-response-spread': { quantiles: firsts.quantiles, bins: firsts.bins },
    'first-response-by-agent': {
      rows: firsts.byAgent.map(([agent, n, stats]) => ({ key: ids.agents[agent] ?? null, value: stats.median, n, stats })),
    },
    'response-time': number(turns.total),
    'response-time/spark': spark(turns),
    'resolution-time': number(resolved.total),
    'resolution-time/spark': spark(resolved),
    'resolution-over-time': { lines: [{ key: null, values: medians, n: ofWeek }] },
    'tags-applied': { value: all(tagged.byDay), n: all(tagged.byDay) },
    'tags-applied/spark': perDay(tagged.byDay),
    'tags-over-time': perDay(tagged.byDay),
    'tags': perKey(tagged.byTag, ids.tags),
    'tags-by-agent': perKey(tagged.byAgent, ids.agents),
  };
}

/** Values by key, day by day. */
function perActor(rows, from, days) {
  const byKey = new Map();
  for (const [day, key, n] of rows) {
    if (!byKey.has(key)) byKey.set(key, new Array(days).fill(0));
    byKey.get(key)[day - from] = n;
  }
  return byKey;
}

/** From what changes each day to what there is at its end. */
function cumulated(rows, from, days) {
  const byKey = perActor(rows, from, days + 1);
  for (const values of byKey.values()) {
    values.length = days;
    for (let day = 1; day < days; day += 1) values[day] += values[day - 1];
  }
  return byKey;
}

function lines(byKey, ids) {
  const found = [...byKey].filter(([, values]) => values.some((value) => value > 0));
  return { lines: found.map(([key, values]) => ({ key: ids[key] ?? null, values, n: values })) };
}

function sumOf(lines, days) {
  return Array.from({ length: days }, (_, day) => lines.reduce((sum, { values }) => sum + values[day], 0));
}

export const QUANTILES = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
export const EDGES = [0, MINUTE / 2, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR,
  8 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 30 * DAY];

/** Bars from how many durations lie from each edge on; those beyond the longest are not shown. */
export function binsOf(counts, longest) {
  const used = EDGES.filter((edge) => edge <= longest);
  return used.map((from, place) => ({
    from,
    to: used[place + 1] ?? null,
    count: used[place + 1] === undefined ? counts.slice(place).reduce((a, b) => a + b, 0) : counts[place],
  }));
}
