/**
 * From bytes to columns without building a single object: the fastest reader in JavaScript that we have found. Knows
 * JSON well enough to read any valid document of the canonical shape, and does not notice what is invalid.
 */
import { startOfMonth } from './dates.js';
import { Tables } from './tables.js';
import {
  AGENT, AUTOMATION, BOT, BROADCAST, CONTACT, ECHO, EVENTS, HIDDEN, IS_CLOSED, IS_OPEN, IS_PENDING, IS_SNOOZED,
  IS_UNKNOWN, NEVER, NOBODY, NONE, SYSTEM, UNKNOWN,
} from './words.js';

const QUOTE = 34, BACKSLASH = 92, COMMA = 44, COLON = 58, OBJECT = 123, OBJECT_END = 125, ARRAY = 91, ARRAY_END = 93, NULL = 110;

/** The text, the same four bytes at a time, and how far it has been read. */
let b = new Uint8Array(0);
let words = new Uint32Array(0);
let p = 0;
/** The string that was read last, without its quotes. */
let from = 0, to = 0;
let tables;

export function scan(bytes) {
  b = bytes;
  words = bytes.byteOffset % 4 === 0 ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : new Uint32Array(0);
  p = 0;
  tables = new Tables(bytes.length);
  for (const list of ['agents', 'contacts', 'channels', 'categories', 'tags']) {
    tables[list] = new ByteDict();
  }
  eachMember(root);
  for (const list of ['agents', 'channels', 'categories', 'tags']) {
    tables[list].ids = tables[list].spelled();
  }
  tables.contacts.ids = { length: tables.contacts.length };
  return tables;
}

/** Ids as numbers, told apart by their bytes where these stand in the text. */
class ByteDict {
  #slots = new Int32Array(64).fill(-1);
  #from = new Float64Array(32);
  #size = new Int32Array(32);
  #hash = new Int32Array(32);
  length = 0;

