-- Customers who had written before, and wrote again: what contacts wrote, each with when this contact first wrote. In a
-- group the contact is the one who wrote.
WITH written AS (
  SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, COALESCE(m.sender_id, c.contact_id) AS entity_id
  FROM public_messages m
  JOIN conversations c ON c.conversation_id = m.conversation_id
  WHERE m.actor = 'contact'
)
SELECT w.conversation_id, w.message_id, w.at_ms, w.actor, w.kind, w.entity_id, f.first_ms,
  COALESCE(x.actors, x.messages) AS reason
FROM written w
JOIN lacks x ON x.conversation_id = w.conversation_id
LEFT JOIN first_words f ON f.contact_id = w.entity_id
