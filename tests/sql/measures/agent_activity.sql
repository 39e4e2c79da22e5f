-- Hours in which agents wrote: for each agent the different hours of the clock with a public message of theirs, from
-- wherever they wrote it.
SELECT m.conversation_id, m.message_id, m.at_ms, m.actor, m.kind, m.sender_id AS agent_id, m.sender_id AS hourly_entity_id,
  COALESCE(x.actors, x.agents, CASE WHEN m.sender_id IS NULL THEN 'agent-unknown' END) AS reason
FROM public_messages m
JOIN lacks x ON x.conversation_id = m.conversation_id
WHERE m.actor IN ('agent', 'echo')
