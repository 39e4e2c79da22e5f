/**
 * What follows from the tables under the default policy: lives of conversations, turns, and what each metric observes,
 * all in columns and in the order of conversations, so that a question about a period looks at some of them only.
 */
import { Columns } from './columns.js';
import {
  AGENT, ASSIGNED, AUTOMATION, BOT, BROADCAST, CLOSED, CONTACT, ECHO, HANDOFF, HIDDEN, IS_CLOSED, IS_OPEN, IS_PENDING,
  IS_SNOOZED, IS_UNKNOWN, NEVER, NOBODY, NONE, OPENED, PENDING, REOPENED, SEEN, SNOOZED, TAGGED, UNASSIGNED, UNKNOWN,
  UNTAGGED,
} from './words.js';

const MINUTE = 60_000;
const STILL_OPEN = 0, BY_CLOSE = 1, UNKNOWN_WHEN = 2;

/** Rows that a metric observes; `none` is the key of nobody. */
class Rows extends Columns {
  constructor(conversations, kinds) {
    super({ at: Float64Array, agent: Uint16Array, ...kinds }, conversations * 1.5);
    this.start = new Int32Array(conversations + 1);
  }
}

export function derive(tables) {
  const count = tables.threads.length;
  const derived = {
    tables,
    count,
    opened: new Float64Array(count),
    last: new Float64Array(count),
    contact: tables.threads.contact.subarray(0, count),
    agent: new Uint16Array(count),
    actor: new Uint8Array(count),
    origin: new Uint8Array(count),
    channel: keysOf(tables.threads.channel, tables.channels, count),
    category: keysOf(tables.threads.category, tables.categories, count),
    // Tags as bits: a set of a few words a conversation.
    tagWords: (tables.tags.ids.length >> 5) + 1,
    tagBits: undefined,
    said: new Rows(count, { actor: Uint8Array, contact: Int32Array }),
    lasting: new Rows(count, { value: Float64Array }),
    turns: new Rows(count, { value: Float64Array }),
    firsts: new Rows(count, { value: Float64Array }),
    closes: new Rows(count, {}),
    resolved: new Rows(count, { value: Float64Array }),
    tagged: new Rows(count, { tag: Uint16Array }),
    states: new Rows(count, { to: Float64Array, state: Uint8Array }),
    unread: new Rows(count, { to: Float64Array }),
  };
  derived.tagBits = new Uint32Array(count * derived.tagWords);
  const life = new Life(derived);
  for (let conversation = 0; conversation < count; conversation += 1) {
    life.live(conversation);
    for (const rows of life.lists) {
      rows.start[conversation + 1] = rows.length;
    }
  }
  reach(derived);
  lastForEver(derived.states);
  lastForEver(derived.unread);
  return derived;
}

function keysOf(column, dict, count) {
  const none = dict.ids.length;
  return Uint16Array.from(column.subarray(0, count), (place) => (place < 0 ? none : place));
}

/** From which conversation on, and up to which, something may lie in a period. */
function reach(derived) {
  const { count, opened, last } = derived;
  derived.lastSoFar = new Float64Array(count);
  derived.firstFromHere = new Float64Array(count);
  for (let row = 0, so = -Infinity; row < count; row += 1) {
    derived.lastSoFar[row] = so = Math.max(so, last[row]);
  }
  for (let row = count - 1, so = Infinity; row >= 0; row -= 1) {
    derived.firstFromHere[row] = so = Math.min(so, opened[row]);
  }
}

/** The spans that have no end, and whose they are. */
function lastForEver(spans) {
  const rows = [], conversations = [];
  for (let c = 0; c + 1 < spans.start.length; c += 1) {
    for (let row = spans.start[c]; row < spans.start[c + 1]; row += 1) {
      if (spans.to[row] === Infinity) {
        rows.push(row);
        conversations.push(c);
      }
    }
  }
  spans.endless = Int32Array.from(rows);
  spans.endlessOf = Int32Array.from(conversations);
}

