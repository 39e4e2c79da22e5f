/**
 * All requests of the dashboard `conversation-metrics`, by one pass over each list. What two panels share is counted
 * once. Gives values and numbers of observations; what is left out, and why, is not counted here.
 */
import { below, quantile, statsOf } from './statistics.js';
import { ACTORS, BROADCAST, ORIGINS, STATES } from './words.js';
import { edgesOf, startOfDate } from './zone.js';

const HOUR = 3_600_000;

/** `query`: `{ from, to, agents, tags }`, local dates and lists of ids (or nothing). */
export function count(derived, zone, query) {
  const view = viewOf(derived, zone, query);
  return {
    ...conversations(derived, view),
    ...messages(derived, view),
    ...states(derived, view),
    ...closes(derived, view),
    ...durations(derived, view),
    ...tags(derived, view),
  };
}

function viewOf(derived, zone, { from, to, agents, tags }) {
  const start = startOfDate(zone, from), end = startOfDate(zone, to);
  const days = edgesOf(zone, start, end, 1);
  const view = {
    zone,
    from: start,
    to: end,
    days,
    count: days.length - 1,
    scale: (days.length - 1) / (end - start),
    weeks: edgesOf(zone, start, end, 7),
    // Which agents are wanted, by their place; the last place is nobody's.
    agents: agents && wanted(derived.tables.agents, agents),
    tags: tags && wanted(derived.tables.tags, tags),
    first: below(derived.lastSoFar, start),
    end: below(derived.firstFromHere, end),
    has: undefined,
  };
  view.has = view.tags && taggedWith(derived, view);
  return view;
}

function wanted(dict, ids) {
  const mask = new Uint8Array(dict.ids.length + 1);
  for (const id of ids) {
    const place = id === null ? dict.ids.length : dict.ids.indexOf(id);
    if (place >= 0) mask[place] = 1;
  }
  return mask;
}

/** By conversation whether it has one of the tags that are wanted. */
function taggedWith({ count, tagBits, tagWords }, { tags, first, end }) {
  const has = new Uint8Array(count);
  const none = tags.length - 1;
  const bits = new Uint32Array(tagWords);
  for (let tag = 0; tag < none; tag += 1) {
    if (tags[tag]) bits[tag >> 5] |= 1 << (tag & 31);
  }
  for (let c = first; c < end; c += 1) {
    let any = 0, met = 0;
    for (let word = 0; word < tagWords; word += 1) {
      any |= tagBits[c * tagWords + word];
      met |= tagBits[c * tagWords + word] & bits[word];
    }
    has[c] = met !== 0 || (any === 0 && tags[none] === 1) ? 1 : 0;
  }
  return has;
}

/** The day of an instant of the period. Days are nearly of one length, so a guess is right or next to right. */
function dayOf(view, at) {
  const { days } = view;
  let day = ((at - view.from) * view.scale) | 0;
  while (at < days[day]) day -= 1;
  while (at >= days[day + 1]) day += 1;
  return day;
}

const plain = (values) => Array.from(values);
const sum = (values) => values.reduce((a, b) => a + b, 0);
const line = (values, n, key = null) => ({ key, values: plain(values), n: plain(n) });
const series = (values, n) => ({ lines: [line(values, n)] });

function breakdown(counts, ids) {
  const rows = [];
  for (let key = 0; key < counts.length; key += 1) {
    if (counts[key] > 0) rows.push({ key: ids[key] ?? null, value: counts[key], n: counts[key] });
  }
  return { rows };
}

/** `counts`: day by day, for each key. */
function lines(counts, ids, width, days) {
  const found = [];
  for (let key = 0; key < width; key += 1) {
    const own = new Array(days);
    let any = 0;
    for (let day = 0; day < days; day += 1) {
      any += own[day] = counts[day * width + key];
    }
    if (any > 0) found.push({ key: ids[key] ?? null, values: own, n: own });
  }
  return { lines: found };
}

function conversations(d, view) {
  const { opened, agent, origin, channel, category } = d;
  const { has, agents, from, to } = view;
  const byDay = new Uint32Array(view.count);
  const byOrigin = new Uint32Array(ORIGINS.length);
  const byChannel = new Uint32Array(d.tables.channels.ids.length + 1);
  const byCategory = new Uint32Array(d.tables.categories.ids.length + 1);
  let n = 0;
  for (let c = view.first; c < view.end; c += 1) {
    const at = opened[c];
    if (at < from || at >= to || (has && !has[c]) || (agents && !agents[agent[c]])) continue;
    n += 1;
    byDay[dayOf(view, at)] += 1;
    byOrigin[origin[c]] += 1;
    byChannel[channel[c]] += 1;
    byCategory[category[c]] += 1;
  }
  const overTime = series(byDay, byDay);
  return {
    'conversations': { value: n, n },
    'conversations/spark': overTime,
    'conversations-over-time': overTime,
    'conversations-by-origin': breakdown(byOrigin, ORIGINS),
    'conversations-by-channel': breakdown(byChannel, d.tables.channels.ids),
    'conversations-by-category': breakdown(byCategory, d.tables.categories.ids),
  };
}

