-- Public messages of the business, by the different contacts they were for.
SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, m.sender_id AS agent_id,
  c.contact_id AS per_entity_id,
  c.contact_id AS beside_contact_id, x.actors AS reason
FROM public_messages m
JOIN conversations c ON c.conversation_id = m.conversation_id
JOIN lacks x ON x.conversation_id = m.conversation_id
WHERE m.actor IN ('agent', 'echo', 'bot', 'automation', 'broadcast', 'business')
