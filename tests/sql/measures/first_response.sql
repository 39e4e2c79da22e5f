-- How long the contact waits for the first answer. Dated by the reply; what has none, by where the clock started.
--
-- What the contract leaves open, as the crate decides it: the first answer is that of the first turn which has one, so
-- after a close without an answer the clock starts at the message that came back. A handoff restarts it wherever it
-- happened before the reply, or the close that came instead. Where the clock starts at an assignment, what was never
-- assigned has no clock, answered or not.
WITH answered AS (
  SELECT conversation_id, MIN(turn_no) AS first_no, MAX(turn_no) AS last_no,
    MIN(CASE WHEN replied_ms IS NOT NULL OR is_doubtful = 1 THEN turn_no END) AS answered_no
  FROM turns
  GROUP BY conversation_id
),
replies AS (
  SELECT l.conversation_id, l.opened_ms, l.first_assigned_ms, l.opener, l.agent_id,
    a.last_no, t.given_up_ms, t.started_ms, t.is_doubtful,
    COALESCE(t.replied_ms, t.given_up_ms) AS until_ms, t.replied_ms, t.replier, t.replier_id,
    MAX(h.at_ms) AS handoff_ms, MAX(c.opened_ms) AS last_opened_ms
  FROM lives l
  LEFT JOIN answered a ON a.conversation_id = l.conversation_id
  LEFT JOIN turns t ON t.conversation_id = a.conversation_id AND t.turn_no = COALESCE(a.answered_no, a.last_no)
  LEFT JOIN happened h
    ON h.conversation_id = l.conversation_id AND h.kind = 'handoff'
    AND (COALESCE(t.replied_ms, t.given_up_ms) IS NULL OR h.at_ms <= COALESCE(t.replied_ms, t.given_up_ms))
  LEFT JOIN cycles c
    ON c.conversation_id = l.conversation_id
    AND (COALESCE(t.replied_ms, t.given_up_ms) IS NULL OR c.opened_ms <= COALESCE(t.replied_ms, t.given_up_ms))
  GROUP BY l.conversation_id, l.opened_ms, l.first_assigned_ms, l.opener, l.agent_id, a.last_no, t.started_ms,
    t.given_up_ms, t.is_doubtful, t.replied_ms, t.replier, t.replier_id
),
clocked AS (
  SELECT r.*,
    CASE p.first_response_from
      WHEN 'opened' THEN opened_ms
      WHEN 'assigned' THEN CASE WHEN until_ms IS NULL OR first_assigned_ms <= until_ms THEN first_assigned_ms END
      WHEN 'lastOpened' THEN CASE WHEN handoff_ms > last_opened_ms THEN handoff_ms ELSE last_opened_ms END
      ELSE CASE WHEN handoff_ms > started_ms THEN handoff_ms ELSE started_ms END
    END AS clock_ms,
    CASE
      WHEN last_no IS NULL THEN 'no-inbound'
      WHEN p.first_response_from = 'assigned' AND (first_assigned_ms IS NULL OR first_assigned_ms > until_ms)
        THEN 'never-assigned'
      WHEN is_doubtful = 1 THEN 'replier-unknown'
      WHEN replied_ms IS NULL AND given_up_ms IS NULL THEN 'awaiting'
      WHEN replied_ms IS NULL THEN 'never-answered'
    END AS own_reason
  FROM replies r
  CROSS JOIN policy p
)
SELECT c.conversation_id, COALESCE(replied_ms, clock_ms, started_ms, opened_ms) AS at_ms, clock_ms AS since_ms,
  replied_ms AS until_ms, 1 AS is_waited, 1 AS is_reply,
  CASE WHEN own_reason IS NULL THEN replier ELSE opener END AS actor,
  CASE WHEN own_reason IS NULL THEN replier_id ELSE agent_id END AS agent_id,
  COALESCE(x.actors, x.messages, own_reason) AS reason
FROM clocked c
JOIN lacks x ON x.conversation_id = c.conversation_id
