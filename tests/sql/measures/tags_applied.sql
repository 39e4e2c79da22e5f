-- Tags added: each adding. A tag of which no adding is told is dated by the opening of the thread's
-- first conversation.
WITH added AS (
  SELECT conversation_id, tag, at_ms, actor, by_id FROM happened WHERE kind = 'tagged' AND tag IS NOT NULL
),
undated AS (
  SELECT DISTINCT c.conversation_id, l.tag
  FROM listed_tags l
  JOIN parts c ON c.thread_id = l.thread_id AND c.part_no = 1
  WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.thread_id = l.thread_id AND e.kind = 'tagged' AND e.tag = l.tag)
),
both_kinds AS (
  SELECT conversation_id, tag, at_ms, actor, by_id AS agent_id,
    CAST(NULL AS VARCHAR) AS own_reason, CAST(NULL AS VARCHAR) AS note
  FROM added
  UNION ALL
  SELECT u.conversation_id, u.tag, b.opened_ms AS at_ms, 'unknown' AS actor, CAST(NULL AS VARCHAR) AS agent_id,
    CASE WHEN b.opened_ms IS NULL THEN 'opening-time-unknown' END AS own_reason, 'dated-by-conversation' AS note
  FROM undated u
  JOIN begun b ON b.conversation_id = u.conversation_id
)
SELECT b.conversation_id, b.at_ms, b.tag, b.actor, b.agent_id, COALESCE(x.tags, b.own_reason) AS reason, b.note
FROM both_kinds b
JOIN lacks x ON x.conversation_id = b.conversation_id