  /** The place of the string that was read last. */
  place() {
    const start = from, size = to - from;
    let hash = size;
    for (let at = start; at < to; at += 1) {
      hash = Math.imul(hash ^ b[at], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = this.#slots[slot];
      if (place < 0) {
        this.#slots[slot] = this.length;
        return this.#add(start, size, hash);
      }
      if (this.#hash[place] === hash && this.#size[place] === size && isSame(this.#from[place], start, size)) {
        return place;
      }
    }
  }

  #add(start, size, hash) {
    if (this.length === this.#from.length) {
      this.#grow();
    }
    this.#from[this.length] = start;
    this.#size[this.length] = size;
    this.#hash[this.length] = hash;
    this.length += 1;
    if (2 * this.length > this.#slots.length) {
      const slots = new Int32Array(4 * this.#slots.length).fill(-1);
      for (let place = 0; place < this.length; place += 1) {
        let slot = this.#hash[place] & (slots.length - 1);
        while (slots[slot] >= 0) slot = (slot + 1) & (slots.length - 1);
        slots[slot] = place;
      }
      this.#slots = slots;
    }
    return this.length - 1;
  }

  #grow() {
    const larger = (old) => {
      const column = new old.constructor(2 * old.length);
      column.set(old);
      return column;
    };
    [this.#from, this.#size, this.#hash] = [larger(this.#from), larger(this.#size), larger(this.#hash)];
  }

  spelled() {
    const text = new TextDecoder();
    return Array.from({ length: this.length }, (_, place) =>
      JSON.parse(text.decode(b.subarray(this.#from[place] - 1, this.#from[place] + this.#size[place] + 1))));
  }
}

function isSame(a, other, size) {
  for (let place = 0; place < size; place += 1) {
    if (b[a + place] !== b[other + place]) return false;
  }
  return true;
}

function space() {
  while (b[p] <= 32) p += 1;
}

/** Past a string whose opening quote stands before `at`: four bytes at a time until one of them may be of interest. */
function endOfString(at) {
  for (;;) {
    while (at & 3) {
      const byte = b[at];
      if (byte === QUOTE) return at;
      at += byte === BACKSLASH ? 2 : 1;
    }
    let word = at >> 2;
    for (; word < words.length; word += 1) {
      const four = words[word];
      const quotes = four ^ 0x22222222, backslashes = four ^ 0x5c5c5c5c;
      if ((((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes)) & 0x80808080) break;
    }
    at = word << 2;
    for (let left = 4; left > 0; left -= 1) {
      const byte = b[at];
      if (byte === QUOTE) return at;
      if (byte === BACKSLASH) {
        at += 2;
        break;
      }
      at += 1;
    }
  }
}

/** Reads a short string: an id, a word, a key. */
function string() {
  let at = p + 1;
  from = at;
  for (let byte = b[at]; byte !== QUOTE; byte = b[at]) {
    at += byte === BACKSLASH ? 2 : 1;
  }
  to = at;
  p = at + 1;
}

/** Calls `member` at each value of an object; it looks at `from` and `to` for the key, and reads the value. */
function eachMember(member) {
  space();
  if (b[p] !== OBJECT) {
    return skip();
  }
  p += 1;
  for (;;) {
    space();
    if (b[p] === OBJECT_END) {
      p += 1;
      return;
    }
    string();
    while (b[p] !== COLON) p += 1;
    p += 1;
    space();
    member();
    space();
    if (b[p] === COMMA) p += 1;
  }
}

function eachElement(element) {
  if (b[p] !== ARRAY) {
    return skip();
  }
  p += 1;
  for (;;) {
    space();
    if (b[p] === ARRAY_END) {
      p += 1;
      return;
    }
    element();
    space();
    if (b[p] === COMMA) p += 1;
  }
}

/** Past any value. */
function skip() {
  const byte = b[p];
  if (byte === QUOTE) {
    p = endOfString(p + 1) + 1;
    return;
  }
  if (byte !== OBJECT && byte !== ARRAY) {
    while (b[p] !== COMMA && b[p] !== OBJECT_END && b[p] !== ARRAY_END && p < b.length) p += 1;
    return;
  }
  let depth = 0;
  do {
    switch (b[p]) {
      case OBJECT: case ARRAY: depth += 1; break;
      case OBJECT_END: case ARRAY_END: depth -= 1; break;
      case QUOTE: p = endOfString(p + 1); break;
    }
    p += 1;
  } while (depth > 0);
}

function key(word) {
  if (to - from !== word.length) return false;
  for (let place = 0; place < word.length; place += 1) {
    if (b[from + place] !== word[place]) return false;
  }
  return true;
}

const bytesOf = (word) => Uint8Array.from(word, (character) => character.charCodeAt(0));
const K = Object.fromEntries(['agents', 'contacts', 'conversations', 'id', 'kind', 'contactId', 'channel', 'category', 'status',
  'createdAt', 'closedAt', 'unread', 'agentId', 'tags', 'events', 'messages', 'type', 'at', 'by', 'to', 'tag', 'actor', 'sender',
  'senderId', 'text', 'direction'].map((word) => [word, bytesOf(word)]));

function root() {
  if (key(K.agents)) eachElement(agent);
  else if (key(K.contacts)) eachElement(contact);
  else if (key(K.conversations)) eachElement(conversation);
  else skip();
}

let place = NONE, kind = AGENT;

function agent() {
  [place, kind] = [NONE, AGENT];
  eachMember(agentMember);
  if (place >= 0) tables.agentKind[place] = kind;
}

function agentMember() {
  if (key(K.id)) place = placeIn(tables.agents);
  else if (key(K.kind)) kind = actor();
  else skip();
}

function contact() {
  eachMember(contactMember);
}

function contactMember() {
  if (key(K.id)) placeIn(tables.contacts);
  else skip();
}

function placeIn(dict) {
  if (b[p] === NULL) {
    p += 4;
    return NONE;
  }
  string();
  return dict.place();
}

/** The word for who did it, told by its length. */
function actor() {
  if (b[p] === NULL) {
    p += 4;
    return UNKNOWN;
  }
  string();
  switch (to - from) {
    case 3: return BOT;
    case 4: return ECHO;
    case 5: return AGENT;
    case 6: return SYSTEM;
    case 7: return b[from] === 99 ? CONTACT : UNKNOWN;
    case 9: return BROADCAST;
    case 10: return AUTOMATION;
    default: return UNKNOWN;
  }
}

let lastMonth = -1, lastStart = 0;

function time() {
  if (b[p] === NULL) {
    p += 4;
    return NEVER;
  }
  const s = p + 1;
  if (b[s + 24] !== QUOTE || b[s + 23] !== 90) {
    string();
    return Date.parse(String.fromCharCode(...b.subarray(from, to)));
  }
  p = s + 25;
  const month = (b[s] * 1000 + b[s + 1] * 100 + b[s + 2] * 10 + b[s + 3] - 53328) * 12 + b[s + 5] * 10 + b[s + 6] - 528;
  if (month !== lastMonth) {
    lastMonth = month;
    lastStart = startOfMonth(month);
  }
  const hours = (b[s + 8] * 10 + b[s + 9] - 529) * 24 + b[s + 11] * 10 + b[s + 12] - 528;
  const seconds = (hours * 60 + b[s + 14] * 10 + b[s + 15] - 528) * 60 + b[s + 17] * 10 + b[s + 18] - 528;
  return lastStart + seconds * 1000 + b[s + 20] * 100 + b[s + 21] * 10 + b[s + 22] - 5328;
}

let row = 0, firstMessage = 0;
/** The conversation's contact, and where its id stands: most of its messages name it again. */
let ownContact = NONE, contactFrom = 0, contactSize = -1;

function conversation() {
  row = tables.begin();
  const { threads } = tables;
  firstMessage = threads.messageStart[row];
  ownContact = NONE;
  contactSize = -1;
  threads.contact[row] = threads.channel[row] = threads.category[row] = threads.agent[row] = threads.unread[row] = NONE;
  threads.createdAt[row] = threads.closedAt[row] = NEVER;
  threads.status[row] = IS_UNKNOWN;
  eachMember(conversationMember);
  tables.end(row);
}

function conversationMember() {
  const { threads } = tables;
  if (key(K.messages)) eachElement(message);
  else if (key(K.events)) eachElement(event);
  else if (key(K.contactId)) {
    threads.contact[row] = ownContact = placeIn(tables.contacts);
    [contactFrom, contactSize] = [from, to - from];
  } else if (key(K.channel)) threads.channel[row] = placeIn(tables.channels);
  else if (key(K.category)) threads.category[row] = placeIn(tables.categories);
  else if (key(K.status)) threads.status[row] = state();
  else if (key(K.createdAt)) threads.createdAt[row] = time();
  else if (key(K.closedAt)) threads.closedAt[row] = time();
  else if (key(K.agentId)) threads.agent[row] = b[p] === NULL ? (skip(), NOBODY) : placeIn(tables.agents);
  else if (key(K.unread)) threads.unread[row] = number();
  else if (key(K.tags)) eachElement(carriedTag);
  else skip();
}

function state() {
  string();
  switch (b[from]) {
    case 111: return IS_OPEN;
    case 112: return IS_PENDING;
    case 115: return IS_SNOOZED;
    case 99: return IS_CLOSED;
    default: return IS_UNKNOWN;
  }
}

function number() {
  const start = p;
  skip();
  let value = 0;
  for (let at = start; at < p; at += 1) {
    value = value * 10 + b[at] - 48;
  }
  return value;
}

function carriedTag() {
  tables.tag(placeIn(tables.tags));
}

/** What has been read of the event or message at hand. */
let at = NEVER, type = -1, who = UNKNOWN, by = NONE, target = NONE, id = 0, isHidden = false;

function event() {
  at = NEVER;
  type = -1;
  who = UNKNOWN;
  by = target = NONE;
  eachMember(eventMember);
  tables.event(at, type, who, by, target);
}

function eventMember() {
  // The first letter tells most keys apart.
  switch (b[from] * 16 + to - from) {
    case 116 * 16 + 4: type = eventType(); break;
    case 97 * 16 + 2: at = time(); break;
    case 98 * 16 + 2: by = placeIn(tables.agents); break;
    case 116 * 16 + 2: target = placeIn(tables.agents); break;
    case 116 * 16 + 3: target = placeIn(tables.tags); break;
    case 97 * 16 + 5: who = actor(); break;
    default: skip();
  }
}

const EVENT_OF = new Int8Array(256 * 16).fill(-1);
EVENTS.forEach((word, number) => (EVENT_OF[word.charCodeAt(0) * 16 + word.length] = number));

function eventType() {
  string();
  return EVENT_OF[b[from] * 16 + to - from];
}

function message() {
  at = NEVER;
  who = UNKNOWN;
  by = NONE;
  isHidden = false;
  eachMember(messageMember);
  tables.message(firstMessage, id, at, isHidden || who === SYSTEM ? HIDDEN : who, by);
}

function messageMember() {
  switch (b[from] * 16 + to - from) {
    case 105 * 16 + 2: id = fingerprint(); break;
    case 97 * 16 + 2: at = time(); break;
    case 115 * 16 + 6: b[from + 1] === 101 ? (who = actor()) : skip(); break;
    case 115 * 16 + 8: by = sender(); break;
    case 116 * 16 + 4: b[from + 1] === 121 ? (isHidden = hidden()) : skip(); break;
    default: skip();
  }
}

function fingerprint() {
  string();
  let a = 0, c = 0;
  for (let place = from; place < to; place += 1) {
    a = Math.imul(a ^ b[place], 0x9e3779b1);
    c = Math.imul(c + b[place], 0x85ebca6b) ^ (c >>> 13);
  }
  return (a >>> 0) * 0x200000 + (c >>> 11);
}

/** Whoever wrote it: by then it is known whether that is the contact. */
function sender() {
  if (b[p] === NULL) {
    p += 4;
    return NONE;
  }
  string();
  if (who !== CONTACT) return tables.agents.place();
  return to - from === contactSize && isSame(contactFrom, from, contactSize) ? ownContact : tables.contacts.place();
}

/** Whether a message of this type is nothing that one side says to the other. */
function hidden() {
  string();
  switch (b[from] * 16 + to - from) {
    case 110 * 16 + 4: case 110 * 16 + 6: case 114 * 16 + 8: case 100 * 16 + 7: case 99 * 16 + 4: return true;
    default: return false;
  }
}
