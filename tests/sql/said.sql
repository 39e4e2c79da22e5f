-- What was said and what happened: each message and each event once, who did it, and which facts that leaves unknown.

-- Each event once. The list of agents knows best whether somebody is an agent or a bot. Conversions, opt-ins and
-- opt-outs are the contact's, whatever conversation they are told in, so they are no sign of its life.
CREATE VIEW happened AS
WITH settled AS (
  SELECT e.conversation_id, e.seq, e.at_ms, e.kind, e.by_id, e.to_id, e.tag,
    CASE WHEN e.actor IN ('agent', 'unknown') THEN COALESCE(a.kind, e.actor) ELSE e.actor END AS actor
  FROM events e
  LEFT JOIN agents a ON a.agent_id = e.by_id
  WHERE e.kind IN ('opened', 'closed', 'reopened', 'pending', 'snoozed', 'assigned', 'unassigned', 'tagged', 'untagged',
    'seen', 'handoff', 'note', 'flow-step')
),
numbered AS (
  SELECT settled.*, ROW_NUMBER() OVER (
    PARTITION BY conversation_id, at_ms, kind, actor, by_id, to_id, tag ORDER BY seq) AS version
  FROM settled
)
SELECT conversation_id, seq, at_ms, kind, actor, by_id, to_id, tag
FROM numbered
WHERE version = 1;

-- Each message once: the version that came last, but what was deleted stays deleted.
CREATE VIEW said AS
WITH numbered AS (
  SELECT m.*, ROW_NUMBER() OVER (
    PARTITION BY conversation_id, message_id
    ORDER BY CASE WHEN kind = 'deleted' THEN 0 ELSE 1 END, seq DESC) AS version
  FROM messages m
)
SELECT n.conversation_id, n.seq, n.message_id, n.at_ms, n.kind, n.sender_id, n.template, n.campaign,
  CASE WHEN n.actor IN ('agent', 'unknown') THEN COALESCE(a.kind, n.actor) ELSE n.actor END AS actor
FROM numbered n
LEFT JOIN agents a ON a.agent_id = n.sender_id
WHERE n.version = 1;

-- What one side said to the other, numbered by time.
CREATE VIEW public_messages AS
SELECT said.*, ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY at_ms, seq) AS message_no
FROM said
WHERE kind NOT IN ('call', 'reaction', 'note', 'notice', 'deleted') AND actor <> 'system';

-- What each message is marked with: of each mark what came last, be it in an older version.
CREATE VIEW marked AS
WITH numbered AS (
  SELECT m.*,
    ROW_NUMBER() OVER (PARTITION BY conversation_id, message_id
      ORDER BY CASE WHEN template IS NULL THEN 1 ELSE 0 END, seq DESC) AS template_no,
    ROW_NUMBER() OVER (PARTITION BY conversation_id, message_id
      ORDER BY CASE WHEN campaign IS NULL THEN 1 ELSE 0 END, seq DESC) AS campaign_no,
    ROW_NUMBER() OVER (PARTITION BY conversation_id, message_id
      ORDER BY CASE WHEN variant IS NULL THEN 1 ELSE 0 END, seq DESC) AS variant_no,
    ROW_NUMBER() OVER (PARTITION BY conversation_id, message_id
      ORDER BY CASE WHEN error IS NULL THEN 1 ELSE 0 END, seq DESC) AS error_no,
    ROW_NUMBER() OVER (PARTITION BY conversation_id, message_id
      ORDER BY CASE WHEN flow IS NULL THEN 1 ELSE 0 END, seq DESC) AS flow_no,
    ROW_NUMBER() OVER (PARTITION BY conversation_id, message_id
      ORDER BY CASE WHEN step IS NULL THEN 1 ELSE 0 END, seq DESC) AS step_no
  FROM messages m
)
SELECT conversation_id, message_id,
  MAX(CASE WHEN template_no = 1 THEN template END) AS template,
  MAX(CASE WHEN campaign_no = 1 THEN campaign END) AS campaign,
  MAX(CASE WHEN variant_no = 1 THEN variant END) AS variant,
  MAX(CASE WHEN error_no = 1 THEN error END) AS error,
  MAX(CASE WHEN flow_no = 1 THEN flow END) AS flow,
  MAX(CASE WHEN step_no = 1 THEN step END) AS step
FROM numbered
GROUP BY conversation_id, message_id;

-- What the business said, and how far it got: 1 or 0. What is read has been delivered, what is delivered has been sent,
-- and a delivery beats a failure; all versions of a message together.
CREATE VIEW outgoing AS
WITH came AS (
  SELECT conversation_id, message_id,
    MAX(CASE WHEN kind IN ('sent', 'delivered', 'read') THEN 1 ELSE 0 END) AS is_sent,
    MAX(CASE WHEN kind IN ('delivered', 'read') THEN 1 ELSE 0 END) AS is_delivered,
    MAX(CASE WHEN kind = 'read' THEN 1 ELSE 0 END) AS is_read,
    MAX(CASE WHEN kind = 'failed' THEN 1 ELSE 0 END) AS has_failed
  FROM receipts
  GROUP BY conversation_id, message_id
)
SELECT m.conversation_id, m.at_ms, m.actor, m.kind, m.sender_id, c.contact_id,
  COALESCE(r.is_sent, 0) AS is_sent, COALESCE(r.is_delivered, 0) AS is_delivered, COALESCE(r.is_read, 0) AS is_read,
  CASE WHEN r.has_failed = 1 AND r.is_delivered = 0 THEN 1 ELSE 0 END AS is_failed
FROM public_messages m
JOIN conversations c ON c.conversation_id = m.conversation_id
LEFT JOIN came r ON r.conversation_id = m.conversation_id AND r.message_id = m.message_id
WHERE m.actor IN ('agent', 'echo', 'bot', 'automation', 'broadcast');

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
FROM (SELECT at_ms FROM said UNION ALL SELECT created_ms FROM conversations) told;

-- The facts that are known of each conversation. Of receipts and assignments, those that one shows are known of all.
CREATE VIEW facts AS
SELECT conversation_id, fact FROM supplied
UNION
SELECT conversation_id, 'actors' FROM messages WHERE actor <> 'unknown'
UNION
SELECT conversation_id, 'agents' FROM messages WHERE actor = 'agent' AND sender_id IS NOT NULL
UNION
SELECT conversation_id, 'agents' FROM happened WHERE kind IN ('assigned', 'unassigned')
UNION
SELECT conversation_id, 'status' FROM happened WHERE kind IN ('opened', 'closed', 'reopened', 'pending', 'snoozed')
UNION
SELECT conversation_id, 'tags' FROM happened WHERE kind IN ('tagged', 'untagged')
UNION
SELECT conversation_id, 'tag-history' FROM happened WHERE kind IN ('tagged', 'untagged')
UNION
SELECT conversation_id, 'seen' FROM happened WHERE kind = 'seen'
UNION
SELECT conversation_id, 'surveys' FROM conversations WHERE EXISTS (SELECT 1 FROM supplied WHERE fact = 'surveys')
UNION
SELECT conversation_id, 'receipts' FROM conversations WHERE EXISTS (SELECT 1 FROM receipts)
UNION
SELECT conversation_id, 'assignments' FROM conversations
WHERE EXISTS (SELECT 1 FROM happened WHERE kind IN ('assigned', 'unassigned'));

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
LEFT JOIN facts f ON f.conversation_id = c.conversation_id
GROUP BY c.conversation_id;
