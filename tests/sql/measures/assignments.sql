-- Each time a conversation was given to somebody; credited to whom it was given.
SELECT h.conversation_id, h.at_ms, h.actor,
  CASE WHEN h.kind = 'assigned' AND h.to_id IS NOT NULL THEN h.to_id ELSE h.by_id END AS agent_id,
  COALESCE(x.assignments, CASE WHEN h.kind = 'unassigned' OR h.to_id IS NULL THEN 'unassignment' END) AS reason
FROM happened h
JOIN lacks x ON x.conversation_id = h.conversation_id
WHERE h.kind IN ('assigned', 'unassigned')