/** One conversation after the other, in columns that are used over and over. */
class Life {
  #d;
  #t;
  #none;
  lists;
  // The cycles, the open states, and the instants of what was written and read of the conversation at hand.
  #cycleFrom = []; #cycleTo = []; #cycleEnd = []; #cycleActor = []; #cycleBy = [];
  #stateFrom = []; #stateTo = []; #state = [];
  #cycles = 0; #states = 0;
  #knocked = NaN;
  #lastSign = NEVER;
  #written = new Float64Array(1024); #read = new Float64Array(1024);

  constructor(derived) {
    this.#d = derived;
    this.#t = derived.tables;
    this.#none = derived.tables.agents.ids.length;
    const { said, lasting, turns, firsts, closes, resolved, tagged, states, unread } = derived;
    this.lists = [said, lasting, turns, firsts, closes, resolved, tagged, states, unread];
  }

  live(c) {
    const { threads, messages, events } = this.#t;
    const d = this.#d;
    const firstRow = threads.messageStart[c], endRow = this.#t.endOf('messages', c);
    const firstEvent = threads.eventStart[c], endEvent = this.#t.endOf('events', c);
    let first = firstRow, last = endRow - 1;
    while (first < endRow && messages.actor[first] === HIDDEN) first += 1;
    while (last >= first && messages.actor[last] === HIDDEN) last -= 1;
    const isSilent = first === endRow;
    const created = threads.createdAt[c];
    const opened = isSilent ? created : created === NEVER ? messages.at[first] : Math.min(created, messages.at[first]);
    d.opened[c] = opened;
    this.#lastSign = Math.max(opened, endRow > firstRow ? messages.at[endRow - 1] : NEVER, endEvent > firstEvent ? events.at[endEvent - 1] : NEVER);
    d.last[c] = Math.max(this.#lastSign, threads.closedAt[c]);
    const assignee = this.#assignee(c, firstEvent, endEvent);
    const agent = assignee < 0 ? this.#none : assignee;
    d.agent[c] = agent;
    const began = isSilent ? UNKNOWN : messages.actor[first];
    d.actor[c] = began;
    d.origin[c] = began === CONTACT ? 0 : began === AGENT || began === ECHO ? 1 : began === BOT || began === AUTOMATION || began === BROADCAST ? 2 : 3;

    this.#follow(c, opened, firstRow, endRow, firstEvent, endEvent);
    this.#say(c, first, last + 1, agent);
    if (!isSilent) {
      this.#last(opened, first, last, agent);
    }
    this.#close(opened, agent);
    this.#turn(first, last + 1, firstEvent, endEvent, agent);
    this.#tag(c, firstEvent, endEvent, opened, agent);
    this.#stay(c, first, last + 1, firstEvent, endEvent, agent);
  }

  #assignee(c, firstEvent, endEvent) {
    const said = this.#t.threads.agent[c];
    if (said !== NONE) {
      return said;
    }
    const { kind, subject } = this.#t.events;
    for (let row = endEvent - 1; row >= firstEvent; row -= 1) {
      if (kind[row] === ASSIGNED) return subject[row];
      if (kind[row] === UNASSIGNED) return NOBODY;
    }
    return NONE;
  }

