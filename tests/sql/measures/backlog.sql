-- Conversations that have been opened and not closed.
SELECT c.conversation_id, c.opened_ms AS from_ms, c.ended_ms AS to_ms, l.opener AS actor, l.agent_id, x.status AS reason
FROM cycles c
JOIN lives l ON l.conversation_id = c.conversation_id
JOIN lacks x ON x.conversation_id = c.conversation_id
