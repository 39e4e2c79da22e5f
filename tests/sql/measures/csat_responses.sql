-- Answers to the question how satisfied contacts are. Dated by the answer; what has none, by the sending.
SELECT a.conversation_id, a.at_ms, a.actor, a.agent_id, COALESCE(x.surveys, a.own_reason) AS reason, a.note
FROM answers a
JOIN lacks x ON x.conversation_id = a.conversation_id
