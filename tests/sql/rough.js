/**
 * A generated inbox as a worse source would have it: facts missing, rows out of order and told twice, words that
 * contradict each other. Every rule of the derived views has to be used by something.
 */

/** Numbers from 0 up to, not including, `below`; always the same for the same seed (Numerical Recipes' generator). */
export function dice(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const LIVES = ['opened', 'closed', 'reopened', 'pending', 'snoozed'];

export function roughen(inbox, seed) {
  const roll = dice(seed);
  const chance = (percent) => roll(100) < percent;
  const without = (conversation, kinds) => {
    conversation.events = conversation.events.filter(({ type }) => !kinds.includes(type));
  };
  /** What may befall a conversation, each with how many in a hundred it befalls. */
  const mishaps = [
    [8, (it) => delete it.agentId],
    [8, (it) => { delete it.agentId; without(it, ['assigned']); }],
    [8, (it) => delete it.team],
    [5, (it) => delete it.contactId],
    [8, (it) => delete it.createdAt],
    [8, (it) => { it.createdAt = Date.parse(it.createdAt ?? it.messages?.[0]?.at ?? '2025-05-05T05:05:05Z') + 3_600_000; }],
    [6, (it) => delete it.closedAt],
    [6, (it) => without(it, ['closed'])],
    [5, (it) => { delete it.closedAt; without(it, ['closed']); }],
    [6, (it) => without(it, ['reopened'])],
    [4, (it) => { delete it.status; delete it.closedAt; without(it, LIVES); }],
    [4, (it) => { it.status = ['open', 'pending', 'snoozed', 'closed'][roll(4)]; }],
    [4, (it) => delete it.messages],
    [3, (it) => { delete it.messages; delete it.createdAt; }],
    [2, (it) => { delete it.messages; delete it.createdAt; it.events = []; }],
    [12, (it) => without(it, ['handoff', 'assigned'])],
    [10, (it) => delete it.tags],
    [10, (it) => without(it, ['tagged'])],
    [10, (it) => { delete it.unread; without(it, ['seen']); }],
    [20, (it) => { it.unread = roll(4); }],
    [8, (it) => { it.origin = ['inbound', 'inbox', 'flow', 'other'][roll(4)]; }],
    [6, (it) => { it.category = null; }],
    [20, (it) => it.events.reverse()],
    [20, (it) => it.messages?.reverse()],
    [10, (it) => it.events.push(...it.events.map((event) => ({ ...event })))],
    [5, (it) => it.events.push({ type: 'note', at: '2026-01-20T00:00:00Z' })],
    [10, (it) => it.messages?.forEach((message) => { delete message.sender; })],
    [5, (it) => it.messages?.forEach((message) => { delete message.sender; delete message.direction; })],
    [10, (it) => it.messages?.length && it.messages.push({ ...it.messages[roll(it.messages.length)], type: 'deleted' })],
    [10, (it) => it.messages?.length && it.messages.unshift({ ...it.messages[roll(it.messages.length)], type: 'deleted' })],
    [6, (it) => { if (it.messages?.length) it.messages[roll(it.messages.length)].sender = 'system'; }],
    [6, (it) => { if (it.messages?.length) it.messages[roll(it.messages.length)].sender = 'bot'; }],
    [5, (it) => it.messages?.forEach((message) => { message.private = chance(30); })],
    [6, (it) => it.messages?.filter(({ sender }) => sender === 'contact').forEach((message) => { message.senderId = `c${1 + roll(9)}`; })],
    [6, (it) => it.messages?.length && it.events.push({ type: 'closed', at: it.messages[roll(it.messages.length)].at, by: 'a1' })],
    [6, (it) => it.messages?.length && it.events.push({ type: 'reopened', at: it.messages[roll(it.messages.length)].at })],
    [10, (it) => it.messages?.length && it.events.push({ type: 'seen', at: it.messages[roll(it.messages.length)].at, by: 'a2' })],
    [6, (it) => it.messages?.length && it.events.push({ type: 'handoff', at: it.messages[roll(it.messages.length)].at })],
    [6, (it) => { if (it.messages?.length) it.messages[roll(it.messages.length)].sender = 'business'; }],
    [5, (it) => it.messages?.forEach((message) => { if (message.sender === 'agent') message.sender = 'business'; })],
    [5, (it) => it.messages?.length && it.messages.push({ ...it.messages[roll(it.messages.length)], sender: 'business', type: 'other' })],
    [4, (it) => it.events.push({ type: 'unassigned', at: it.events.at(-1)?.at ?? '2025-06-01T00:00:00Z' })],
  ];
  for (const conversation of inbox.conversations) {
    for (const [percent, befall] of mishaps) {
      if (chance(percent)) {
        befall(conversation);
      }
    }
  }
  return inbox;
}
