-- Open conversations that are with an agent: from each assignment to the next change of it, while they are open.
--
-- What the contract leaves open, as the crate decides it: an assignment lasts over silence that cuts a thread.
WITH changes AS (
  SELECT thread_id, kind, to_id, at_ms, LEAD(at_ms) OVER (PARTITION BY thread_id ORDER BY at_ms, seq) AS next_ms
  FROM happened
  WHERE kind IN ('assigned', 'unassigned')
),
stays AS (
  SELECT c.thread_id, c.to_id AS agent_id, c.at_ms AS from_ms, c.next_ms AS to_ms
  FROM changes c
  LEFT JOIN agents a ON a.agent_id = c.to_id
  WHERE c.kind = 'assigned' AND c.to_id IS NOT NULL AND COALESCE(a.kind, 'agent') <> 'bot'
),
clipped AS (
  SELECT s.conversation_id, s.state, y.agent_id,
    CASE WHEN y.from_ms < s.from_ms THEN s.from_ms ELSE y.from_ms END AS from_ms,
    CASE WHEN s.to_ms IS NULL OR y.to_ms < s.to_ms THEN y.to_ms ELSE s.to_ms END AS to_ms
  FROM stays y
  JOIN parts p ON p.thread_id = y.thread_id
  JOIN states s ON s.conversation_id = p.conversation_id
)
SELECT c.conversation_id, c.from_ms, c.to_ms, c.state, 'agent' AS actor, c.agent_id,
  COALESCE(x.assignments, x.status) AS reason
FROM clipped c
JOIN lacks x ON x.conversation_id = c.conversation_id
WHERE c.to_ms IS NULL OR c.from_ms < c.to_ms
