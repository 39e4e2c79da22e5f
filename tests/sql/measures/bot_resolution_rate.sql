-- The share of conversations with a bot that were resolved without a human, and stayed so.
SELECT conversation_id, opened_ms AS at_ms, due_ms, outcome, opener AS actor, agent_id, reason,
  CASE WHEN outcome = 'resolved' THEN 1 ELSE 0 END AS hit
FROM outcomes