/** Pairs of day and contact, kept from one question to the next. */
let pairs = { day: new Uint16Array(0), contact: new Int32Array(0) };

function messages(d, view) {
  const { said } = d;
  const { start, at, actor, agent, contact } = said;
  const { has, agents, from, to, days, zone } = view;
  const width = ACTORS.length;
  const byDay = new Uint32Array(view.count * width);
  const active = new Uint32Array(view.count);
  const byHour = new Uint32Array(168);
  if (pairs.day.length < said.length) {
    pairs = { day: new Uint16Array(said.length), contact: new Int32Array(said.length) };
  }
  let found = 0, activeOnes = 0;
  let stretch = 0, stretchFrom = zone.from[0], stretchTo = zone.from[1], offset = zone.offset[0] + 72 * HOUR;
  for (let c = view.first; c < view.end; c += 1) {
    if (has && !has[c]) continue;
    let row = start[c];
    const end = start[c + 1];
    if (row === end || at[end - 1] < from || at[row] >= to) continue;
    while (at[row] < from) row += 1;
    let day = -1, dayEnd = -Infinity, activeDay = -1, customerDay = -1, customer = -1;
    for (; row < end; row += 1) {
      const when = at[row];
      if (when >= to) break;
      if (agents && !agents[agent[row]]) continue;
      if (when >= dayEnd) {
        day = dayOf(view, when);
        dayEnd = days[day + 1];
      }
      const who = actor[row];
      byDay[day * width + who] += 1;
      if (when < stretchFrom || when >= stretchTo) {
        stretch = 0;
        while (when >= zone.from[stretch + 1]) stretch += 1;
        [stretchFrom, stretchTo, offset] = [zone.from[stretch], zone.from[stretch + 1], zone.offset[stretch] + 72 * HOUR];
      }
      byHour[(((when + offset) / HOUR) | 0) % 168] += 1;
      if (day !== activeDay) {
        active[day] += 1;
        if (activeDay < 0) activeOnes += 1;
        activeDay = day;
      }
      if (who !== BROADCAST && (day !== customerDay || contact[row] !== customer)) {
        customerDay = day;
        customer = contact[row];
        pairs.day[found] = day;
        pairs.contact[found] = customer;
        found += 1;
      }
    }
  }
  const n = new Uint32Array(view.count), reached = new Uint32Array(view.count);
  for (let day = 0; day < view.count; day += 1) {
    for (let who = 0; who < width; who += 1) {
      n[day] += byDay[day * width + who];
    }
    reached[day] = n[day] - byDay[day * width + BROADCAST];
  }
  const all = sum(n);
  const { customers, unique } = distinct(found, view.count, d.tables.contacts.ids.length);
  return {
    'messages': { value: all, n: all },
    'messages/spark': series(n, n),
    'messages-by-actor': lines(byDay, ACTORS, width, view.count),
    'peak-hours': { counts: Array.from({ length: 7 }, (_, day) => plain(byHour.subarray(day * 24, day * 24 + 24))) },
    'active-conversations': { value: activeOnes, n: all },
    'active-conversations/spark': series(active, n),
    'unique-customers': { value: unique, n: sum(reached) },
    'unique-customers/spark': series(customers, reached),
    'customers-over-time': series(customers, reached),
  };
}

/** How many different contacts there are each day, and in all: the pairs day by day, with a mark at each contact. */
function distinct(found, days, contacts) {
  const start = new Uint32Array(days + 1);
  for (let pair = 0; pair < found; pair += 1) start[pairs.day[pair] + 1] += 1;
  for (let day = 0; day < days; day += 1) start[day + 1] += start[day];
  const next = start.slice();
  const sorted = new Int32Array(found);
  for (let pair = 0; pair < found; pair += 1) sorted[next[pairs.day[pair]]++] = pairs.contact[pair];
  const seen = new Int32Array(contacts).fill(-1);
  const customers = new Uint32Array(days);
  let unique = 0;
  for (let day = 0; day < days; day += 1) {
    for (let place = start[day]; place < start[day + 1]; place += 1) {
      const last = seen[sorted[place]];
      if (last === day) continue;
      if (last < 0) unique += 1;
      customers[day] += 1;
      seen[sorted[place]] = day;
    }
  }
  return { customers, unique };
}

