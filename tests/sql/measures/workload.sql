-- Open conversations that are with an agent: from each assignment to the next change of it, while they are open.
WITH changes AS (
  SELECT conversation_id, kind, to_id, at_ms,
    LEAD(at_ms) OVER (PARTITION BY conversation_id ORDER BY at_ms, seq) AS next_ms
  FROM happened
  WHERE kind IN ('assigned', 'unassigned')
),
clipped AS (
  SELECT c.conversation_id, s.state, c.to_id AS agent_id,
    CASE WHEN c.at_ms < s.from_ms THEN s.from_ms ELSE c.at_ms END AS from_ms,
    CASE WHEN s.to_ms IS NULL OR c.next_ms < s.to_ms THEN c.next_ms ELSE s.to_ms END AS to_ms
  FROM changes c
  JOIN states s ON s.conversation_id = c.conversation_id
  WHERE c.kind = 'assigned' AND c.to_id IS NOT NULL
)
SELECT c.conversation_id, c.from_ms, c.to_ms, c.state, 'agent' AS actor, c.agent_id,
  COALESCE(x.assignments, x.status) AS reason
FROM clipped c
JOIN lacks x ON x.conversation_id = c.conversation_id
WHERE c.to_ms IS NULL OR c.from_ms < c.to_ms
