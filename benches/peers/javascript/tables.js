/** What both JavaScript readers fill: the conversations, messages and events of the data as columns of numbers. */
import { Columns, Dict } from './columns.js';
import { HIDDEN } from './words.js';

/** More messages than this in one conversation are told apart by a set. */
const FEW = 64;

export class Tables {
  agents = new Dict();
  contacts = new Dict();
  channels = new Dict();
  categories = new Dict();
  tags = new Dict();
  /** By agent: what kind of actor it is. */
  agentKind = [];
  /** Rows of conversation `c` of a list `x` are those from `xStart[c]` to `xStart[c + 1]`. */
  threads;
  messages;
  events;
  carried;
  #ids = new Float64Array(FEW);
  #known = null;

  /** `bytes`: how long the text is, for a first guess at the number of rows. */
  constructor(bytes) {
    const few = { contact: Int32Array, channel: Int32Array, category: Int32Array, agent: Int32Array };
    const starts = { messageStart: Int32Array, eventStart: Int32Array, tagStart: Int32Array };
    const rest = { status: Uint8Array, createdAt: Float64Array, closedAt: Float64Array, unread: Int32Array };
    this.threads = new Columns({ ...few, ...starts, ...rest }, bytes / 3500);
    this.messages = new Columns({ at: Float64Array, actor: Uint8Array, sender: Int32Array }, bytes / 330);
    this.events = new Columns(
      { at: Float64Array, kind: Uint8Array, actor: Uint8Array, by: Int32Array, subject: Int32Array }, bytes / 700);
    this.carried = new Columns({ tag: Int32Array }, bytes / 3500);
  }

  /** A conversation begins; its rows are those pushed until it ends. */
  begin() {
    const row = this.threads.next();
    this.threads.messageStart[row] = this.messages.length;
    this.threads.eventStart[row] = this.events.length;
    this.threads.tagStart[row] = this.carried.length;
    this.#known = null;
    return row;
  }

  /** Each message once: of several versions the last stays, unless an earlier one says that it was deleted. */
  message(first, id, at, actor, sender) {
    const { messages } = this;
    let row = this.#rowOf(first, id);
    if (row < 0) {
      row = messages.next();
      this.#remember(first, id, row);
    } else if (messages.actor[row] === HIDDEN) {
      return;
    }
    messages.at[row] = at;
    messages.actor[row] = actor;
    messages.sender[row] = sender;
  }

  #rowOf(first, id) {
    if (this.#known) {
      return this.#known.get(id) ?? -1;
    }
    for (let place = this.messages.length - first - 1; place >= 0; place -= 1) {
      if (this.#ids[place] === id) {
        return first + place;
      }
    }
    return -1;
  }

  #remember(first, id, row) {
    const place = row - first;
    if (place < FEW) {
      this.#ids[place] = id;
      return;
    }
    if (!this.#known) {
      this.#known = new Map();
      this.#ids.forEach((id, place) => this.#known.set(id, first + place));
    }
    this.#known.set(id, row);
  }

  event(at, kind, actor, by, subject) {
    const { events } = this;
    const row = events.next();
    events.at[row] = at;
    events.kind[row] = kind;
    events.actor[row] = actor;
    events.by[row] = by;
    events.subject[row] = subject;
  }

  tag(tag) {
    this.carried.tag[this.carried.next()] = tag;
  }

  /** The conversation is complete: its messages and events come into the order of time. */
  end(row) {
    sortByTime(this.messages, this.threads.messageStart[row], ['at', 'actor', 'sender']);
    sortByTime(this.events, this.threads.eventStart[row], ['at', 'kind', 'actor', 'by', 'subject']);
    this.#dropRepeats(this.threads.eventStart[row]);
  }

  /** Each event once: those that are in no way different stand side by side, or nearly so. */
  #dropRepeats(first) {
    const { events } = this;
    const { at, kind, actor, by, subject } = events;
    const isSame = (a, b) => kind[a] === kind[b] && actor[a] === actor[b] && by[a] === by[b] && subject[a] === subject[b];
    let kept = first;
    for (let row = first; row < events.length; row += 1) {
      let before = kept - 1;
      while (before >= first && at[before] === at[row] && !isSame(before, row)) before -= 1;
      if (before >= first && at[before] === at[row]) continue;
      if (kept < row) {
        at[kept] = at[row];
        kind[kept] = kind[row];
        actor[kept] = actor[row];
        by[kept] = by[row];
        subject[kept] = subject[row];
      }
      kept += 1;
    }
    events.length = kept;
  }

  endOf(list, row) {
    const { threads } = this;
    const start = { messages: threads.messageStart, events: threads.eventStart, carried: threads.tagStart }[list];
    return row + 1 < threads.length ? start[row + 1] : this[list].length;
  }
}

/** Rows mostly are in order already. */
function sortByTime(columns, first, names) {
  const { at } = columns;
  for (let row = first + 1; row < columns.length; row += 1) {
    if (at[row] < at[row - 1]) {
      sortRows(columns, first, names);
      return;
    }
  }
}

function sortRows(columns, first, names) {
  const order = Array.from({ length: columns.length - first }, (_, place) => first + place);
  const { at } = columns;
  order.sort((a, b) => at[a] - at[b]);
  for (const name of names) {
    columns[name].set(order.map((row) => columns[name][row]), first);
  }
}

/** A message's id as a number: two hashes of it side by side. */
export function fingerprint(text) {
  let a = 0, b = 0;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0) * 0x200000 + (b >>> 11);
}
