-- The share of conversations with a bot that went to a human.
SELECT conversation_id, opened_ms AS at_ms, due_ms, outcome, opener AS actor, agent_id, reason,
  CASE WHEN outcome IN ('handed-off', 'human-took-over') THEN 1 ELSE 0 END AS hit
FROM outcomes
