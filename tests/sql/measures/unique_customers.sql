-- Customers with whom something was said: different contacts of public messages, theirs or to them. In a group the
-- contact is the one who wrote. A contact reached by broadcasts only is told apart.
SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind,
  CASE WHEN m.actor = 'contact' THEN COALESCE(m.sender_id, c.contact_id) ELSE c.contact_id END AS entity_id,
  CASE WHEN m.actor <> 'contact' THEN m.sender_id END AS agent_id,
  CASE WHEN m.actor = 'broadcast' THEN 'broadcast-only' END AS reason
FROM public_messages m
JOIN conversations c ON c.conversation_id = m.conversation_id
