-- What was said and what happened: each message and each event once, who did it, and which facts that leaves unknown.

-- Each event, in its conversation, as often as it is told. The list of agents knows best whether somebody is an agent or
-- a bot.
CREATE VIEW events_of_conversations AS
SELECT p.conversation_id, e.thread_id, e.seq, e.at_ms, e.kind, e.by_id, e.to_id, e.tag, e.flow, e.step, e.value_micros,
  e.currency, e.conversion,
  CASE WHEN e.actor IN ('agent', 'business', 'unknown') THEN COALESCE(a.kind, e.actor) ELSE e.actor END AS actor
FROM events e
JOIN parts p
  ON p.thread_id = e.thread_id AND (p.from_ms IS NULL OR p.from_ms <= e.at_ms) AND (p.to_ms IS NULL OR p.to_ms > e.at_ms)
LEFT JOIN agents a ON a.agent_id = e.by_id;

-- What happened in conversations: each event once. Conversions, opt-ins and opt-outs are the contact's, whatever
-- conversation they are told in, so they are no sign of its life.
CREATE VIEW happened AS
WITH numbered AS (
  SELECT e.*, ROW_NUMBER() OVER (
    PARTITION BY conversation_id, at_ms, kind, actor, by_id, to_id, tag ORDER BY seq) AS version
  FROM events_of_conversations e
  WHERE kind IN ('opened', 'closed', 'reopened', 'pending', 'snoozed', 'assigned', 'unassigned', 'tagged', 'untagged',
    'seen', 'handoff', 'note', 'flow-step')
)
SELECT conversation_id, thread_id, seq, at_ms, kind, actor, by_id, to_id, tag
FROM numbered
WHERE version = 1;

-- Each message, in its conversation.
CREATE VIEW said AS
SELECT p.conversation_id, t.*
FROM told t
JOIN parts p
  ON p.thread_id = t.thread_id AND (p.from_ms IS NULL OR p.from_ms <= t.at_ms) AND (p.to_ms IS NULL OR p.to_ms > t.at_ms);

-- What one side said to the other, numbered by time.
CREATE VIEW public_messages AS
SELECT said.*, ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY at_ms, seq) AS message_no
FROM said
WHERE is_public = 1;

-- What each message is marked with: of each mark what came last, be it in an older version.
CREATE VIEW marked AS
WITH numbered AS (
  SELECT m.*,
    ROW_NUMBER() OVER (PARTITION BY thread_id, message_id
      ORDER BY CASE WHEN template IS NULL THEN 1 ELSE 0 END, seq DESC) AS template_no,
    ROW_NUMBER() OVER (PARTITION BY thread_id, message_id
      ORDER BY CASE WHEN campaign IS NULL THEN 1 ELSE 0 END, seq DESC) AS campaign_no,
    ROW_NUMBER() OVER (PARTITION BY thread_id, message_id
      ORDER BY CASE WHEN variant IS NULL THEN 1 ELSE 0 END, seq DESC) AS variant_no,
    ROW_NUMBER() OVER (PARTITION BY thread_id, message_id
      ORDER BY CASE WHEN error IS NULL THEN 1 ELSE 0 END, seq DESC) AS error_no,
    ROW_NUMBER() OVER (PARTITION BY thread_id, message_id
      ORDER BY CASE WHEN flow IS NULL THEN 1 ELSE 0 END, seq DESC) AS flow_no,
    ROW_NUMBER() OVER (PARTITION BY thread_id, message_id
      ORDER BY CASE WHEN step IS NULL THEN 1 ELSE 0 END, seq DESC) AS step_no
  FROM messages m
)
SELECT thread_id, message_id,
  MAX(CASE WHEN template_no = 1 THEN template END) AS template,
  MAX(CASE WHEN campaign_no = 1 THEN campaign END) AS campaign,
  MAX(CASE WHEN variant_no = 1 THEN variant END) AS variant,
  MAX(CASE WHEN error_no = 1 THEN error END) AS error,
  MAX(CASE WHEN flow_no = 1 THEN flow END) AS flow,
  MAX(CASE WHEN step_no = 1 THEN step END) AS step
FROM numbered
GROUP BY thread_id, message_id;

-- What the business said, and how far it got: 1 or 0. What is read has been delivered, what is delivered has been sent,
-- and a delivery beats a failure; all versions of a message together.
CREATE VIEW outgoing AS
WITH came AS (
  SELECT thread_id, message_id,
    MAX(CASE WHEN kind IN ('sent', 'delivered', 'read') THEN 1 ELSE 0 END) AS is_sent,
    MAX(CASE WHEN kind IN ('delivered', 'read') THEN 1 ELSE 0 END) AS is_delivered,
    MAX(CASE WHEN kind = 'read' THEN 1 ELSE 0 END) AS is_read,
    MAX(CASE WHEN kind = 'failed' THEN 1 ELSE 0 END) AS has_failed
  FROM receipts
  GROUP BY thread_id, message_id
)
SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, m.sender_id, c.contact_id,
  COALESCE(r.is_sent, 0) AS is_sent, COALESCE(r.is_delivered, 0) AS is_delivered, COALESCE(r.is_read, 0) AS is_read,
  CASE WHEN r.has_failed = 1 AND r.is_delivered = 0 THEN 1 ELSE 0 END AS is_failed
