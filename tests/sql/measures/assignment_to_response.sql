-- How long the contact waits for the agent that the conversation was given to first. Dated by that agent's message.
WITH replies AS (
  SELECT f.conversation_id, MIN(m.at_ms) AS at_ms
  FROM first_assignments f
  JOIN public_messages m ON m.conversation_id = f.conversation_id
    AND m.actor = 'agent' AND m.sender_id = f.to_id AND m.at_ms >= f.at_ms
  GROUP BY f.conversation_id
)
SELECT l.conversation_id, COALESCE(r.at_ms, f.at_ms, l.opened_ms) AS at_ms, f.at_ms AS since_ms,
  r.at_ms AS until_ms, 1 AS is_reply,
  CASE WHEN f.at_ms IS NULL THEN l.opener ELSE 'agent' END AS actor,
  CASE WHEN f.at_ms IS NULL THEN l.agent_id ELSE f.to_id END AS agent_id,
  COALESCE(x.assignments, x.actors, x.messages, CASE
    WHEN f.at_ms IS NULL THEN 'never-assigned'
    WHEN r.at_ms IS NULL AND l.status = 'closed' THEN 'never-answered'
    WHEN r.at_ms IS NULL THEN 'awaiting'
  END) AS reason
FROM lives l
JOIN lacks x ON x.conversation_id = l.conversation_id
LEFT JOIN first_assignments f ON f.conversation_id = l.conversation_id
LEFT JOIN replies r ON r.conversation_id = l.conversation_id
