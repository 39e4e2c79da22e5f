/** Filters as somebody drags them: no two alike, so that nobody can have kept the answer. */

const AGENTS = ['a1', 'a2', 'a3', 'a4', 'a5'];
const TAGS = ['delivery', 'refund', 'size', 'vip', 'invoice', 'complaint', 'spam'];
const DAY = 86_400_000;

const date = (at) => new Date(at).toISOString().slice(0, 10);
const day = (number) => date(Date.UTC(2025, 0, 1) + number * DAY);
const many = (make) => Array.from({ length: 60 }, (_, round) => make(round));

/** The whole year, and some days around it, in which nothing happens but the last answers. */
export const years = many((round) => ({ from: day(-(round % 3)), to: day(365 + Math.floor(round / 3)) }));
export const months = many((round) => ({ from: day((13 * round) % 331), to: day(((13 * round) % 331) + 30) }));
export const narrow = many((round) => ({ ...months[round], agents: [AGENTS[round % 5]], tags: [TAGS[round % 7]] }));

/** The whole year without the conversations that have a tag, or another one that nothing has: so many, from this number on. */
export function leavingTags(first, count) {
  const numbers = Array.from({ length: count }, (_, round) => first + round);
  return numbers.map((number) => ({ from: day(0), to: day(365), tags: [TAGS[number % TAGS.length], `none-${number}`] }));
}

/** Policies that have not been asked under before: who answers, and from which message on one waits. */
export const policies = many((round) => ({
  repliesBy: ['agent', 'echo', 'bot', 'automation', 'broadcast'].filter((_, place) => (round + 2) & (1 << place)),
  turnStart: round % 2 === 0 ? 'last' : 'first',
}));
/** The same, and another idea of what a conversation is. */
export const units = many((round) => ({ unit: { inactivityHours: 12 + round } }));