function states(d, view) {
  const { states } = d;
  const width = STATES.length;
  const byDay = lasting(d, view, states, states.state, width);
  const all = new Uint32Array(view.count);
  for (let place = 0; place < byDay.length; place += 1) all[(place / width) | 0] += byDay[place];
  const unread = lasting(d, view, d.unread, undefined, 1);
  return {
    'open-conversations': { value: all.at(-1), n: all.at(-1) },
    'open-conversations/spark': series(all, all),
    'open-by-status': lines(byDay, STATES, width, view.count),
    'unread-conversations': { value: unread.at(-1), n: unread.at(-1) },
    'unread-conversations/spark': series(unread, unread),
  };
}

/** How many spans last at the end of each day, for each key: kept as what begins and what ends. */
function lasting(d, view, spans, keys, width) {
  const { start, at, to, agent, endless, endlessOf } = spans;
  const { has, agents, count } = view;
  const changes = new Int32Array((count + 1) * width);
  const add = (row) => {
    if (at[row] >= view.to || to[row] <= view.from || (agents && !agents[agent[row]])) return;
    const first = at[row] < view.from ? 0 : dayOf(view, at[row]);
    const end = to[row] >= view.to ? count : dayOf(view, to[row]);
    const key = keys ? keys[row] : 0;
    changes[first * width + key] += 1;
    changes[end * width + key] -= 1;
  };
  // Of conversations in which nothing happens from the period on, only what never ends is of interest.
  for (let place = 0; place < endless.length && endlessOf[place] < view.first; place += 1) {
    if (!has || isTagged(d, view, endlessOf[place])) add(endless[place]);
  }
  for (let c = view.first; c < view.end; c += 1) {
    if (has && !has[c]) continue;
    for (let row = start[c]; row < start[c + 1]; row += 1) add(row);
  }
  for (let place = width; place < changes.length; place += 1) changes[place] += changes[place - width];
  return changes.subarray(0, count * width);
}

function isTagged({ tagBits, tagWords }, { tags }, c) {
  const none = tags.length - 1;
  let any = 0;
  for (let tag = 0; tag < none; tag += 1) {
    const bit = tagBits[c * tagWords + (tag >> 5)] & (1 << (tag & 31));
    if (bit && tags[tag]) return true;
    any |= bit;
  }
  return any === 0 && tags[none] === 1;
}

function closes(d, view) {
  const { start, at, agent } = d.closes;
  const { has, agents, from, to } = view;
  const n = new Uint32Array(view.count), values = new Uint32Array(view.count);
  let all = 0, closed = 0;
  for (let c = view.first; c < view.end; c += 1) {
    if (has && !has[c]) continue;
    let last = -1;
    for (let row = start[c]; row < start[c + 1]; row += 1) {
      if (at[row] < from || at[row] >= to || (agents && !agents[agent[row]])) continue;
      const day = dayOf(view, at[row]);
      all += 1;
      n[day] += 1;
      if (day !== last) {
        values[day] += 1;
        if (last < 0) closed += 1;
        last = day;
      }
    }
  }
  return { 'closed-conversations': { value: closed, n: all }, 'closed-conversations/spark': series(values, n) };
}

/** The rows of a list of durations that the view leaves, with their means by day. */
function taken(d, view, rows) {
  const { start, at, value, agent } = rows;
  const { has, agents, from, to } = view;
  const first = start[view.first] ?? 0, end = start[view.end];
  const lengths = new Float64Array(end - first), places = new Int32Array(end - first);
  const sums = new Float64Array(view.count), n = new Uint32Array(view.count);
  let found = 0;
  for (let c = view.first; c < view.end; c += 1) {
    if (has && !has[c]) continue;
    for (let row = start[c]; row < start[c + 1]; row += 1) {
      const when = at[row];
      if (when < from || when >= to || (agents && !agents[agent[row]])) continue;
      const day = dayOf(view, when);
      sums[day] += value[row];
      n[day] += 1;
      lengths[found] = value[row];
      places[found] = row;
      found += 1;
    }
  }
  const means = Array.from(sums, (sum, day) => (n[day] > 0 ? sum / n[day] : null));
  return { lengths: lengths.subarray(0, found), places: places.subarray(0, found), spark: series(means, n) };
}

