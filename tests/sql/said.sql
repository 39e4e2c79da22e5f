-- What was said and what happened: each message and each event once, who did it, and which facts that leaves unknown.

-- Each event once. The list of agents knows best whether somebody is an agent or a bot. Events of other kinds (notes,
-- conversions, …) belong to no conversation's life, so they are no sign of it.
CREATE VIEW happened AS
WITH settled AS (
  SELECT e.conversation_id, e.seq, e.at_ms, e.kind, e.by_id, e.to_id, e.tag,
    CASE WHEN e.actor IN ('agent', 'unknown') THEN COALESCE(a.kind, e.actor) ELSE e.actor END AS actor
  FROM events e
  LEFT JOIN agents a ON a.agent_id = e.by_id
  WHERE e.kind IN ('opened', 'closed', 'reopened', 'pending', 'snoozed', 'assigned', 'unassigned', 'tagged', 'untagged',
    'seen', 'handoff')
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

-- The facts that are known of each conversation.
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
SELECT conversation_id, 'seen' FROM happened WHERE kind = 'seen';

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
  CASE WHEN (SELECT COUNT(*) FROM facts_of_source WHERE fact = 'flows') = 0 THEN 'no-flows' END AS flows,
  CASE WHEN (SELECT COUNT(*) FROM facts_of_source WHERE fact = 'conversions') = 0 THEN 'no-conversions' END AS conversions
FROM conversations c
LEFT JOIN facts f ON f.conversation_id = c.conversation_id
GROUP BY c.conversation_id;
