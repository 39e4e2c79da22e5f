-- How long it takes until a conversation is closed. Dated by the close at which it ends.
--
-- What the contract leaves open, as the crate decides it: firstClose and perCycle count the closes of a conversation
-- that is open again; with perCycle and everyClose, the open cycle is left out beside them.
WITH closed AS (
  SELECT conversation_id, cycle_no, ended_ms, closed_by, closer_id, ended_ms - opened_ms AS open_ms,
    ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY cycle_no) AS close_no,
    SUM(ended_ms - opened_ms) OVER (
      PARTITION BY conversation_id ORDER BY cycle_no ROWS UNBOUNDED PRECEDING) AS open_so_far_ms
  FROM cycles
  WHERE end_kind = 'closed'
),
resolved AS (
  SELECT c.conversation_id, c.ended_ms AS at_ms, c.closed_by AS actor, c.closer_id AS agent_id,
    CASE p.resolution
      WHEN 'perCycle' THEN c.open_ms
      WHEN 'openSpans' THEN c.open_so_far_ms
      ELSE c.ended_ms - l.opened_ms
    END AS value_ms,
    CAST(NULL AS VARCHAR) AS own_reason
  FROM closed c
  JOIN lives l ON l.conversation_id = c.conversation_id
  CROSS JOIN policy p
  WHERE (p.resolution IN ('lastClose', 'openSpans') AND c.cycle_no = l.last_cycle_no)
    OR (p.resolution = 'firstClose' AND c.close_no = 1)
    OR p.resolution IN ('perCycle', 'everyClose')
),
unresolved AS (
  SELECT l.conversation_id,
    CASE l.end_kind WHEN 'still-open' THEN l.opened_ms ELSE y.ended_ms END AS at_ms,
    l.opener AS actor, l.agent_id, CAST(NULL AS BIGINT) AS value_ms,
    CASE l.end_kind WHEN 'still-open' THEN 'still-open' ELSE 'close-time-unknown' END AS own_reason
  FROM lives l
  JOIN cycles y ON y.conversation_id = l.conversation_id AND y.cycle_no = l.last_cycle_no
  CROSS JOIN policy p
  WHERE l.end_kind <> 'closed'
    AND (p.resolution <> 'firstClose'
      OR NOT EXISTS (SELECT 1 FROM closed c WHERE c.conversation_id = l.conversation_id))
),
both_kinds AS (
  SELECT * FROM resolved
  UNION ALL
  SELECT * FROM unresolved
)
SELECT b.conversation_id, b.at_ms, b.value_ms, b.actor, b.agent_id, COALESCE(x.status, b.own_reason) AS reason
FROM both_kinds b
JOIN lacks x ON x.conversation_id = b.conversation_id
