-- The share of contacts who answered a message that we began with: an answer is credited to the last such message before
-- it, if that was within the policy's window. What was written within a minute of opting out is no answer.
WITH answers AS (
  SELECT m.at_ms, m.conversation_id, m.message_no, COALESCE(m.sender_id, c.contact_id) AS contact_id
  FROM public_messages m
  JOIN conversations c ON c.conversation_id = m.conversation_id
  WHERE m.actor = 'contact' AND NOT EXISTS (
    SELECT 1 FROM opt_outs o
    WHERE o.conversation_id = m.conversation_id AND o.at_ms BETWEEN m.at_ms - 60000 AND m.at_ms + 60000
  )
),
credited AS (
  SELECT a.contact_id, a.at_ms, MAX(o.at_ms) AS sent_ms
  FROM answers a
  JOIN outreach o ON o.contact_id = a.contact_id AND o.at_ms <= a.at_ms AND o.is_failed = 0
  GROUP BY a.contact_id, a.at_ms
),
answered AS (
  SELECT DISTINCT c.contact_id, c.sent_ms
  FROM credited c
  CROSS JOIN policy p
  WHERE c.at_ms - c.sent_ms <= p.reply_window_hours * 3600000
)
SELECT o.conversation_id, o.message_id, o.at_ms, o.actor, o.kind, o.agent_id, o.contact_id AS entity_id,
  CASE WHEN a.sent_ms IS NOT NULL THEN 1 ELSE 0 END AS hit,
  COALESCE(x.actors, x.messages, CASE WHEN o.is_failed = 1 THEN 'message-failed' END) AS reason
FROM outreach o
JOIN lacks x ON x.conversation_id = o.conversation_id
LEFT JOIN answered a ON a.contact_id = o.contact_id AND a.sent_ms = o.at_ms AND o.is_failed = 0
