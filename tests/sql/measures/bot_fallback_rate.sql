-- The share of conversations with a bot that came to a step of a flow named fallback.
SELECT o.conversation_id, o.opened_ms AS at_ms, o.due_ms, o.outcome, o.opener AS actor, o.agent_id,
  COALESCE(o.reason, x.flows) AS reason,
  CASE WHEN f.conversation_id IS NULL THEN 0 ELSE 1 END AS hit
FROM outcomes o
JOIN lacks x ON x.conversation_id = o.conversation_id
LEFT JOIN (SELECT DISTINCT conversation_id FROM visits WHERE LOWER(step) = 'fallback') f
  ON f.conversation_id = o.conversation_id