  /** Cycles and states, event by event; of what happens at one instant the message comes first. */
  #follow(c, opened, firstRow, endRow, firstEvent, endEvent) {
    const { threads, messages, events } = this.#t;
    this.#cycles = this.#states = 0;
    this.#knocked = NaN;
    this.#open(opened, IS_OPEN);
    const extra = this.#extraClose(c, firstEvent, endEvent);
    let isExtraDone = extra === NEVER;
    let event = firstEvent;
    const until = (at) => {
      while (event < endEvent && events.at[event] < at) {
        if (!isExtraDone && extra < events.at[event]) {
          isExtraDone = true;
          this.#end(extra, BY_CLOSE, UNKNOWN, NONE);
        }
        this.#happen(event);
        event += 1;
      }
      if (!isExtraDone && extra < at) {
        isExtraDone = true;
        this.#end(extra, BY_CLOSE, UNKNOWN, NONE);
      }
    };
    for (let row = firstRow; row < endRow; row += 1) {
      if (messages.actor[row] === CONTACT) {
        until(messages.at[row]);
        if (!this.#isOpen() && this.#knocked !== this.#knocked) {
          this.#knocked = messages.at[row];
        }
      }
    }
    until(Infinity);
    this.#settle(threads.status[c]);
  }

  #extraClose(c, firstEvent, endEvent) {
    const closedAt = this.#t.threads.closedAt[c];
    if (closedAt !== NEVER) {
      const { at, kind } = this.#t.events;
      for (let row = firstEvent; row < endEvent; row += 1) {
        if (kind[row] === CLOSED && Math.abs(at[row] - closedAt) <= MINUTE) return NEVER;
      }
    }
    return closedAt;
  }

  #isOpen() {
    return this.#cycleEnd[this.#cycles - 1] === STILL_OPEN;
  }

  #open(at, state) {
    this.#cycleFrom[this.#cycles] = at;
    this.#cycleEnd[this.#cycles] = STILL_OPEN;
    this.#cycleTo[this.#cycles] = Infinity;
    this.#cycles += 1;
    this.#enter(at, state);
    this.#knocked = NaN;
  }

  #enter(at, state) {
    this.#stateFrom[this.#states] = at;
    this.#stateTo[this.#states] = Infinity;
    this.#state[this.#states] = state;
    this.#states += 1;
  }

  #end(at, how, actor, by) {
    if (how === BY_CLOSE && !this.#isOpen()) {
      if (this.#knocked !== this.#knocked) return;
      this.#open(this.#knocked, IS_OPEN);
    }
    const cycle = this.#cycles - 1, state = this.#states - 1;
    this.#cycleTo[cycle] = Math.max(at, this.#cycleFrom[cycle]);
    this.#cycleEnd[cycle] = how;
    this.#cycleActor[cycle] = actor;
    this.#cycleBy[cycle] = by;
    this.#stateTo[state] = Math.max(at, this.#stateFrom[state]);
  }

  #happen(event) {
    const { at, kind, by } = this.#t.events;
    switch (kind[event]) {
      case CLOSED: return this.#end(at[event], BY_CLOSE, this.#actorOf(event), by[event]);
      case OPENED: case REOPENED: return this.#change(at[event], IS_OPEN);
      case PENDING: return this.#change(at[event], IS_PENDING);
      case SNOOZED: return this.#change(at[event], IS_SNOOZED);
    }
  }

  #actorOf(event) {
    const { actor, by } = this.#t.events;
    return actor[event] === UNKNOWN && by[event] >= 0 ? (this.#t.agentKind[by[event]] ?? UNKNOWN) : actor[event];
  }

  #change(at, state) {
    if (!this.#isOpen()) {
      this.#open(at - this.#knocked <= MINUTE ? this.#knocked : at, state);
      return;
    }
    const last = this.#states - 1;
    if (this.#state[last] !== state) {
      this.#stateTo[last] = Math.max(at, this.#stateFrom[last]);
      this.#enter(at, state);
    }
  }

  /** Brings the end into line with the status that the conversation's own row gives. */
  #settle(status) {
    if (status === IS_CLOSED) {
      if (this.#isOpen()) {
        this.#end(Math.max(this.#lastSign, this.#cycleFrom[this.#cycles - 1]), UNKNOWN_WHEN, UNKNOWN, NONE);
      }
    } else if (status !== IS_UNKNOWN) {
      if (!this.#isOpen() && this.#knocked === this.#knocked) {
        this.#open(this.#knocked, status);
      }
      if (this.#isOpen()) {
        const last = this.#states - 1;
        if (this.#stateFrom[last] === this.#cycleFrom[this.#cycles - 1]) {
          this.#state[last] = status;
        } else {
          this.#change(Math.max(this.#lastSign, this.#cycleFrom[this.#cycles - 1]), status);
        }
      }
    }
  }

  #say(c, first, end, agent) {
    const { messages, threads } = this.#t;
    const { said } = this.#d;
    const contact = threads.contact[c];
    for (let from = first; from < end; from += 1) {
      const actor = messages.actor[from];
      if (actor === HIDDEN) continue;
      const sender = messages.sender[from];
      const row = said.next();
      said.at[row] = messages.at[from];
      said.actor[row] = actor;
      said.contact[row] = actor === CONTACT && sender >= 0 ? sender : contact;
      said.agent[row] = actor === CONTACT ? agent : this.#credit(actor, sender, agent);
    }
  }

  /** Who did it; what the contact did, or nobody knows who, is the business of the assignee. */
  #credit(actor, by, agent) {
    return by >= 0 ? by : by === NONE && (actor === CONTACT || actor === UNKNOWN) ? agent : this.#none;
  }

  #last(opened, first, last, agent) {
    const { at, actor } = this.#t.messages;
    const { lasting } = this.#d;
    for (let row = first; row <= last; row += 1) {
      if (actor[row] !== BROADCAST && actor[row] !== HIDDEN) {
        const row = lasting.next();
        lasting.at[row] = opened;
        lasting.value[row] = at[last] - at[first];
        lasting.agent[row] = agent;
        return;
      }
    }
  }

  #close(opened, agent) {
    const { closes, resolved } = this.#d;
    for (let cycle = 0; cycle < this.#cycles; cycle += 1) {
      if (this.#cycleEnd[cycle] !== BY_CLOSE) continue;
      const at = this.#cycleTo[cycle], by = this.#credit(this.#cycleActor[cycle], this.#cycleBy[cycle], agent);
      const row = closes.next();
      closes.at[row] = at;
      closes.agent[row] = by;
      if (cycle === this.#cycles - 1) {
        const row = resolved.next();
        resolved.at[row] = at;
        resolved.value[row] = at - opened;
        resolved.agent[row] = by;
      }
    }
  }

  #turn(first, end, firstEvent, endEvent, agent) {
    const { at, actor, sender } = this.#t.messages;
    const { turns, firsts } = this.#d;
    let row = first, hasFirst = false;
    for (let cycle = 0; cycle < this.#cycles; cycle += 1) {
      const from = cycle === 0 ? NEVER : this.#cycleFrom[cycle], to = this.#cycleTo[cycle];
      while (row < end && at[row] < from) row += 1;
      let waiting = -1;
      for (; row < end && at[row] <= to; row += 1) {
        const who = actor[row];
        if (who === CONTACT) {
          if (waiting < 0) waiting = row;
        } else if (waiting >= 0 && (who === AGENT || who === ECHO)) {
          const replied = at[row], by = this.#credit(who, sender[row], agent);
          const turn = turns.next();
          turns.at[turn] = replied;
          turns.value[turn] = replied - at[waiting];
          turns.agent[turn] = by;
          if (!hasFirst) {
            hasFirst = true;
            const own = firsts.next();
            firsts.at[own] = replied;
            firsts.value[own] = replied - Math.max(at[waiting], this.#handoff(firstEvent, endEvent, replied));
            firsts.agent[own] = by;
          }
          waiting = -1;
        }
      }
    }
  }

  #handoff(firstEvent, endEvent, until) {
    const { at, kind } = this.#t.events;
    for (let row = endEvent - 1; row >= firstEvent; row -= 1) {
      if (kind[row] === HANDOFF && at[row] <= until) return at[row];
    }
    return NEVER;
  }

  #tag(c, firstEvent, endEvent, opened, agent) {
    const { events, threads, carried } = this.#t;
    const { tagged, tagBits, tagWords } = this.#d;
    const firstRow = tagged.length;
    const has = (tag) => {
      for (let row = firstRow; row < tagged.length; row += 1) {
        if (tagged.tag[row] === tag) return true;
      }
      return false;
    };
    const push = (at, tag, agent) => {
      const row = tagged.next();
      tagged.at[row] = at;
      tagged.tag[row] = tag;
      tagged.agent[row] = agent;
    };
    for (let row = firstEvent; row < endEvent; row += 1) {
      if (events.kind[row] === TAGGED && events.subject[row] >= 0) {
        push(events.at[row], events.subject[row], this.#credit(this.#actorOf(row), events.by[row], agent));
      }
    }
    const first = threads.tagStart[c], end = this.#t.endOf('carried', c);
    const base = c * tagWords;
    for (let place = first; place < end; place += 1) {
      const tag = carried.tag[place];
      tagBits[base + (tag >> 5)] |= 1 << (tag & 31);
      if (!has(tag)) push(opened, tag, agent);
    }
    if (first === end) {
      for (let row = firstEvent; row < endEvent; row += 1) {
        const tag = events.subject[row];
        if (events.kind[row] === TAGGED) tagBits[base + (tag >> 5)] |= 1 << (tag & 31);
        if (events.kind[row] === UNTAGGED) tagBits[base + (tag >> 5)] &= ~(1 << (tag & 31));
      }
    }
  }

  /** Open states, and the parts of them in which something was unread. */
  #stay(c, first, end, firstEvent, endEvent, agent) {
    const { messages, events, threads } = this.#t;
    const { states } = this.#d;
    for (let state = 0; state < this.#states; state += 1) {
      const row = states.next();
      states.at[row] = this.#stateFrom[state];
      states.to[row] = this.#stateTo[state];
      states.state[row] = this.#state[state];
      states.agent[row] = agent;
    }
    if (this.#written.length < end - first || this.#read.length < end - first + endEvent - firstEvent) {
      this.#written = new Float64Array(2 * (end - first));
      this.#read = new Float64Array(2 * (end - first + endEvent - firstEvent));
    }
    let written = 0, read = 0, event = firstEvent;
    for (let row = first; row < end; row += 1) {
      const who = messages.actor[row];
      if (who === CONTACT) {
        this.#written[written++] = messages.at[row];
      } else if (who === AGENT || who === ECHO) {
        for (; event < endEvent && events.at[event] <= messages.at[row]; event += 1) {
          if (events.kind[event] === SEEN) this.#read[read++] = events.at[event];
        }
        this.#read[read++] = messages.at[row];
      }
    }
    for (; event < endEvent; event += 1) {
      if (events.kind[event] === SEEN) this.#read[read++] = events.at[event];
    }
    const count = threads.unread[c];
    let to = NEVER, next = 0;
    for (let place = 0; place < written; place += 1) {
      const at = this.#written[place];
      if (to <= at) {
        while (next < read && this.#read[next] < at) next += 1;
        to = next < read ? this.#read[next] : Infinity;
        // Where the source gives the number of unread messages, that decides on now.
        if (to !== Infinity || count === NONE) this.#beUnread(at, to, agent);
      }
    }
    if (count > 0) {
      const from = Math.max(0, written - count);
      this.#beUnread(from < written ? this.#written[from] : this.#d.opened[c], Infinity, agent);
    }
  }

  #beUnread(from, to, agent) {
    const { unread } = this.#d;
    for (let state = 0; state < this.#states; state += 1) {
      const start = Math.max(from, this.#stateFrom[state]), end = Math.min(to, this.#stateTo[state]);
      if (start < end) {
        const row = unread.next();
        unread.at[row] = start;
        unread.to[row] = end;
        unread.agent[row] = agent;
      }
    }
  }
}
