/** A generated inbox in which much happens when clocks are changed. */

/** In Rome, and in St John's, which is half an hour off. */
const CHANGES = ['2025-03-30T01:00:00Z', '2025-10-26T01:00:00Z', '2025-03-09T05:30:00Z', '2025-11-02T04:30:00Z'].map(Date.parse);
const MINUTE_MS = 60_000;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Moves every fifth conversation, as a whole, so that it begins in the thirty hours about a change. */
export function crowd(inbox) {
  for (let place = 0; place < inbox.conversations.length; place += 5) {
    const conversation = inbox.conversations[place];
    const began = Date.parse(conversation.createdAt ?? conversation.messages[0].at);
    const number = place / 5;
    const begins = CHANGES[number % CHANGES.length] + (60 - ((number * 37) % 1800)) * MINUTE_MS;
    inbox.conversations[place] = moved(conversation, begins - began);
  }
  return inbox;
}

/** The same with all instants so much later. */
function moved(value, ms) {
  if (Array.isArray(value)) {
    return value.map((part) => moved(part, ms));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, moved(part, ms)]));
  }
  return INSTANT.test(value) ? new Date(Date.parse(value) + ms).toISOString() : value;
}
