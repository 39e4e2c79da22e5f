-- The share of customers who come back: what contacts wrote, which counts for the span after it. When they wrote again is
-- told by `seen`.
SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, COALESCE(m.sender_id, c.contact_id) AS entity_id,
  1 AS retained,
  COALESCE(x.actors, x.messages) AS reason
FROM public_messages m
JOIN conversations c ON c.conversation_id = m.conversation_id
JOIN lacks x ON x.conversation_id = m.conversation_id
WHERE m.actor = 'contact'
