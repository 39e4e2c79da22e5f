-- Conversations that are open, pending or snoozed.
SELECT s.conversation_id, s.from_ms, s.to_ms, s.state, l.opener AS actor, l.agent_id, x.status AS reason
FROM states s
JOIN lives l ON l.conversation_id = s.conversation_id
JOIN lacks x ON x.conversation_id = s.conversation_id
