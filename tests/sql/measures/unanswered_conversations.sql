-- Conversations in which the contact waits for an answer, wherever the policy starts the clock.
SELECT t.conversation_id, t.opened_ms AS from_ms, COALESCE(t.replied_ms, t.given_up_ms) AS to_ms,
  l.opener AS actor, l.agent_id, COALESCE(x.actors, x.messages) AS reason
FROM turns t
JOIN lives l ON l.conversation_id = t.conversation_id
JOIN lacks x ON x.conversation_id = t.conversation_id
