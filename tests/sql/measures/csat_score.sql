-- The share of the answers with one of the two best scores of the scale; of a scale of fewer than four, with the best.
SELECT a.conversation_id, a.at_ms,
  CASE WHEN a.score >= CASE WHEN a.best < 4 THEN a.best ELSE a.best - 1 END THEN 1 ELSE 0 END AS hit,
  a.actor, a.agent_id,
  COALESCE(x.surveys, a.own_reason, a.scale_reason, CASE WHEN p.csat = 'mean' THEN 'scored-by-mean' END) AS reason,
  a.note
FROM answers a
CROSS JOIN policy p
JOIN lacks x ON x.conversation_id = a.conversation_id
