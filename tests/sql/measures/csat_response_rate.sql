-- The share of the surveys sent that were answered, whenever that was. Dated by the sending.
SELECT p.conversation_id, COALESCE(a.sent_ms, a.answered_ms) AS at_ms,
  CASE WHEN a.score IS NULL THEN 0 ELSE 1 END AS hit, l.opener AS actor, l.agent_id,
  COALESCE(x.surveys, CASE WHEN a.sent_ms IS NULL THEN 'sending-time-unknown' END) AS reason
FROM asked a
JOIN parts p
  ON p.thread_id = a.thread_id
  AND (p.from_ms IS NULL OR p.from_ms <= COALESCE(a.sent_ms, a.answered_ms))
  AND (p.to_ms IS NULL OR p.to_ms > COALESCE(a.sent_ms, a.answered_ms) OR COALESCE(a.sent_ms, a.answered_ms) IS NULL)
JOIN lives l ON l.conversation_id = p.conversation_id
JOIN lacks x ON x.conversation_id = p.conversation_id
