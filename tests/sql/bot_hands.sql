-- When conversations were in a bot's hands, no `to_ms` while they are.
--
-- What the contract leaves open, as the crate decides it: in each cycle from the bot's first message until the handoff,
-- the assignment to a human, the first message of a human or the end of the cycle, whichever is first. A bot that writes
-- after a human of the same cycle has nothing in its hands.
CREATE VIEW bot_hands AS
WITH taken AS (
  SELECT t.conversation_id, t.cycle_no, c.ended_ms,
    MIN(CASE WHEN t.actor = 'bot' THEN t.at_ms END) AS from_ms,
    MIN(CASE WHEN t.actor IN ('agent', 'echo') THEN t.at_ms END) AS human_ms
  FROM talk t
  JOIN cycles c ON c.conversation_id = t.conversation_id AND c.cycle_no = t.cycle_no
  GROUP BY t.conversation_id, t.cycle_no, c.ended_ms
),
let_go AS (
  SELECT conversation_id, cycle_no, ended_ms AS at_ms FROM taken
  UNION ALL
  SELECT conversation_id, cycle_no, human_ms AS at_ms FROM taken
  UNION ALL
  SELECT t.conversation_id, t.cycle_no, h.at_ms
  FROM taken t
  JOIN happened h ON h.conversation_id = t.conversation_id AND h.at_ms >= t.from_ms
  LEFT JOIN agents a ON a.agent_id = h.to_id
  WHERE h.kind = 'handoff' OR (h.kind = 'assigned' AND h.to_id IS NOT NULL AND COALESCE(a.kind, 'agent') <> 'bot')
),
bounded AS (
  SELECT t.conversation_id, t.from_ms, MIN(l.at_ms) AS to_ms
  FROM taken t
  JOIN let_go l ON l.conversation_id = t.conversation_id AND l.cycle_no = t.cycle_no
  WHERE t.from_ms IS NOT NULL
  GROUP BY t.conversation_id, t.cycle_no, t.from_ms
)
SELECT conversation_id, from_ms, to_ms
FROM bounded
WHERE to_ms IS NULL OR to_ms > from_ms;
