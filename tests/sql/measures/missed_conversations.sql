-- Conversations missed: different ones in which nobody answered the last of the messages with which the contact waited,
-- within 24 hours or before the close. What is not known yet at the end of the question is left out there: `due_ms`.
--
-- What the contract leaves open, as the crate decides it: what silence ended is missed by then, what a bot closed is left
-- out, and what is closed nobody knows when is dated by the end of the 24 hours.
WITH waits AS (
  SELECT t.conversation_id, t.replied_ms, t.given_up_ms, t.is_doubtful, c.end_kind, c.closed_by,
    MAX(m.at_ms) + 86400000 AS expires_ms
  FROM turns t
  JOIN cycles c ON c.conversation_id = t.conversation_id AND c.cycle_no = t.cycle_no
  JOIN public_messages m
    ON m.conversation_id = t.conversation_id AND m.actor = 'contact' AND m.at_ms >= t.started_ms
    AND (t.replied_ms IS NULL OR m.at_ms <= t.replied_ms)
    AND (t.given_up_ms IS NULL OR m.at_ms <= t.given_up_ms)
  GROUP BY t.conversation_id, t.turn_no, t.replied_ms, t.given_up_ms, t.is_doubtful, c.end_kind, c.closed_by
),
missed AS (
  SELECT w.*,
    CASE WHEN (is_doubtful = 1 OR end_kind IN ('closed', 'silence')) AND given_up_ms < expires_ms THEN given_up_ms ELSE expires_ms END AS missed_ms
  FROM waits w
  WHERE replied_ms IS NULL OR replied_ms >= expires_ms
)
SELECT m.conversation_id, m.missed_ms AS at_ms, m.missed_ms AS due_ms, m.conversation_id AS entity_id,
  l.opener AS actor, l.agent_id,
  COALESCE(x.actors, x.messages,
    CASE
      WHEN m.is_doubtful = 1 AND m.given_up_ms < m.expires_ms THEN 'replier-unknown'
      WHEN m.is_doubtful = 0 AND m.missed_ms = m.given_up_ms AND m.closed_by = 'bot' THEN 'closed-by-bot'
    END) AS reason
FROM missed m
JOIN lives l ON l.conversation_id = m.conversation_id
JOIN lacks x ON x.conversation_id = m.conversation_id
