-- How long the contact waits for each answer. Dated by the reply; what has none, by the message that waits.
SELECT t.conversation_id, COALESCE(t.replied_ms, t.started_ms) AS at_ms, t.started_ms AS since_ms,
  t.replied_ms AS until_ms, 1 AS is_waited, 1 AS is_reply,
  COALESCE(t.replier, l.opener) AS actor,
  CASE WHEN t.replied_ms IS NULL THEN l.agent_id ELSE t.replier_id END AS agent_id,
  COALESCE(x.actors, x.messages, CASE
    WHEN t.is_doubtful = 1 THEN 'replier-unknown'
    WHEN t.replied_ms IS NULL AND t.given_up_ms IS NULL THEN 'awaiting'
    WHEN t.replied_ms IS NULL THEN 'never-answered'
  END) AS reason
FROM turns t
JOIN lives l ON l.conversation_id = t.conversation_id
JOIN lacks x ON x.conversation_id = t.conversation_id
