/**
 * Base tables for peers that are databases: what the JavaScript reader has derived, wide, with local days and hours and
 * the tags of the conversation in each row, so that no question needs a join or a calendar.
 */
import { ORIGINS, STATES, ACTORS } from '../javascript/words.js';
import { derive } from '../javascript/derive.js';
import { scan } from '../javascript/scan.js';
import { TIME_ZONE } from '../../page/dashboard.js';
import { zoneOf } from '../javascript/zone.js';

const HOUR = 3_600_000, DAY = 24 * HOUR;
/** The day of what never ends. */
const NEVER = 1_000_000;

export function baseTables(bytes) {
  const zone = zoneOf(TIME_ZONE, Date.UTC(2024, 11, 1), Date.UTC(2026, 2, 1));
  const derived = derive(scan(bytes));
  const offset = (at) => {
    let place = 0;
    while (at >= zone.from[place + 1]) place += 1;
    return zone.offset[place];
  };
  const dayOf = (at) => (at === Infinity ? NEVER : Math.floor((at + offset(at)) / DAY));
  const days = (list, length) => Int32Array.from({ length }, (_, row) => dayOf(list[row]));
  const { count, tagBits, tagWords } = derived;
  if (tagWords > 1) throw new Error('more tags than bits');
  const rows = (list, columns) => {
    const conversation = new Int32Array(list.length), tags = new Int32Array(list.length);
    for (let c = 0; c < count; c += 1) {
      conversation.fill(c, list.start[c], list.start[c + 1]);
      tags.fill(tagBits[c], list.start[c], list.start[c + 1]);
    }
    const own = Object.fromEntries(columns.map((name) => [name, list[name].slice(0, list.length)]));
    return { day: days(list.at, list.length), agent: Int32Array.from(list.agent.subarray(0, list.length)), conversation, tags, ...own };
  };
  const spans = (list, state) => ({ ...rows(list, state), until: days(list.to, list.length) });
  const { said, tables } = derived;
  return {
    ids: {
      agents: tables.agents.ids, channels: tables.channels.ids, categories: tables.categories.ids, tags: tables.tags.ids,
      origins: ORIGINS, states: STATES, actors: ACTORS,
    },
    tables: {
      conversations: {
        day: days(derived.opened, count), agent: Int32Array.from(derived.agent), tags: Int32Array.from(tagBits),
        channel: Int32Array.from(derived.channel), category: Int32Array.from(derived.category), origin: Int32Array.from(derived.origin),
      },
      messages: {
        ...rows(said, ['contact']), actor: Int32Array.from(said.actor.subarray(0, said.length)),
        hour: Int32Array.from({ length: said.length }, (_, row) => Math.floor((said.at[row] + offset(said.at[row])) / HOUR + 72) % 168),
      },
      closes: rows(derived.closes, []),
      lasting: rows(derived.lasting, ['value']),
      turns: rows(derived.turns, ['value']),
      firsts: rows(derived.firsts, ['value']),
      resolved: rows(derived.resolved, ['value']),
      tagged: { ...rows(derived.tagged, []), tag: Int32Array.from(derived.tagged.tag.subarray(0, derived.tagged.length)) },
      states: { ...spans(derived.states, []), state: Int32Array.from(derived.states.state.subarray(0, derived.states.length)) },
      unread: spans(derived.unread, []),
    },
  };
}

/** A question in days since 1970 and places. */
export function asked({ from, to, agents, tags }, ids) {
  const day = (date) => Date.parse(`${date}T00:00Z`) / DAY;
  return {
    from: day(from),
    to: day(to),
    agents: agents?.map((id) => ids.agents.indexOf(id)),
    tags: tags?.map((id) => ids.tags.indexOf(id)),
    tagBits: tags?.reduce((bits, id) => bits | (1 << ids.tags.indexOf(id)), 0),
  };
}
