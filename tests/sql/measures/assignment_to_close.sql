-- How long an assigned conversation takes until its last close. Dated by that close.
SELECT l.conversation_id, CASE l.end_kind WHEN 'still-open' THEN l.opened_ms ELSE y.ended_ms END AS at_ms,
  f.at_ms AS since_ms, y.ended_ms AS until_ms,
  CASE WHEN l.end_kind = 'closed' THEN y.closed_by ELSE l.opener END AS actor,
  CASE WHEN l.end_kind = 'closed' THEN y.closer_id ELSE l.agent_id END AS agent_id,
  COALESCE(x.assignments, x.status, CASE
    WHEN l.end_kind = 'still-open' THEN 'still-open'
    WHEN l.end_kind <> 'closed' THEN 'close-time-unknown'
    WHEN f.at_ms IS NULL OR f.at_ms > y.ended_ms THEN 'never-assigned'
  END) AS reason
FROM lives l
JOIN cycles y ON y.conversation_id = l.conversation_id AND y.cycle_no = l.last_cycle_no
JOIN lacks x ON x.conversation_id = l.conversation_id
LEFT JOIN first_assignments f ON f.conversation_id = l.conversation_id
WHERE l.end_kind <> 'silence'