function number(sorted) {
  const stats = sorted.length > 0 ? statsOf(sorted) : undefined;
  return { value: stats?.mean ?? null, n: sorted.length, stats };
}

function durations(d, view) {
  const lasting = taken(d, view, d.lasting);
  const firsts = taken(d, view, d.firsts);
  const turns = taken(d, view, d.turns);
  const resolved = taken(d, view, d.resolved);
  const byAgent = grouped(firsts, d.agents ?? d.tables.agents.ids.length + 1, (row) => d.firsts.agent[row]);
  const { weeks } = view;
  let week = 0;
  const byWeek = grouped(resolved, weeks.length - 1, (row) => {
    const at = d.resolved.at[row];
    while (at < weeks[week]) week -= 1;
    while (at >= weeks[week + 1]) week += 1;
    return week;
  });
  for (const { lengths } of [lasting, firsts, turns, resolved]) lengths.sort();
  const ids = d.tables.agents.ids;
  const rowsByAgent = byAgent.flatMap((sorted, key) => {
    const stats = sorted.length > 0 ? statsOf(sorted) : undefined;
    return stats ? [{ key: ids[key] ?? null, value: stats.median, n: sorted.length, stats }] : [];
  });
  const medians = byWeek.map((sorted) => (sorted.length > 0 ? quantile(sorted, 0.5) : null));
  return {
    'conversation-duration': number(lasting.lengths),
    'conversation-duration/spark': lasting.spark,
    'first-response': number(firsts.lengths),
    'first-response/spark': firsts.spark,
    'first-response-spread': spread(firsts.lengths),
    'first-response-by-agent': { rows: rowsByAgent },
    'response-time': number(turns.lengths),
    'response-time/spark': turns.spark,
    'resolution-time': number(resolved.lengths),
    'resolution-time/spark': resolved.spark,
    'resolution-over-time': { lines: [line(medians, byWeek.map((sorted) => sorted.length))] },
  };
}

/** The lengths by group, each sorted. */
function grouped({ lengths, places }, groups, groupOf) {
  const start = new Uint32Array(groups + 1), group = new Uint16Array(places.length);
  for (let place = 0; place < places.length; place += 1) {
    group[place] = groupOf(places[place]);
    start[group[place] + 1] += 1;
  }
  for (let place = 0; place < groups; place += 1) start[place + 1] += start[place];
  const next = start.slice(), sorted = new Float64Array(places.length);
  for (let place = 0; place < places.length; place += 1) sorted[next[group[place]]++] = lengths[place];
  return Array.from({ length: groups }, (_, place) => sorted.subarray(start[place], start[place + 1]).sort());
}

const QUANTILES = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];
const EDGES = [0, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 1, 2, 4, 8, 24, 48, 96, 168, 720].map((edge, place) =>
  place < 8 ? edge : edge * HOUR);

function spread(sorted) {
  if (sorted.length === 0) return { quantiles: [], bins: [] };
  const edges = EDGES.filter((edge) => edge <= sorted[sorted.length - 1]);
  const bins = edges.map((from, place) => {
    const to = edges[place + 1];
    return { from, to: to ?? null, count: (to === undefined ? sorted.length : below(sorted, to)) - below(sorted, from) };
  });
  return { stats: statsOf(sorted), quantiles: QUANTILES.map((p) => ({ p, value: quantile(sorted, p) })), bins };
}

function tags(d, view) {
  const { start, at, tag, agent } = d.tagged;
  const { agents, tags, from, to } = view;
  const byDay = new Uint32Array(view.count);
  const byTag = new Uint32Array(d.tables.tags.ids.length + 1);
  const byAgent = new Uint32Array(d.tables.agents.ids.length + 1);
  // A tag that is added is that tag's, whatever the conversation carries now.
  for (let row = start[view.first] ?? 0, end = start[view.end]; row < end; row += 1) {
    if (at[row] < from || at[row] >= to || (tags && !tags[tag[row]]) || (agents && !agents[agent[row]])) continue;
    byDay[dayOf(view, at[row])] += 1;
    byTag[tag[row]] += 1;
    byAgent[agent[row]] += 1;
  }
  const n = sum(byDay);
  const overTime = series(byDay, byDay);
  return {
    'tags-applied': { value: n, n },
    'tags-applied/spark': overTime,
    'tags': breakdown(byTag, d.tables.tags.ids),
    'tags-by-agent': breakdown(byAgent, d.tables.agents.ids),
    'tags-over-time': overTime,
  };
}
