-- Contacts to whom three messages in a row were not delivered, and none since: the third of these. A message without any
-- receipt tells nothing.
WITH sent AS (
  SELECT m.conversation_id, m.message_id, m.message_no, m.at_ms, m.actor, m.kind, m.sender_id AS agent_id,
    c.contact_id, g.is_delivered
  FROM public_messages m
  JOIN conversations c ON c.conversation_id = m.conversation_id
  JOIN got g ON g.thread_id = m.thread_id AND g.message_id = m.message_id
  WHERE m.actor IN ('agent', 'echo', 'bot', 'automation', 'broadcast', 'business') AND c.contact_id IS NOT NULL
),
delivered AS (SELECT contact_id, MAX(at_ms) AS at_ms FROM sent WHERE is_delivered = 1 GROUP BY contact_id),
since AS (
  SELECT s.*, ROW_NUMBER() OVER (PARTITION BY s.contact_id ORDER BY s.at_ms, s.conversation_id, s.message_no) AS place
  FROM sent s
  LEFT JOIN delivered d ON d.contact_id = s.contact_id
  WHERE s.is_delivered = 0 AND (d.at_ms IS NULL OR s.at_ms > d.at_ms)
)
SELECT s.conversation_id, s.message_id, s.at_ms, s.actor, s.kind, s.agent_id, s.contact_id AS entity_id,
  x.actors AS reason
FROM since s
JOIN lacks x ON x.conversation_id = s.conversation_id
WHERE s.place = 3
