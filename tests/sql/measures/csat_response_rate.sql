-- The share of the surveys sent that were answered, whenever that was. Dated by the sending.
SELECT a.conversation_id, COALESCE(a.sent_ms, a.answered_ms) AS at_ms,
  CASE WHEN a.score IS NULL THEN 0 ELSE 1 END AS hit, l.opener AS actor, l.agent_id,
  COALESCE(x.surveys, CASE WHEN a.sent_ms IS NULL THEN 'sending-time-unknown' END) AS reason
FROM asked a
JOIN lives l ON l.conversation_id = a.conversation_id
JOIN lacks x ON x.conversation_id = a.conversation_id
