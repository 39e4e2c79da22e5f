-- Public messages of contacts.
SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, CAST(NULL AS VARCHAR) AS agent_id, x.actors AS reason
FROM public_messages m
JOIN lacks x ON x.conversation_id = m.conversation_id
WHERE m.actor = 'contact'
