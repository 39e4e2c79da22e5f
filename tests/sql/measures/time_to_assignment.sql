-- How long it takes until a conversation is given to a human. Dated by the assignment; what was never given, by its opening.
SELECT l.conversation_id, COALESCE(f.at_ms, l.opened_ms) AS at_ms,
  CASE WHEN f.at_ms < l.opened_ms THEN f.at_ms ELSE l.opened_ms END AS since_ms, f.at_ms AS until_ms,
  CASE WHEN f.at_ms IS NULL THEN l.opener ELSE 'agent' END AS actor,
  CASE WHEN f.at_ms IS NULL THEN l.agent_id ELSE f.to_id END AS agent_id,
  COALESCE(x.assignments, CASE
    WHEN l.opened_ms IS NULL THEN 'opening-time-unknown'
    WHEN f.at_ms IS NULL THEN 'never-assigned'
  END) AS reason
FROM lives l
JOIN lacks x ON x.conversation_id = l.conversation_id
LEFT JOIN first_assignments f ON f.conversation_id = l.conversation_id
