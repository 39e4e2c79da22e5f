-- Conversations closed: different ones with a close. Beside them, their different contacts.
SELECT c.conversation_id, c.ended_ms AS at_ms, c.conversation_id AS entity_id, l.contact_id AS beside_contact_id,
  CASE WHEN c.end_kind = 'closed' THEN c.closed_by ELSE l.opener END AS actor,
  CASE WHEN c.end_kind = 'closed' THEN c.closer_id ELSE l.agent_id END AS agent_id,
  COALESCE(x.status, CASE WHEN c.end_kind <> 'closed' THEN 'close-time-unknown' END) AS reason
FROM cycles c
JOIN lives l ON l.conversation_id = c.conversation_id
JOIN lacks x ON x.conversation_id = c.conversation_id
WHERE c.end_kind IN ('closed', 'closed-unknown-when')
