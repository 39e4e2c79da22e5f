-- How long conversations last: from the first to the last public message, or by the policy `duration` up to the last
-- close. Dated by the opening.
WITH measured AS (
  SELECT l.*, p.duration,
    CASE p.duration
      WHEN 'messages' THEN first_public_ms
      WHEN 'openClose' THEN opened_ms
      -- Closed before it was ever assigned: no time.
      ELSE CASE WHEN closed_ms < first_assigned_ms THEN closed_ms ELSE first_assigned_ms END
    END AS since_ms,
    CASE p.duration WHEN 'messages' THEN last_public_ms ELSE closed_ms END AS until_ms,
    CASE
      WHEN p.duration = 'messages' AND first_public_ms IS NULL THEN 'no-message'
      WHEN p.duration = 'messages' AND is_broadcast_only = 1 THEN 'broadcast-only'
      WHEN p.duration = 'assigned' AND first_assigned_ms IS NULL THEN 'never-assigned'
      WHEN p.duration <> 'messages' AND closed_ms IS NULL AND status = 'closed' THEN 'close-time-unknown'
      WHEN p.duration <> 'messages' AND closed_ms IS NULL THEN 'still-open'
    END AS own_reason
  FROM lives l
  CROSS JOIN policy p
)
SELECT m.conversation_id, m.opened_ms AS at_ms, m.since_ms, m.until_ms, m.opener AS actor, m.agent_id,
  COALESCE(x.messages, m.own_reason) AS reason,
  CASE WHEN m.duration = 'messages' AND m.is_single_message = 1 THEN 'single-message' END AS note
FROM measured m
JOIN lacks x ON x.conversation_id = m.conversation_id
