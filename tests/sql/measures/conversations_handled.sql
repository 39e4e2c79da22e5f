-- Conversations that somebody worked on: different ones with a public message of a human of ours.
SELECT m.conversation_id, m.message_id, m.at_ms, m.conversation_id AS entity_id, m.actor, m.kind,
  m.sender_id AS agent_id,
  x.actors AS reason
FROM public_messages m
JOIN lacks x ON x.conversation_id = m.conversation_id
WHERE m.actor IN ('agent', 'echo')
