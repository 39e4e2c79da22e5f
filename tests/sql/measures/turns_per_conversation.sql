-- How often the contact is answered until a conversation is closed. Dated by the last close.
SELECT l.conversation_id, CASE l.end_kind WHEN 'still-open' THEN l.opened_ms ELSE y.ended_ms END AS at_ms,
  COALESCE(m.n, 0) AS amount,
  CASE WHEN l.end_kind = 'closed' THEN y.closed_by ELSE l.opener END AS actor,
  CASE WHEN l.end_kind = 'closed' THEN y.closer_id ELSE l.agent_id END AS agent_id,
  COALESCE(x.status, x.actors, x.messages, CASE l.end_kind
    WHEN 'still-open' THEN 'still-open'
    WHEN 'closed' THEN CASE WHEN m.doubtful > 0 THEN 'replier-unknown' END
    ELSE 'close-time-unknown'
  END) AS reason
FROM lives l
JOIN cycles y ON y.conversation_id = l.conversation_id AND y.cycle_no = l.last_cycle_no
JOIN lacks x ON x.conversation_id = l.conversation_id
LEFT JOIN (
  SELECT conversation_id, COUNT(replied_ms) AS n, SUM(is_doubtful) AS doubtful FROM turns GROUP BY conversation_id
) m ON m.conversation_id = l.conversation_id
WHERE l.end_kind <> 'silence'
