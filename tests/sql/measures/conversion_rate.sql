-- The share of contacts with a message who converted within the policy's days after it.
WITH heard_of AS (
  SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, m.sender_id,
    COALESCE(CASE WHEN m.actor = 'contact' THEN m.sender_id END, l.contact_id) AS contact_id
  FROM public_messages m
  JOIN lives l ON l.conversation_id = m.conversation_id
),
converted AS (
  SELECT l.contact_id, s.at_ms
  FROM sold s
  JOIN lives l ON l.conversation_id = s.conversation_id
  WHERE s.value_micros IS NULL OR s.value_micros >= 0
),
hits AS (
  SELECT DISTINCT h.conversation_id, h.message_id
  FROM heard_of h
  CROSS JOIN policy p
  JOIN converted c
    ON c.contact_id = h.contact_id AND c.at_ms >= h.at_ms
    AND c.at_ms < h.at_ms + p.conversion_window_days * 86400000
)
SELECT h.conversation_id, h.message_id, h.at_ms, h.contact_id AS entity_id, h.actor, h.kind,
  CASE WHEN h.actor <> 'contact' THEN h.sender_id END AS agent_id,
  CASE WHEN t.message_id IS NULL THEN 0 ELSE 1 END AS hit,
  x.conversions AS reason
FROM heard_of h
JOIN lacks x ON x.conversation_id = h.conversation_id
LEFT JOIN hits t ON t.conversation_id = h.conversation_id AND t.message_id = h.message_id
