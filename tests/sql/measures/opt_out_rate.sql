-- The share of contacts who wanted no more messages, of those reached by a message that we began with: an opt-out is
-- credited to the last such message before it.
WITH credited AS (
  SELECT e.contact_id, e.at_ms, MAX(o.at_ms) AS sent_ms
  FROM opt_outs e
  JOIN outreach o ON o.contact_id = e.contact_id AND o.at_ms <= e.at_ms AND o.is_failed = 0
  GROUP BY e.contact_id, e.at_ms
),
left_us AS (SELECT DISTINCT contact_id, sent_ms FROM credited)
SELECT o.conversation_id, o.message_id, o.at_ms, o.actor, o.kind, o.agent_id, o.contact_id AS entity_id,
  CASE WHEN l.sent_ms IS NOT NULL THEN 1 ELSE 0 END AS hit,
  COALESCE(x.actors, x.messages, CASE WHEN o.is_failed = 1 THEN 'message-failed' END) AS reason
FROM outreach o
JOIN lacks x ON x.conversation_id = o.conversation_id
LEFT JOIN left_us l ON l.contact_id = o.contact_id AND l.sent_ms = o.at_ms AND o.is_failed = 0
