/** From what `JSON.parse` has made to columns. */
import { instant } from './dates.js';
import { fingerprint, Tables } from './tables.js';
import { ACTORS, CONTACT, EVENTS, HIDDEN, HIDDEN_KINDS, NEVER, NOBODY, NONE, STATES, SYSTEM, TAGGED, UNKNOWN, UNTAGGED, AGENT } from './words.js';

const numbered = (words) => new Map(words.map((word, number) => [word, number]));
const actors = numbered(ACTORS);
const events = numbered(EVENTS);
const states = numbered(STATES);
const hidden = new Set(HIDDEN_KINDS);

export function tablesOf(document, bytes) {
  const tables = new Tables(bytes);
  for (const { id, kind } of document.agents) {
    tables.agentKind[tables.agents.place(id)] = actors.get(kind) ?? AGENT;
  }
  for (const { id } of document.contacts) {
    tables.contacts.place(id);
  }
  for (const conversation of document.conversations) {
    read(tables, conversation);
  }
  return tables;
}

function read(tables, conversation) {
  const row = tables.begin();
  const { threads } = tables;
  const contact = tables.contacts.place(conversation.contactId);
  threads.contact[row] = contact;
  threads.channel[row] = placeOf(tables.channels, conversation.channel);
  threads.category[row] = placeOf(tables.categories, conversation.category);
  threads.agent[row] = conversation.agentId === null ? NOBODY : placeOf(tables.agents, conversation.agentId);
  threads.status[row] = states.get(conversation.status);
  threads.createdAt[row] = timeOf(conversation.createdAt);
  threads.closedAt[row] = timeOf(conversation.closedAt);
  threads.unread[row] = conversation.unread ?? NONE;
  for (const tag of conversation.tags) {
    tables.tag(tables.tags.place(tag));
  }
  for (const { type, at, actor, by, to, tag } of conversation.events) {
    const kind = events.get(type);
    const subject = kind === TAGGED || kind === UNTAGGED ? tables.tags.place(tag) : placeOf(tables.agents, to);
    tables.event(instant(at), kind, actors.get(actor) ?? UNKNOWN, placeOf(tables.agents, by), subject);
  }
  const first = threads.messageStart[row];
  for (const { id, at, sender, senderId, type } of conversation.messages) {
    let actor = actors.get(sender);
    const from = actor !== CONTACT ? placeOf(tables.agents, senderId)
      : senderId === conversation.contactId ? contact : placeOf(tables.contacts, senderId);
    if (actor === SYSTEM || hidden.has(type)) {
      actor = HIDDEN;
    }
    tables.message(first, fingerprint(id), instant(at), actor, from);
  }
  tables.end(row);
}

function placeOf(dict, id) {
  return id === undefined || id === null ? NONE : dict.place(id);
}

function timeOf(text) {
  return text === undefined || text === null ? NEVER : instant(text);
}
