-- How long it takes until a conversation is closed. Dated by the close at which it ends.
--
-- What the contract leaves open, as the crate decides it: firstClose and perCycle count the closes of a conversation
-- that is open again; with perCycle and everyClose, the open cycle is left out beside them.
WITH closed AS (
  SELECT conversation_id, cycle_no, opened_ms, ended_ms, closed_by, closer_id,
    ROW_NUMBER() OVER (PARTITION BY conversation_id ORDER BY cycle_no) AS close_no
  FROM cycles
  WHERE end_kind = 'closed'
),
resolved AS (
  SELECT c.conversation_id, e.ended_ms AS at_ms, e.closed_by AS actor, e.closer_id AS agent_id,
    CASE WHEN p.resolution IN ('perCycle', 'openSpans') THEN c.opened_ms ELSE l.opened_ms END AS since_ms,
    c.ended_ms AS until_ms,
    CASE WHEN p.resolution = 'openSpans' THEN c.conversation_id END AS whole_id,
    CAST(NULL AS VARCHAR) AS own_reason
  FROM closed c
  JOIN lives l ON l.conversation_id = c.conversation_id
  CROSS JOIN policy p
  -- The cycles of openSpans are all dated by the close of the last one.
  JOIN closed e ON e.conversation_id = c.conversation_id
    AND e.cycle_no = CASE WHEN p.resolution = 'openSpans' THEN l.last_cycle_no ELSE c.cycle_no END
  WHERE (p.resolution = 'lastClose' AND c.cycle_no = l.last_cycle_no)
    OR (p.resolution = 'firstClose' AND c.close_no = 1)
    OR p.resolution IN ('openSpans', 'perCycle', 'everyClose')
),
unresolved AS (
  SELECT l.conversation_id,
    CASE l.end_kind WHEN 'still-open' THEN l.opened_ms ELSE y.ended_ms END AS at_ms,
    l.opener AS actor, l.agent_id, CAST(NULL AS BIGINT) AS since_ms, CAST(NULL AS BIGINT) AS until_ms,
    CAST(NULL AS VARCHAR) AS whole_id,
    CASE l.end_kind WHEN 'still-open' THEN 'still-open' ELSE 'close-time-unknown' END AS own_reason
  FROM lives l
  JOIN cycles y ON y.conversation_id = l.conversation_id AND y.cycle_no = l.last_cycle_no
  CROSS JOIN policy p
  WHERE l.end_kind IN ('still-open', 'closed-unknown-when')
    AND (p.resolution <> 'firstClose'
      OR NOT EXISTS (SELECT 1 FROM closed c WHERE c.conversation_id = l.conversation_id))
),
both_kinds AS (
  SELECT * FROM resolved
  UNION ALL
  SELECT * FROM unresolved
)
SELECT b.conversation_id, b.at_ms, b.since_ms, b.until_ms, b.whole_id, 1 AS is_waited, b.actor, b.agent_id,
  COALESCE(x.status, b.own_reason) AS reason
FROM both_kinds b
JOIN lacks x ON x.conversation_id = b.conversation_id
