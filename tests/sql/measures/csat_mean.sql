-- The scores of answers, brought from their scales to one from 1 to 5.
--
-- What the contract leaves open, as the crate decides it: rounded to thousandths; the only score of a scale of one is the best.
SELECT a.conversation_id, a.at_ms,
  CASE WHEN a.best = 1 THEN 5 ELSE FLOOR(1000 * (1 + 4 * (a.score - 1) / (a.best - 1)) + 0.5) / 1000 END AS amount,
  a.actor, a.agent_id, COALESCE(x.surveys, a.own_reason, a.scale_reason) AS reason, a.note
FROM answers a
JOIN lacks x ON x.conversation_id = a.conversation_id
