/** The words of the data as small numbers, for columns of bytes. */
export const CONTACT = 0, AGENT = 1, ECHO = 2, BOT = 3, AUTOMATION = 4, BROADCAST = 5, SYSTEM = 6, UNKNOWN = 7;
export const ACTORS = ['contact', 'agent', 'echo', 'bot', 'automation', 'broadcast', 'system', 'unknown'];
/** Stands for the actor of what is not said to the other side: notes, reactions, lines of the product, what was deleted. */
export const HIDDEN = 8;
export const HIDDEN_KINDS = ['note', 'reaction', 'notice', 'deleted', 'call'];

export const OPENED = 0, CLOSED = 1, REOPENED = 2, PENDING = 3, SNOOZED = 4, ASSIGNED = 5, UNASSIGNED = 6, TAGGED = 7, UNTAGGED = 8, SEEN = 9, HANDOFF = 10;
export const EVENTS = ['opened', 'closed', 'reopened', 'pending', 'snoozed', 'assigned', 'unassigned', 'tagged', 'untagged', 'seen', 'handoff'];

/** States, in the order in which answers spell them. */
export const STATES = ['open', 'pending', 'snoozed', 'closed', 'unknown'];
export const IS_OPEN = 0, IS_PENDING = 1, IS_SNOOZED = 2, IS_CLOSED = 3, IS_UNKNOWN = 4;

export const ORIGINS = ['inbound', 'inbox', 'flow', 'other'];

/** No agent, no tag; nobody knows. */
export const NONE = -1;
/** It is said that there is none. */
export const NOBODY = -2;
/** No time is known. */
export const NEVER = -Infinity;