FROM public_messages m
JOIN conversations c ON c.conversation_id = m.conversation_id
LEFT JOIN came r ON r.thread_id = m.thread_id AND r.message_id = m.message_id
WHERE m.actor IN ('agent', 'echo', 'bot', 'automation', 'broadcast', 'business');

-- When each contact wrote, in whatever conversation. In a group the contact is the one who wrote.
CREATE VIEW seen AS
SELECT COALESCE(m.sender_id, c.contact_id) AS contact_id, m.at_ms
FROM public_messages m
JOIN conversations c ON c.conversation_id = m.conversation_id
WHERE m.actor = 'contact';

-- When each contact first wrote.
CREATE VIEW first_words AS
SELECT contact_id, MIN(at_ms) AS first_ms
FROM seen
GROUP BY contact_id;

-- The last instant in the data: what comes after it is not known.
CREATE VIEW reach AS
SELECT MAX(at_ms) AS last_ms
FROM (SELECT at_ms FROM said UNION ALL SELECT created_ms FROM threads) known;

-- The facts that are known of each thread, and so of its conversations. Of receipts and assignments, those that one shows
-- are known of all.
CREATE VIEW facts AS
SELECT thread_id, fact FROM supplied
UNION
SELECT thread_id, 'actors' FROM messages WHERE actor <> 'unknown'
UNION
SELECT thread_id, 'agents' FROM messages WHERE actor = 'agent' AND sender_id IS NOT NULL
UNION
SELECT thread_id, 'agents' FROM events WHERE kind IN ('assigned', 'unassigned')
UNION
SELECT thread_id, 'status' FROM events WHERE kind IN ('opened', 'closed', 'reopened', 'pending', 'snoozed')
UNION
SELECT thread_id, 'tags' FROM events WHERE kind IN ('tagged', 'untagged')
UNION
SELECT thread_id, 'tag-history' FROM events WHERE kind IN ('tagged', 'untagged')
UNION
SELECT thread_id, 'seen' FROM events WHERE kind = 'seen'
UNION
SELECT thread_id, 'surveys' FROM threads WHERE EXISTS (SELECT 1 FROM supplied WHERE fact = 'surveys')
UNION
SELECT thread_id, 'receipts' FROM threads WHERE EXISTS (SELECT 1 FROM receipts)
UNION
SELECT thread_id, 'assignments' FROM threads
WHERE EXISTS (SELECT 1 FROM events WHERE kind IN ('assigned', 'unassigned'));

-- Facts that a source supplies of all conversations, or of none.
CREATE VIEW facts_of_source AS
SELECT 'flows' AS fact FROM events WHERE kind = 'flow-step'
UNION
SELECT 'flows' FROM messages WHERE flow IS NOT NULL OR step IS NOT NULL
UNION
SELECT 'conversions' FROM events WHERE kind = 'conversion';

-- One row a conversation: the reason why a measure that needs a fact leaves the conversation out; NULL where the fact
-- is known. A measure that needs actors and messages begins its reason with COALESCE(lacks.actors, lacks.messages, …).
CREATE VIEW lacks AS
SELECT c.conversation_id,
  CASE WHEN MAX(CASE WHEN f.fact = 'actors' THEN 1 END) IS NULL THEN 'no-actors' END AS actors,
  CASE WHEN MAX(CASE WHEN f.fact = 'messages' THEN 1 END) IS NULL THEN 'no-messages' END AS messages,
  CASE WHEN MAX(CASE WHEN f.fact = 'status' THEN 1 END) IS NULL THEN 'no-status' END AS status,
  CASE WHEN MAX(CASE WHEN f.fact = 'agents' THEN 1 END) IS NULL THEN 'no-agents' END AS agents,
  CASE WHEN MAX(CASE WHEN f.fact = 'tags' THEN 1 END) IS NULL THEN 'no-tags' END AS tags,
  CASE WHEN MAX(CASE WHEN f.fact = 'tag-history' THEN 1 END) IS NULL THEN 'no-tag-history' END AS tag_history,
  CASE WHEN MAX(CASE WHEN f.fact = 'seen' THEN 1 END) IS NULL THEN 'no-seen' END AS seen,
  CASE WHEN MAX(CASE WHEN f.fact = 'receipts' THEN 1 END) IS NULL THEN 'no-receipts' END AS receipts,
  CASE WHEN MAX(CASE WHEN f.fact = 'surveys' THEN 1 END) IS NULL THEN 'no-surveys' END AS surveys,
  CASE WHEN MAX(CASE WHEN f.fact = 'assignments' THEN 1 END) IS NULL THEN 'no-assignments' END AS assignments,
  CASE WHEN (SELECT COUNT(*) FROM facts_of_source WHERE fact = 'flows') = 0 THEN 'no-flows' END AS flows,
  CASE WHEN (SELECT COUNT(*) FROM facts_of_source WHERE fact = 'conversions') = 0 THEN 'no-conversions' END AS conversions
FROM conversations c
LEFT JOIN facts f ON f.thread_id = c.thread_id
GROUP BY c.conversation_id;
