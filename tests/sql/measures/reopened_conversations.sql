-- Conversations reopened: different ones with a cycle after their first.
SELECT c.conversation_id, c.opened_ms AS at_ms, c.conversation_id AS entity_id, l.opener AS actor, l.agent_id,
  x.status AS reason
FROM cycles c
JOIN lives l ON l.conversation_id = c.conversation_id
JOIN lacks x ON x.conversation_id = c.conversation_id
WHERE c.cycle_no > 1
